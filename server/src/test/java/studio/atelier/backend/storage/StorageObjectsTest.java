package studio.atelier.backend.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import studio.atelier.platform.database.Actor;
import studio.atelier.testkit.TestDatabase;
import studio.atelier.testkit.WithDatabase;

/// Objects and buckets under the policies.
@WithDatabase
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StorageObjectsTest extends StorageRoom {

    StorageObjectsTest(TestDatabase database, @TempDir Path folder) throws IOException {
        super(database, folder);
    }

    @Test
    void hidesEverythingFromAStranger() throws IOException {
        Actor ada = person();
        Actor eve = person();
        String name = ada.person() + "/mine.txt";
        upload(ada, "avatars", name, "mine", false);
        var route = new StorageObjects.Route("avatars", name, "avatars", eve.person() + "/mine.txt");
        var same = new StorageObjects.Retold(true, null, null, null, false);

        refuses(
                () -> objects.find(caller(eve), "avatars", name, StorageObjects.Right.CALLER),
                StorageFault.NO_SUCH_KEY);
        refuses(() -> objects.move(caller(eve), route), StorageFault.NO_SUCH_KEY);
        refuses(() -> objects.copy(caller(eve), route, same), StorageFault.NO_SUCH_KEY);
        refuses(() -> objects.removeOne(caller(eve), "avatars", name), StorageFault.ACCESS_DENIED);
        assertThat(objects.remove(caller(eve), "avatars", List.of(name))).isEmpty();
        assertThat(objects.visible(caller(eve), "avatars", List.of(name))).isEmpty();
        assertThat(list(eve, "avatars", "")).isEmpty();
    }

    @Test
    void movesCopiesAndRemoves() throws IOException {
        Actor ada = person();
        String folder = ada.person() + "/";
        ObjectEntry one = upload(ada, "avatars", folder + "a.txt", "moved", false);

        ObjectEntry moved = objects.move(
                caller(ada), new StorageObjects.Route("avatars", folder + "a.txt", "avatars", folder + "b/b.txt"));
        ObjectEntry copied = objects.copy(
                caller(ada),
                new StorageObjects.Route("avatars", folder + "b/b.txt", "avatars", folder + "c.txt"),
                new StorageObjects.Retold(true, null, null, null, false));

        assertThat(moved.id()).isEqualTo(one.id());
        assertThat(copied.id()).isNotEqualTo(one.id());
        assertThat(references(one)).isEqualTo(2);
        assertThat(list(ada, "avatars", folder)).containsExactly("b", "c.txt");
        assertThat(objects.remove(
                        caller(ada), "avatars", List.of(folder + "c.txt", folder + "none", folder + "b/b.txt")))
                .extracting(ObjectEntry::name)
                .containsExactly(folder + "b/b.txt", folder + "c.txt");
        assertThat(references(one)).as("both lie in the trash").isEqualTo(2);
    }

    @Test
    void copiesTheBytesOfAnotherTenant() throws IOException {
        Actor ada = person();
        ObjectEntry theirs =
                upload(Actor.SERVICE, "pictures", UUID.randomUUID() + ".png", "public", false, "image/png");
        String name = ada.person() + "/copy.png";

        ObjectEntry copied = objects.copy(
                caller(Actor.SERVICE),
                new StorageObjects.Route("pictures", theirs.name(), "avatars", name),
                new StorageObjects.Retold(true, null, null, null, false));
        assertThat(copied.key()).isEqualTo(theirs.key());

        Admission own = admit(ada, "avatars", ada.person() + "/own.png", "image/png", false);
        assertThat(own.tenantId()).isNotEqualTo(theirs.key().tenantId());
    }

    @Test
    void opensPublicBucketsToEverybodyAndNoOther() throws IOException {
        ObjectEntry open = upload(Actor.SERVICE, "pictures", UUID.randomUUID() + ".png", "shown", false, "image/png");
        ObjectEntry shut = upload(Actor.SERVICE, "closed", UUID.randomUUID() + ".txt", "hidden", false);

        assertThat(text(objects.find(caller(Actor.ANONYMOUS), "pictures", open.name(), StorageObjects.Right.PUBLIC)))
                .isEqualTo("shown");
        refuses(
                () -> objects.find(caller(Actor.ANONYMOUS), "closed", shut.name(), StorageObjects.Right.PUBLIC),
                StorageFault.NO_SUCH_BUCKET);
        refuses(
                () -> objects.find(caller(person()), "closed", shut.name(), StorageObjects.Right.CALLER),
                StorageFault.NO_SUCH_KEY);
        assertThat(text(objects.find(caller(Actor.SERVICE), "closed", shut.name(), StorageObjects.Right.CALLER)))
                .isEqualTo("hidden");
    }

    @Test
    void keepsBucketsBehindTheirPolicies() {
        Actor ada = person();
        Actor eve = person();
        String id = "of-" + ada.person();

        buckets.create(caller(ada), new Buckets.NewBucket(id, id, false, 100L, List.of("image/png")));

        refuses(
                () -> buckets.create(caller(ada), new Buckets.NewBucket(id, id, false, null, null)),
                StorageFault.BUCKET_ALREADY_EXISTS);
        refuses(
                () -> buckets.create(caller(Actor.ANONYMOUS), new Buckets.NewBucket(id + 2, id + 2, false, null, null)),
                StorageFault.ACCESS_DENIED);
        refuses(() -> buckets.get(caller(eve), id), StorageFault.NO_SUCH_BUCKET);
        refuses(
                () -> buckets.update(caller(eve), id, new Buckets.Change(true, false, null, false, null)),
                StorageFault.NO_SUCH_BUCKET);
        refuses(() -> buckets.delete(caller(eve), id), StorageFault.NO_SUCH_BUCKET);
        buckets.update(caller(ada), id, new Buckets.Change(true, true, null, false, null));
        assertThat(buckets.get(caller(ada), id))
                .satisfies(
                        bucket -> assertThat(bucket.isPublic()).isTrue(),
                        bucket -> assertThat(bucket.fileSizeLimit()).isNull(),
                        bucket -> assertThat(bucket.allowedMimeTypes()).containsExactly("image/png"));
        buckets.delete(caller(ada), id);
        refuses(() -> buckets.get(caller(Actor.SERVICE), id), StorageFault.NO_SUCH_BUCKET);
    }

    @Test
    void removesNoBucketThatHoldsSomethingNorOneOfOurs() throws IOException {
        buckets.create(caller(Actor.SERVICE), new Buckets.NewBucket("filled", "filled", false, null, null));
        upload(Actor.SERVICE, "filled", "a.txt", "a", false);

        refuses(() -> buckets.delete(caller(Actor.SERVICE), "filled"), StorageFault.RESOURCE_NOT_EMPTY);
        refuses(() -> buckets.delete(caller(Actor.SERVICE), Storage.GENERATED_IMAGES), StorageFault.ACCESS_DENIED);

        buckets.empty(caller(Actor.SERVICE), "filled");
        buckets.delete(caller(Actor.SERVICE), "filled");
        assertThat(buckets.list(caller(Actor.SERVICE), Buckets.Page.ALL))
                .extracting(Bucket::id)
                .doesNotContain("filled")
                .contains("avatars", "user-uploads");
    }

    @Test
    void listsOneLevelInAnyOrderAndInPages() throws IOException {
        for (String name : List.of("l/b/1", "l/B2", "l/a.txt", "l/c/x/y", "l/c/z", "l/d", "other/x")) {
            upload(Actor.SERVICE, "closed", name, name, false);
        }

        assertThat(list(Actor.SERVICE, "closed", "l/")).containsExactly("a.txt", "b", "B2", "c", "d");
        assertThat(names(level("l/", "", 2, 1, StorageObjects.Order.NAME, false)))
                .containsExactly("b", "B2");
        assertThat(names(level("l/", "", 100, 0, StorageObjects.Order.NAME, true)))
                .containsExactly("d", "c", "B2", "b", "a.txt");
        assertThat(names(level("l/", "b", 100, 0, StorageObjects.Order.NAME, false)))
                .containsExactly("b", "B2");
        assertThat(names(level("l/", "", 100, 0, StorageObjects.Order.CREATED_AT, false)))
                .containsExactly("b", "c", "B2", "a.txt", "d");
        assertThat(pages("l/", true, StorageObjects.Order.NAME, false))
                .containsExactly("l/B2", "l/a.txt", "l/b/", "l/c/", "l/d");
        assertThat(pages("l/", true, StorageObjects.Order.NAME, true))
                .containsExactly("l/d", "l/c/", "l/b/", "l/a.txt", "l/B2");
        assertThat(pages("l/", false, StorageObjects.Order.NAME, false))
                .containsExactly("l/B2", "l/a.txt", "l/b/1", "l/c/x/y", "l/c/z", "l/d");
        assertThat(pages("l/", false, StorageObjects.Order.NAME, true))
                .hasSize(6)
                .startsWith("l/d", "l/c/z");
    }

    private List<String> names(StorageObjects.Level level) {
        return objects.list(caller(Actor.SERVICE), "closed", level).stream()
                .map(StorageObjects.Listed::name)
                .toList();
    }

    /// Page by page, two at a time.
    private List<String> pages(String prefix, boolean byFolder, StorageObjects.Order order, boolean descending) {
        List<String> all = new ArrayList<>();
        String after = "";
        while (true) {
            var page = objects.list(
                    caller(Actor.SERVICE),
                    "closed",
                    new StorageObjects.Pages(prefix, 2, byFolder, order, descending, after, ""));
            page.stream().limit(2).map(StorageObjects.Listed::name).forEach(all::add);
            if (page.size() <= 2) {
                return all;
            }
            after = all.getLast();
        }
    }
}
