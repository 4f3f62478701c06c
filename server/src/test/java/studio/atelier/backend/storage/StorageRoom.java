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
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.ScriptRole;
import studio.atelier.platform.problem.ProblemException;
import studio.atelier.testkit.TestDatabase;

/// The room over a database with a front end's own buckets and policies.
abstract class StorageRoom {

    static final long SERVER_MAX = 1_000;

    static final long PERSON_MAX = 1_500;

    final TestDatabase database;

    final Storage storage;

    final Uploads uploads;

    final Buckets buckets;

    final StorageObjects objects;

    final Quotas quotas;

    StorageRoom(TestDatabase database, Path folder) throws IOException {
        this.database = database;
        var transactions = database.transactions();
        var drafts = new Drafts(Files.createDirectory(folder.resolve("drafts")), 0);
        this.storage = new Storage(transactions, database.ids(), new FolderObjectStore(folder), drafts);
        this.quotas = new Quotas(transactions, new Quotas.Limits(PERSON_MAX, 0));
        this.uploads = new Uploads(transactions, storage, drafts, quotas, database.ids(), SERVER_MAX);
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

    void script(String sql) throws SQLException {
        try (Connection connection = ScriptRole.connect(database.owner());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    Actor person() {
        return database.person(UUID.randomUUID() + "@example.com");
    }

    static StorageCaller caller(Actor actor) {
        return StorageCaller.of(actor, "storage.object.upload");
    }

    static NewUpload upload(String bucket, String name, String type, String owner, boolean upsert) {
        return new NewUpload(bucket, name, type, "max-age=3600", null, null, false, upsert, owner, null);
    }

    Admission admit(Actor actor, String bucket, String name, String type, boolean upsert) {
        StorageCaller caller = caller(actor);
        return uploads.admit(caller, upload(bucket, name, type, caller.owner(), upsert));
    }

    ObjectEntry upload(Actor actor, String bucket, String name, String text, boolean upsert) throws IOException {
        return upload(actor, bucket, name, text, upsert, "text/plain");
    }

    ObjectEntry upload(Actor actor, String bucket, String name, String text, boolean upsert, String type)
            throws IOException {
        return keep(admit(actor, bucket, name, type, upsert), text);
    }

    ObjectEntry keep(Admission admission, String text) throws IOException {
        var content = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        try (Draft draft = uploads.receive(content, admission.bytesMax())) {
            return uploads.keep(admission, draft);
        }
    }

    String text(ObjectEntry entry) throws IOException {
        try (InputStream content = storage.open(entry.key(), ByteSpan.ALL)) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    int references(ObjectEntry entry) {
        return database.asOwner()
                .sql(
                        "select ref_count from atelier.blobs where tenant_id = :tenant and sha256 = decode(:sha256, 'hex')")
                .param("tenant", entry.key().tenantId())
                .param("sha256", entry.key().sha256())
                .query(Integer.class)
                .single();
    }

    static StorageObjects.Level level(
            String folder, String search, int limit, int offset, StorageObjects.Order order, boolean descending) {
        return new StorageObjects.Level(folder, search, limit, offset, order, descending);
    }

    List<String> list(Actor actor, String bucket, String folder) {
        return objects.list(caller(actor), bucket, level(folder, "", 100, 0, StorageObjects.Order.NAME, false)).stream()
                .map(StorageObjects.Listed::name)
                .toList();
    }

    static void refuses(ThrowingCallable work, StorageFault fault) {
        assertThatThrownBy(work)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refusal -> assertThat(refusal.problem().code()).isEqualTo(fault));
    }
}
