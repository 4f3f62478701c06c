package studio.atelier.backend.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.ClusterBackup;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.problem.ProblemException;
import studio.atelier.testkit.TestDatabase;
import studio.atelier.testkit.WithDatabase;

@WithDatabase
class StorageTest {

    private static final Duration GRACE = Duration.ofHours(24);

    private final TestDatabase database;
    private final Transactions transactions;
    private final FolderObjectStore store;
    private final Drafts drafts;
    private final Path root;
    private final Storage storage;

    StorageTest(TestDatabase database, @TempDir Path folder) throws IOException {
        this.database = database;
        this.transactions = database.transactions();
        this.root = folder;
        this.store = new FolderObjectStore(folder);
        this.drafts = new Drafts(Files.createDirectory(folder.resolve("drafts")), 0);
        this.storage = new Storage(transactions, database.ids(), store, drafts);
    }

    @Test
    void keepsBytesAsAnObjectAndReadsPartsOfThem() throws IOException {
        Actor person = person();
        String name = put(person, "user-uploads", "eleven words in a small file that says very little");

        StoredObject object = find(name).orElseThrow();

        assertThat(object.sizeBytes()).isEqualTo(50);
        assertThat(text(object, ByteSpan.ALL)).startsWith("eleven").endsWith("little");
        assertThat(text(object, new ByteSpan(7, 5))).isEqualTo("words");
        assertThat(text(object, new ByteSpan(44, 99))).isEqualTo("little");
    }

    @Test
    void sharesBytesWithinATenantAndNeverBeyond() throws IOException {
        Actor one = person();
        Actor other = person();
        String bytes = "the same " + UUID.randomUUID();

        put(one, "user-uploads", bytes);
        put(one, "user-uploads", bytes);
        put(other, "user-uploads", bytes);

        assertThat(blobs(one)).containsExactly(2);
        assertThat(blobs(other)).containsExactly(1);
        assertThat(filesOf(one)).hasSize(1);
        assertThat(filesOf(other)).hasSize(1);
    }

    @Test
    void refusesMoreBytesThanAllowedAndLeavesNoFile() throws IOException {
        InputStream content = new ByteArrayInputStream(new byte[1001]);

        assertThatThrownBy(() -> storage.receive(content, 1000))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo(StorageProblem.TOO_LARGE));

        assertThat(draftFiles()).isEmpty();
    }

    @Test
    void leavesNoFileWhenTheStreamBreaks() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("cut");
            }
        };

        assertThatThrownBy(() -> storage.receive(broken, 1000))
                .isInstanceOf(IOException.class)
                .hasMessage("cut");

        assertThat(draftFiles()).isEmpty();
    }

    @Test
    void refusesToBeginWhenTheDiskIsAlmostFullAndKeepsWhatWasBegun() throws IOException {
        var full = new Drafts(root.resolve("drafts"), Long.MAX_VALUE);

        assertThatThrownBy(full::requireRoom)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo(StorageProblem.DISK_FULL));
        try (Draft begun = full.receive(new ByteArrayInputStream(new byte[1]), 10)) {
            assertThat(begun.sizeBytes()).isOne();
        }
    }

    @Test
    void namesAFullDiskWhenWritingFails() {
        assertThat(refusal(new IOException("No space left on device"))).isEqualTo(StorageProblem.DISK_FULL);
        assertThat(refusal(new java.nio.file.FileSystemException("f", null, "Disk quota exceeded")))
                .isEqualTo(StorageProblem.DISK_FULL);
        assertThat(refusal(new IOException("Input/output error"))).isEqualTo(StorageProblem.UNAVAILABLE);
    }

    private static Object refusal(IOException failure) {
        return ((ProblemException) Drafts.refused(failure)).problem().code();
    }

    @Test
    void showsOwnersTheirOwnObjectsOnly() throws IOException {
        Actor one = person();
        Actor other = person();
        String name = put(one, "generated-images", "mine " + UUID.randomUUID());

        assertThat(names(one)).contains(name);
        assertThat(names(other)).doesNotContain(name);
        assertThat(names(Actor.ANONYMOUS)).isEmpty();
    }

    @Test
    void refusesWritesOfPeople() throws IOException {
        Actor person = person();
        String name = put(person, "user-uploads", "fixed " + UUID.randomUUID());

        for (String statement : List.of(
                "delete from storage.objects where name = '" + name + "'",
                "update storage.objects set owner_id = null",
                "insert into storage.buckets (id, name) values ('x', 'x')",
                "select id from atelier.blobs")) {
            assertThatThrownBy(() ->
                            transactions.asUser(person, tx -> tx.sql(statement).update()))
                    .as(statement)
                    .rootCause()
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            refusal -> assertThat(refusal.getSQLState()).isEqualTo("42501"));
        }
    }

    @Test
    void refusesADeleteByHandEvenOfTheSystem() throws IOException {
        put(person(), "user-uploads", "by hand " + UUID.randomUUID());

        assertThatThrownBy(() -> transactions.asSystem(
                        "test", tx -> tx.sql("delete from storage.objects").update()))
                .hasStackTraceContaining("Direct deletion from storage tables is not allowed");
    }

    @Test
    void collectsWhatNothingPointsToAfterTheGraceAndNothingElse() throws IOException {
        Actor person = person();
        String kept = put(person, "user-uploads", "kept " + UUID.randomUUID());
        String gone = put(person, "user-uploads", "gone " + UUID.randomUUID());
        transactions.asSystem("test", tx -> storage.delete(tx, "user-uploads", gone));
        Path foreign = Files.writeString(root.resolve("notes.txt"), "not ours");

        assertThat(collector(Duration.ofHours(23)).collect(false).blobs()).isZero();
        assertThat(collector(Duration.ofHours(25)).collect(true).blobs()).isEqualTo(1);
        assertThat(filesOf(person)).hasSize(2);
        assertThat(collector(Duration.ofHours(25)).collect(false).blobs()).isEqualTo(1);

        assertThat(filesOf(person)).hasSize(1);
        assertThat(blobs(person)).containsExactly(1);
        assertThat(find(kept)).isPresent();
        assertThat(foreign).exists();
    }

    @Test
    void collectsStagedBytesThatNoRowTookBecauseOfACrash() throws IOException {
        Actor person = person();
        try (Draft draft = storage.receive(stream("lost " + UUID.randomUUID()), 1000)) {
            storage.stage(person.person(), List.of(draft));
        }
        assertThat(filesOf(person)).hasSize(1);

        assertThat(collector(Duration.ofMinutes(1)).collect(false).blobs()).isZero();
        assertThat(collector(Duration.ofHours(25)).collect(false).blobs()).isEqualTo(1);

        assertThat(filesOf(person)).isEmpty();
        assertThat(blobs(person)).isEmpty();
    }

    @Test
    void removesNothingWhileABackupIsUnderWay() throws IOException {
        Actor person = person();
        try (Draft draft = storage.receive(stream("lost " + UUID.randomUUID()), 1000)) {
            storage.stage(person.person(), List.of(draft));
        }

        try (var backup = ClusterBackup.begin(database.owner())) {
            assertThat(backup).isNotNull();
            assertThat(collector(Duration.ofHours(25)).collect(false).blobs()).isZero();
            assertThat(filesOf(person)).hasSize(1);
        }

        Awaitility.await()
                .until(() -> collector(Duration.ofHours(25)).collect(false).blobs() == 1);
        assertThat(filesOf(person)).isEmpty();
    }

    @Test
    void collectsFilesThatNoRowKnowsAndHalfReceivedOnes() throws IOException {
        UUID tenant = UUID.randomUUID();
        String sha256 = "ab".repeat(32);
        Path stray = root.resolve(new BlobKey(tenant, sha256).path());
        Files.createDirectories(stray.getParent());
        Files.writeString(stray, "nobody's");
        Path half = Files.writeString(root.resolve("drafts").resolve("x.draft"), "half");
        Instant old = Instant.now().minus(Duration.ofHours(30));
        Files.setLastModifiedTime(stray, FileTime.from(old));
        Files.setLastModifiedTime(half, FileTime.from(old));

        Collected dry = collector(Duration.ZERO).collect(true);
        Collected collected = collector(Duration.ZERO).collect(false);

        assertThat(dry).isEqualTo(collected);
        assertThat(collected).isEqualTo(new Collected(1, 8, 1, 1, 0, 0));
        assertThat(stray).doesNotExist();
        assertThat(half).doesNotExist();
    }

    @Test
    void stagingAgainSavesBytesFromTheCollector() throws IOException {
        Actor person = person();
        String bytes = "wanted again " + UUID.randomUUID();
        StagedBlob first = stage(person, bytes);
        StagedBlob second = stage(person, bytes);

        storage.discard(first);

        assertThat(second.id()).isEqualTo(first.id());
        assertThat(filesOf(person)).hasSize(1);
        collector(Duration.ofHours(25)).collect(false);
        assertThat(filesOf(person)).as("nobody kept them").isEmpty();
    }

    @Test
    void lettingGoOfBytesLeavesThemToWhoeverStagedThemBefore() throws IOException {
        Actor person = person();
        String bytes = "still wanted " + UUID.randomUUID();
        stage(person, bytes);
        StagedBlob second = stage(person, bytes);

        storage.discard(second);

        assertThat(filesOf(person)).hasSize(1);
        collector(Duration.ofHours(25)).collect(false);
        assertThat(filesOf(person)).as("nobody kept them").isEmpty();
    }

    @Test
    void lettingGoOfBytesThatNobodyElseStagedRemovesThem() throws IOException {
        Actor person = person();
        StagedBlob only = stage(person, "not wanted " + UUID.randomUUID());

        storage.discard(only);

        assertThat(filesOf(person)).isEmpty();
    }

    @Test
    void storesAnewWhatTheCollectorRemovedBeforeItsRowWasGone() throws IOException {
        Actor person = person();
        String bytes = "half collected " + UUID.randomUUID();
        StagedBlob staged = stage(person, bytes);
        // The collector was killed between removing the file and committing.
        store.delete(staged.key());

        stage(person, bytes);

        assertThat(filesOf(person)).hasSize(1);
    }

    @Test
    void forgetsTheObjectsOfAPersonWhoIsDeleted() throws IOException {
        Actor person = person();
        put(person, "user-uploads", "mine " + UUID.randomUUID());

        database.asOwner()
                .sql("delete from auth.users where id = :id")
                .param("id", person.person())
                .update();

        assertThat(blobs(person)).containsExactly(0);
        collector(Duration.ofHours(25)).collect(false);
        assertThat(filesOf(person)).isEmpty();
    }

    @Test
    void answersTheHelpersOfPolicies() {
        var row = database.asOwner().sql("""
                        select storage.foldername('a/b/c.tar.gz')::text as folder, storage.filename('a/b/c.tar.gz') as file,
                               storage.extension('a/b/c.tar.gz') as extension, storage.extension('plain') as none
                        """).query().singleRow();

        assertThat(row)
                .containsEntry("folder", "{a,b}")
                .containsEntry("file", "c.tar.gz")
                .containsEntry("extension", "gz")
                .containsEntry("none", "");
    }

    private Collector collector(Duration later) {
        Clock clock = Clock.fixed(Instant.now().plus(later), ZoneOffset.UTC);
        var trash = new Trash(transactions, new Quotas(transactions, new Quotas.Limits(0, 0)), clock, Duration.ZERO);
        return new Collector(
                transactions,
                database.ids(),
                storage,
                trash,
                new Collector.Files(store, drafts),
                new Collector.Age(clock, GRACE));
    }

    private Optional<StoredObject> find(String name) {
        return transactions.asSystem("test", tx -> storage.find(tx, "user-uploads", name));
    }

    private Actor person() {
        return database.person(UUID.randomUUID() + "@example.com");
    }

    private StagedBlob stage(Actor person, String text) throws IOException {
        try (Draft draft = storage.receive(stream(text), 1000)) {
            return storage.stage(person.person(), List.of(draft)).getFirst();
        }
    }

    private String put(Actor person, String bucket, String text) throws IOException {
        StagedBlob blob = stage(person, text);
        UUID id = database.ids().next();
        String name = person.person() + "/texts/" + id + ".txt";
        transactions.asUser(person, tx -> {
            storage.put(tx, new NewObject(id, bucket, name, person.person(), null, "text/plain"), blob);
            return null;
        });
        return name;
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private String text(StoredObject object, ByteSpan span) throws IOException {
        try (InputStream content = storage.open(object.key(), span)) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private List<String> names(Actor actor) {
        return transactions.asUser(
                actor,
                tx -> tx.sql("select name from storage.objects")
                        .query(String.class)
                        .list());
    }

    private List<Integer> blobs(Actor person) {
        return database.asOwner()
                .sql("select ref_count from atelier.blobs where tenant_id = :id")
                .param("id", person.person())
                .query(Integer.class)
                .list();
    }

    private List<Path> filesOf(Actor person) throws IOException {
        Path folder = root.resolve(person.person().toString());
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private List<Path> draftFiles() {
        try (var files = Files.list(root.resolve("drafts"))) {
            return files.toList();
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }
}
