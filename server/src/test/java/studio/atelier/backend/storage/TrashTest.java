package studio.atelier.backend.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.problem.ProblemCode;
import studio.atelier.platform.problem.ProblemException;
import studio.atelier.testkit.TestDatabase;
import studio.atelier.testkit.WithDatabase;

/// What becomes of removed objects: gone for everybody, kept for those they belong to, and let go in the end.
@WithDatabase
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrashTest extends StorageRoom {

    private static final Duration KEEP = Duration.ofDays(7);
    private static final Duration GRACE = Duration.ofHours(24);

    private final Path root;
    private final Trash trash;
    private Actor ada;
    private Actor eve;
    private String name;

    TrashTest(TestDatabase database, @TempDir Path folder) throws IOException {
        super(database, folder);
        this.root = folder;
        this.trash = trash(Duration.ZERO, KEEP);
    }

    @BeforeEach
    void begin() {
        database.asOwner().sql("delete from atelier.trashed_objects").update();
        ada = person();
        eve = person();
        name = ada.person() + "/a.txt";
    }

    @Test
    void anObjectThatSomebodyRemovedIsGoneForEverybodyAndItsNameIsFree() throws IOException {
        ObjectEntry first = upload(ada, "avatars", name, "first", false);

        objects.removeOne(caller(ada), "avatars", name);

        refuses(
                () -> objects.find(caller(ada), "avatars", name, StorageObjects.Right.CALLER),
                StorageFault.NO_SUCH_KEY);
        assertThat(list(ada, "avatars", ada.person() + "/")).isEmpty();
        assertThat(text(upload(ada, "avatars", name, "second", false))).isEqualTo("second");
        assertThat(references(first)).as("the bytes stay").isEqualTo(1);
    }

    @Test
    void theOwnerFindsItInTheTrashAndNobodyElseDoes() throws IOException {
        ObjectEntry gone = removed(ada, name, "mine");

        assertThat(trash.list(Trash.Reach.of(ada), null, 10)).singleElement().satisfies(entry -> {
            assertThat(entry.id()).isEqualTo(gone.id());
            assertThat(entry.bucketId()).isEqualTo("avatars");
            assertThat(entry.name()).isEqualTo(name);
            assertThat(entry.sizeBytes()).isEqualTo(4);
            assertThat(entry.mimeType()).isEqualTo("text/plain");
            assertThat(entry.expiresAt()).isEqualTo(entry.removedAt().plus(KEEP));
        });
        assertThat(trash.list(Trash.Reach.of(eve), null, 10)).isEmpty();
        refused(() -> trash.restore(Trash.Reach.of(eve), gone.id()), TrashProblem.NOT_IN_TRASH);
        refused(() -> trash.remove(Trash.Reach.of(eve), gone.id()), TrashProblem.NOT_IN_TRASH);
        assertThat(trash.empty(Trash.Reach.of(eve))).isEqualTo(new Trash.Emptied(0, 0));
    }

    @Test
    void comesBackAsItWas() throws IOException {
        ObjectEntry before = removed(ada, name, "as it was");

        trash.restore(Trash.Reach.of(ada), before.id());

        ObjectEntry after = objects.find(caller(ada), "avatars", name, StorageObjects.Right.CALLER);
        assertThat(text(after)).isEqualTo("as it was");
        assertThat(after.id()).isEqualTo(before.id());
        assertThat(after.ownerId()).isEqualTo(ada.person().toString());
        assertThat(after.metadata()).isEqualTo(before.metadata());
        assertThat(after.createdAt()).isEqualTo(before.createdAt());
        assertThat(references(after)).isEqualTo(1);
        refused(() -> trash.restore(Trash.Reach.of(ada), before.id()), TrashProblem.NOT_IN_TRASH);
    }

    @Test
    void restoresOverNothing() throws IOException {
        ObjectEntry first = removed(ada, name, "first");
        upload(ada, "avatars", name, "second", false);

        refused(() -> trash.restore(Trash.Reach.of(ada), first.id()), TrashProblem.NAME_TAKEN);

        assertThat(text(objects.find(caller(ada), "avatars", name, StorageObjects.Right.CALLER)))
                .isEqualTo("second");
        assertThat(trash.list(Trash.Reach.of(ada), null, 10)).hasSize(1);
    }

    @Test
    void restoresIntoNoBucketThatIsGone() throws IOException {
        buckets.create(caller(Actor.SERVICE), new Buckets.NewBucket("short", "short", false, null, null));
        ObjectEntry gone = upload(Actor.SERVICE, "short", "a.txt", "a", false);
        buckets.empty(caller(Actor.SERVICE), "short");
        buckets.delete(caller(Actor.SERVICE), "short");

        refused(() -> trash.restore(everything(), gone.id()), TrashProblem.BUCKET_GONE);
    }

    @Test
    void anAdministratorReachesEverything() throws IOException {
        ObjectEntry gone = removed(ada, name, "hers");
        ObjectEntry other = removed(eve, eve.person() + "/b.txt", "theirs");

        assertThat(trash.list(everything(), null, 10))
                .extracting(Trash.Entry::id)
                .containsExactly(other.id(), gone.id());
        trash.remove(everything(), other.id());
        trash.restore(everything(), gone.id());

        assertThat(objects.find(caller(ada), "avatars", name, StorageObjects.Right.CALLER)
                        .ownerId())
                .isEqualTo(ada.person().toString());
        assertThat(references(other)).isZero();
    }

    @Test
    void isReadInPages() throws IOException {
        for (String each : List.of("1", "2", "3")) {
            removed(ada, ada.person() + "/" + each, each);
        }

        List<Trash.Entry> first = trash.list(Trash.Reach.of(ada), null, 2);
        List<Trash.Entry> second =
                trash.list(Trash.Reach.of(ada), first.getLast().id(), 2);

        assertThat(first).extracting(Trash.Entry::name).containsExactly(ada.person() + "/3", ada.person() + "/2");
        assertThat(second).extracting(Trash.Entry::name).containsExactly(ada.person() + "/1");
    }

    @Test
    void theCollectorLetsGoWhenTheTimeIsOverAndSaysBeforeWhatWouldGo() throws IOException {
        ObjectEntry gone = removed(ada, name, "old");
        Path file = root.resolve(gone.key().path());

        assertThat(collector(Duration.ofHours(25)).collect(false).trashed()).isZero();
        database.asOwner()
                .sql("update atelier.trashed_objects set removed_at = removed_at - interval '7 days'")
                .update();
        Collected dry = collector(Duration.ZERO).collect(true);
        assertThat(dry.trashed()).isEqualTo(1);
        assertThat(dry.trashedBytes()).isEqualTo(3);
        assertThat(references(gone)).as("a dry run removes nothing").isEqualTo(1);

        assertThat(collector(Duration.ZERO).collect(false).trashed()).isEqualTo(1);
        assertThat(references(gone)).isZero();
        assertThat(file).exists();
        collector(Duration.ofHours(25)).collect(false);
        assertThat(file).doesNotExist();
    }

    @Test
    void keepsNothingWhereTheOperatorWantsNoTrash() throws IOException {
        Trash off = trash(Duration.ZERO, Duration.ZERO);
        ObjectEntry gone = removed(ada, name, "gone");

        assertThat(off.list(Trash.Reach.of(ada), null, 10)).isEmpty();
        refused(() -> off.restore(Trash.Reach.of(ada), gone.id()), TrashProblem.NOT_IN_TRASH);
        assertThat(off.expire(false).objects()).isEqualTo(1);
    }

    @Test
    void givesWayToWhatTheQuotaHasToHold() throws IOException {
        ObjectEntry old = removed(ada, ada.person() + "/old", "o".repeat(700));
        ObjectEntry young = removed(ada, ada.person() + "/young", "y".repeat(600));
        upload(ada, "avatars", ada.person() + "/live", "l".repeat(800), false);

        upload(ada, "avatars", ada.person() + "/more", "m".repeat(700), false);

        assertThat(trash.list(Trash.Reach.of(ada), null, 10))
                .extracting(Trash.Entry::id)
                .containsExactly(young.id());
        assertThat(references(old)).isZero();
        refused(() -> trash.restore(Trash.Reach.of(ada), young.id()), StorageProblem.QUOTA_USED_UP);
    }

    @Test
    void goesWithThePersonAndKeepsNothingOfAReplacedFile() throws IOException {
        upload(ada, "avatars", name, "first", false);
        upload(ada, "avatars", name, "second", true);
        assertThat(trash.list(Trash.Reach.of(ada), null, 10)).isEmpty();
        ObjectEntry gone = removed(ada, ada.person() + "/b.txt", "b");

        database.asOwner()
                .sql("delete from auth.users where id = :id")
                .param("id", ada.person())
                .update();

        assertThat(references(gone)).isZero();
        assertThat(trash.list(everything(), null, 10)).isEmpty();
    }

    @Test
    void filesOfAnOrganisationComeBackByThoseWhoManageThem() throws IOException {
        UUID org = database.ids().next();
        database.asOwner()
                .sql("insert into public.orgs (id, name) values (:id, 'House')")
                .param("id", org)
                .update();
        member(org, ada, "admin");
        member(org, eve, "member");
        ObjectEntry gone = upload(ada, "avatars", name, "shared", false);
        database.asOwner()
                .sql("update storage.objects set org_id = :org where id = :id")
                .param("org", org)
                .param("id", gone.id())
                .update();
        objects.remove(caller(Actor.SERVICE), "avatars", List.of(name));

        assertThat(trash.list(Trash.Reach.of(eve), null, 10)).isEmpty();
        refused(() -> trash.restore(Trash.Reach.of(eve), gone.id()), TrashProblem.NOT_IN_TRASH);
        assertThat(trash.restore(Trash.Reach.of(ada), gone.id()).orgId()).isEqualTo(org);
    }

    private void member(UUID org, Actor person, String role) {
        database.asOwner()
                .sql("insert into public.memberships (org_id, user_id, role) values (:org, :person, :role)")
                .param("org", org)
                .param("person", person.person())
                .param("role", role)
                .update();
    }

    private ObjectEntry removed(Actor whose, String called, String text) throws IOException {
        upload(whose, "avatars", called, text, false);
        return objects.remove(caller(whose), "avatars", List.of(called)).getFirst();
    }

    private Trash.Reach everything() {
        return new Trash.Reach(eve.person(), true);
    }

    private Trash trash(Duration later, Duration keep) {
        return new Trash(
                database.transactions(),
                quotas,
                Clock.offset(Clock.fixed(Instant.now(), ZoneOffset.UTC), later.plusMinutes(1)),
                keep);
    }

    private Collector collector(Duration later) throws IOException {
        var drafts = new Drafts(Files.createTempDirectory(root, "drafts"), 0);
        return new Collector(
                database.transactions(),
                database.ids(),
                storage,
                trash(later, KEEP),
                new Collector.Files(new FolderObjectStore(root), drafts),
                new Collector.Age(Clock.fixed(Instant.now().plus(later), ZoneOffset.UTC), GRACE));
    }

    private static void refused(ThrowingCallable work, ProblemCode code) {
        assertThatThrownBy(work)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refusal -> assertThat(refusal.problem().code()).isEqualTo(code));
    }
}
