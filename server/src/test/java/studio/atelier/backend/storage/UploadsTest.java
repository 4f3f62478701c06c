package studio.atelier.backend.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.ScriptRole;
import studio.atelier.platform.problem.ProblemException;
import studio.atelier.testkit.TestDatabase;
import studio.atelier.testkit.WithDatabase;

/// Buckets and objects under policies that a front end made.
@WithDatabase
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UploadsTest {

    private static final long SERVER_MAX = 1_000;
    private static final long PERSON_MAX = 1_500;

    private final TestDatabase database;
    private final Storage storage;
    private final Uploads uploads;
    private final Buckets buckets;
    private final StorageObjects objects;

    UploadsTest(TestDatabase database, @TempDir Path folder) throws IOException {
        this.database = database;
        var transactions = database.transactions();
        var drafts = new Drafts(Files.createDirectory(folder.resolve("drafts")), 0);
        this.storage = new Storage(transactions, database.ids(), new FolderObjectStore(folder), drafts);
        this.uploads = new Uploads(
                transactions,
                storage,
                drafts,
                new Quotas(transactions, new Quotas.Limits(PERSON_MAX, 0)),
                database.ids(),
                SERVER_MAX);
        this.buckets = new Buckets(transactions, SERVER_MAX);
        this.objects = new StorageObjects(transactions, storage, uploads);
    }

    /// What a front end's own migration does.
    @BeforeAll
    void migrate() throws SQLException {
        script("""
                insert into storage.buckets (id, name, public) values ('avatars', 'avatars', false);
                insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types)
                  values ('pictures', 'pictures', true, 10, array['image/*']);
                insert into storage.buckets (id, name) values ('closed', 'closed');
                create policy "own avatars" on storage.objects for all to authenticated
                  using (bucket_id = 'avatars' and (storage.foldername(name))[1] = auth.uid()::text)
                  with check (bucket_id = 'avatars' and (storage.foldername(name))[1] = auth.uid()::text);
                create policy "anybody posts pictures" on storage.objects for insert to anon, authenticated
                  with check (bucket_id = 'pictures' and storage.allow_only_operation('object.upload'));
                create policy "buckets of mine" on storage.buckets for all to authenticated
                  using (owner_id = auth.uid()::text) with check (owner_id = auth.uid()::text);
                """);
    }

    @Test
    void writesUnderAFrontEndsPolicyAndReadsBack() throws IOException {
        Actor ada = person();
        String name = ada.person() + "/me.txt";

        ObjectEntry made = upload(ada, "avatars", name, "hello", false);

        ObjectEntry read = objects.find(caller(ada), "avatars", name, StorageObjects.Right.CALLER);
        assertThat(read.id()).isEqualTo(made.id());
        assertThat(read.etag()).isEqualTo("\"5d41402abc4b2a76b9719d911017c592\"");
        assertThat(read.metadata().propertyNames())
                .containsExactlyInAnyOrder(
                        "eTag", "size", "mimetype", "cacheControl", "lastModified", "contentLength", "httpStatusCode");
        assertThat(read.ownerId()).isEqualTo(ada.person().toString());
        assertThat(text(read)).isEqualTo("hello");
    }

    @Test
    void refusesWhatThePolicyDoesNotLetInBeforeAByteIsRead() {
        Actor ada = person();

        refuses(
                () -> admit(person(), "avatars", ada.person() + "/me.txt", "text/plain", false),
                StorageFault.ACCESS_DENIED);
        refuses(() -> admit(Actor.ANONYMOUS, "avatars", "me.txt", "text/plain", false), StorageFault.ACCESS_DENIED);
        refuses(() -> admit(ada, "closed", ada.person() + "/me.txt", "text/plain", false), StorageFault.ACCESS_DENIED);
        refuses(() -> admit(ada, "nowhere", "me.txt", "text/plain", false), StorageFault.NO_SUCH_BUCKET);
        refuses(() -> admit(ada, "pictures", "me.txt", "text/plain", false), StorageFault.INVALID_MIME_TYPE);
        refuses(() -> admit(ada, "avatars", "mé.txt", "text/plain", false), StorageFault.INVALID_KEY);
    }

    @Test
    void showsPoliciesTheOperation() {
        var other = new StorageCaller(Actor.ANONYMOUS, "storage.tus.upload.create", "POST", "/", "{}", false);

        assertThat(admit(Actor.ANONYMOUS, "pictures", "a.png", "image/png", false)
                        .bytesMax())
                .isEqualTo(10);
        refuses(
                () -> uploads.admit(other, upload("pictures", "a.png", "image/png", null, false)),
                StorageFault.ACCESS_DENIED);
    }

    @Test
    void limitsTheSizeByBucketAndServer() {
        assertThat(admit(Actor.SERVICE, "avatars", "big", "text/plain", false).bytesMax())
                .isEqualTo(SERVER_MAX);
        assertThat(admit(Actor.SERVICE, "avatars", "a/.emptyFolderPlaceholder", "text/plain", false)
                        .bytesMax())
                .isZero();
        refuses(
                () -> uploads.admit(
                        caller(Actor.SERVICE),
                        new NewUpload("pictures", "a", "image/png", "", null, 11L, true, false, null, null)),
                StorageFault.ENTITY_TOO_LARGE);
        refuses(() -> uploads.receive(new ByteArrayInputStream(new byte[11]), 10), StorageFault.ENTITY_TOO_LARGE);
    }

    @ParameterizedTest
    @CsvSource({
        "image/png, %PDF-1.7 a paper",
        "image/png, <!DOCTYPE html><html></html>",
        "image/png, <?xml version='1.0'?><svg/>"
    })
    void refusesBytesThatBelieTheirType(String declared, String text) throws IOException, SQLException {
        script("insert into storage.buckets (id, name, allowed_mime_types) values ('typed', 'typed', array['image/*'])"
                + " on conflict do nothing");
        Admission admission = admit(Actor.SERVICE, "typed", UUID.randomUUID() + ".png", declared, false);

        refuses(() -> keep(admission, text), StorageFault.INVALID_MIME_TYPE);

        assertThat(keep(admission, "letters only").mimeType()).isEqualTo(declared);
    }

    @ParameterizedTest
    @CsvSource({
        "image/png, image/jpeg, false",
        "image/png, application/octet-stream, false",
        "audio/mp4, application/mp4, false",
        "application/epub+zip, application/zip, false",
        "image/svg+xml, image/svg+xml, false",
        "image/png, application/zip, true",
        "text/csv, image/png, true"
    })
    void takesWhatMayBeWhatItIsCalled(String declared, String found, boolean contradicts) {
        assertThat(ContentType.contradicts(declared, found)).isEqualTo(contradicts);
    }

    @Test
    void keepsTheFirstUnlessAnUpsertReplacesIt() throws IOException {
        Actor ada = person();
        String name = ada.person() + "/once.txt";
        Admission late = admit(ada, "avatars", name, "text/plain", false);
        ObjectEntry first = upload(ada, "avatars", name, "one", false);

        refuses(() -> admit(ada, "avatars", name, "text/plain", false), StorageFault.KEY_ALREADY_EXISTS);
        refuses(() -> keep(late, "two"), StorageFault.KEY_ALREADY_EXISTS);
        assertThat(text(objects.find(caller(ada), "avatars", name, StorageObjects.Right.CALLER)))
                .isEqualTo("one");

        ObjectEntry second = upload(ada, "avatars", name, "two", true);

        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.version()).isNotEqualTo(first.version());
        assertThat(text(objects.find(caller(ada), "avatars", name, StorageObjects.Right.CALLER)))
                .isEqualTo("two");
        assertThat(references(first)).isZero();
    }

    @Test
    void limitsWhatAPersonKeepsInAll() throws IOException {
        Actor ada = person();
        String folder = ada.person() + "/";
        upload(ada, "avatars", folder + "a", "a".repeat(1_000), false);

        assertThat(admit(ada, "avatars", folder + "b", "text/plain", false).bytesMax())
                .isEqualTo(500);
        assertThat(admit(ada, "avatars", folder + "a", "text/plain", true).bytesMax())
                .isEqualTo(1_000);
        upload(ada, "avatars", folder + "b", "b".repeat(500), false);
        refuses(() -> admit(ada, "avatars", folder + "c", "text/plain", false), StorageFault.ENTITY_TOO_LARGE);
        refuses(
                () -> objects.copy(
                        caller(ada),
                        new StorageObjects.Route("avatars", folder + "b", "avatars", folder + "c"),
                        new StorageObjects.Retold(true, null, null, null, false)),
                StorageFault.ENTITY_TOO_LARGE);
        objects.remove(caller(ada), "avatars", List.of(folder + "a"));
        assertThat(admit(ada, "avatars", folder + "c", "text/plain", false).bytesMax())
                .isEqualTo(1_000);
    }

    @Test
    void countsWhatIsReplacedOnlyForItsOwner() throws IOException {
        Actor ada = person();
        String folder = ada.person() + "/";
        keep(
                uploads.admit(
                        caller(Actor.SERVICE),
                        upload("avatars", folder + "theirs", "text/plain", "user_" + UUID.randomUUID(), false)),
                "a".repeat(1_000));
        upload(ada, "avatars", folder + "mine", "b".repeat(1_000), false);

        Admission over = admit(Actor.SERVICE, "avatars", folder + "theirs", "text/plain", true);
        Admission asAda = uploads.admit(
                caller(Actor.SERVICE),
                upload("avatars", folder + "theirs", "text/plain", ada.person().toString(), true));

        assertThat(over.bytesMax()).isEqualTo(1_000);
        assertThat(asAda.bytesMax()).isEqualTo(500);
    }

    @Test
    void takesNoBytesWhileTheDiskIsLow(@TempDir Path other) throws IOException {
        var transactions = database.transactions();
        var full = new Drafts(other, Long.MAX_VALUE);
        var low = new Uploads(
                transactions,
                new Storage(transactions, database.ids(), new FolderObjectStore(other), full),
                full,
                new Quotas(transactions, new Quotas.Limits(0, 0)),
                database.ids(),
                SERVER_MAX);

        assertThatThrownBy(() -> low.receive(new ByteArrayInputStream(new byte[1]), 1))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refusal -> assertThat(refusal.problem().code()).isEqualTo(StorageProblem.DISK_FULL));
        assertThat(other).isEmptyDirectory();
    }

    @Test
    void keepsBytesWithinATenantEvenWhereNobodyIsTheOwner() throws IOException {
        Admission one = admit(Actor.ANONYMOUS, "pictures", UUID.randomUUID() + ".png", "image/png", false);
        Admission other = admit(Actor.ANONYMOUS, "pictures", UUID.randomUUID() + ".png", "image/png", false);
        Admission service = admit(Actor.SERVICE, "pictures", UUID.randomUUID() + ".png", "image/png", false);
        Admission lent = uploads.admit(
                caller(Actor.ANONYMOUS).asService(),
                upload("pictures", UUID.randomUUID() + ".png", "image/png", null, false));
        Admission foreign = uploads.admit(
                caller(Actor.SERVICE), upload("pictures", UUID.randomUUID() + ".png", "image/png", "user_2abc", false));
        Actor ada = person();

        assertThat(admit(ada, "avatars", ada.person() + "/x", "a/b", false).tenantId())
                .isEqualTo(ada.person());
        assertThat(List.of(one.tenantId(), other.tenantId(), service.tenantId(), lent.tenantId(), foreign.tenantId()))
                .doesNotHaveDuplicates();
        assertThat(foreign.tenantId().version()).isEqualTo(8);
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
        assertThat(references(one)).isZero();
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
    void letsPeopleUploadIntoTheirOwnFolderOfOurBucketAndNowhereElse() throws IOException {
        Actor ada = person();
        String own = ada.person() + "/notes/" + UUID.randomUUID() + ".txt";
        upload(ada, Storage.USER_UPLOADS, own, "one", false);
        upload(ada, Storage.USER_UPLOADS, own, "two", true);

        refuses(() -> admit(ada, Storage.USER_UPLOADS, "a.txt", "text/plain", false), StorageFault.ACCESS_DENIED);
        refuses(() -> admit(person(), Storage.USER_UPLOADS, own, "text/plain", true), StorageFault.ACCESS_DENIED);
        refuses(() -> admit(ada, Storage.GENERATED_IMAGES, own, "text/plain", false), StorageFault.ACCESS_DENIED);
        assertThat(list(ada, Storage.USER_UPLOADS, ada.person() + "/")).containsExactly("notes");
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

    @Test
    void keepsARowsBytesOutOfReachOfStatements() throws IOException, SQLException {
        ObjectEntry made = upload(Actor.SERVICE, "closed", UUID.randomUUID() + ".txt", "secret", false);

        script("insert into storage.objects (bucket_id, name, blob_id) select 'avatars', 'stolen', blob_id"
                + " from storage.objects where id = '" + made.id() + "'");

        assertThat(objects.find(caller(Actor.SERVICE), "avatars", "stolen", StorageObjects.Right.CALLER)
                        .key())
                .isNull();
        assertThatThrownBy(() -> script("update storage.objects set blob_id = null where id = '" + made.id() + "'"))
                .hasMessageContaining("set by the Storage API");
        assertThatThrownBy(() -> script("delete from storage.objects where id = '" + made.id() + "'"))
                .hasMessageContaining("Direct deletion from storage tables is not allowed");
    }

    private void script(String sql) throws SQLException {
        try (Connection connection = ScriptRole.connect(database.owner());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Actor person() {
        return database.person(UUID.randomUUID() + "@example.com");
    }

    private static StorageCaller caller(Actor actor) {
        return StorageCaller.of(actor, "storage.object.upload");
    }

    private static NewUpload upload(String bucket, String name, String type, String owner, boolean upsert) {
        return new NewUpload(bucket, name, type, "max-age=3600", null, null, false, upsert, owner, null);
    }

    private Admission admit(Actor actor, String bucket, String name, String type, boolean upsert) {
        StorageCaller caller = caller(actor);
        return uploads.admit(caller, upload(bucket, name, type, caller.owner(), upsert));
    }

    private ObjectEntry upload(Actor actor, String bucket, String name, String text, boolean upsert)
            throws IOException {
        return upload(actor, bucket, name, text, upsert, "text/plain");
    }

    private ObjectEntry upload(Actor actor, String bucket, String name, String text, boolean upsert, String type)
            throws IOException {
        return keep(admit(actor, bucket, name, type, upsert), text);
    }

    private ObjectEntry keep(Admission admission, String text) throws IOException {
        var content = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        try (Draft draft = uploads.receive(content, admission.bytesMax())) {
            return uploads.keep(admission, draft);
        }
    }

    private String text(ObjectEntry entry) throws IOException {
        try (InputStream content = storage.open(entry.key(), ByteSpan.ALL)) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private int references(ObjectEntry entry) {
        return database.asOwner()
                .sql(
                        "select ref_count from atelier.blobs where tenant_id = :tenant and sha256 = decode(:sha256, 'hex')")
                .param("tenant", entry.key().tenantId())
                .param("sha256", entry.key().sha256())
                .query(Integer.class)
                .single();
    }

    private static StorageObjects.Level level(
            String folder, String search, int limit, int offset, StorageObjects.Order order, boolean descending) {
        return new StorageObjects.Level(folder, search, limit, offset, order, descending);
    }

    private List<String> list(Actor actor, String bucket, String folder) {
        return objects.list(caller(actor), bucket, level(folder, "", 100, 0, StorageObjects.Order.NAME, false)).stream()
                .map(StorageObjects.Listed::name)
                .toList();
    }

    private List<String> names(StorageObjects.Level level) {
        return objects.list(caller(Actor.SERVICE), "closed", level).stream()
                .map(StorageObjects.Listed::name)
                .toList();
    }

    /// Page by page, two at a time.
    private List<String> pages(String prefix, boolean byFolder, StorageObjects.Order order, boolean descending) {
        List<String> all = new java.util.ArrayList<>();
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

    private static void refuses(ThrowingCallable work, StorageFault fault) {
        assertThatThrownBy(work)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refusal -> assertThat(refusal.problem().code()).isEqualTo(fault));
    }
}
