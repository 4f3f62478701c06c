package studio.atelier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.atelier.platform.database.DatabaseAddress;
import studio.atelier.platform.database.TestCluster;
import studio.atelier.platform.settings.StartRefused;
import studio.atelier.testkit.HttpProbe;
import studio.atelier.testkit.ServerProcess;
import studio.atelier.testkit.fake.FakeProviderProcess;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A server with work in hand is backed up while it takes more, and what is restored elsewhere is a server
/// with everything that was there.
@Tag("process")
class BackupTest {

    private static final String PASSWORD = "correct horse battery";
    private static final String SIGN_IN = "{\"email\":\"owner@example.org\",\"password\":\"" + PASSWORD + "\"}";
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    private static Path folder;

    private static FakeProviderProcess provider;

    private final Path here = TestCluster.folder("here");
    private final Path there = TestCluster.folder("there");
    private final Path backup = folder.resolve("atelier.tar.gz");
    private final Path key = folder.resolve("atelier.key");
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(said);

    @BeforeAll
    static void startProvider() throws IOException {
        provider = FakeProviderProcess.start(folder);
    }

    @AfterAll
    static void stopProvider() {
        provider.close();
    }

    @Test
    void bringsEverythingBackElsewhere() throws Exception {
        try {
            JsonNode picture;
            String open;
            List<String> accepted = new CopyOnWriteArrayList<>();
            provider.writeCatalog(here);
            try (var server = ServerProcess.start(here, settings())) {
                var person = Person.of(server.http());
                Awaitility.await()
                        .until(() -> server.output().contains("Keep a copy of the master key off this machine"));
                person.data("POST", "/api/api-keys", """
                        {"provider":"fake","key_name":"main","api_key":"sk-test-key-0001","base_url":"%s"}
                        """.formatted(provider.baseUrl()));
                picture = person.ended(person.generate("fake", "fake-image", "a picture"));
                assertThat(picture.path("status").asString())
                        .as(picture.toString())
                        .isEqualTo("completed");
                provider.hold();
                open = person.generate("fake", "fake-image", "still open");
                Awaitility.await()
                        .atMost(PATIENCE)
                        .until(() -> provider.stats().path("held").asInt() > 0);

                runSqlBesideTheServer();
                int before = backUpWhileRunsAreAccepted(person, accepted);

                provider.release();
                assertThat(before).isPositive();
                Operations.key(values(here), key, out);
                assertThat(person.bytes(picture)).isNotEmpty();
                restoreAndLookAround(person, picture, open, accepted.subList(0, before));
            }
        } finally {
            TestCluster.deleteFolder(here);
            TestCluster.deleteFolder(there);
        }
    }

    /// @return how many runs were accepted before the backup began
    private int backUpWhileRunsAreAccepted(Person person, List<String> accepted) throws InterruptedException {
        AtomicBoolean enough = new AtomicBoolean();
        Thread submitting = Thread.ofVirtual().start(() -> {
            while (!enough.get()) {
                accepted.add(person.generate("demo", "demo-image", "meanwhile " + accepted.size()));
                // One after the other, so that the restored server is not still drawing tomorrow.
                person.ended(accepted.getLast());
            }
        });
        Awaitility.await().atMost(PATIENCE).until(() -> accepted.size() >= 2);
        int before = accepted.size();
        Operations.backup(values(here), backup, out);
        enough.set(true);
        submitting.join();
        return before;
    }

    private void restoreAndLookAround(Person original, JsonNode picture, String open, List<String> accepted)
            throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        assertThatThrownBy(() -> Operations.key(values(here), key, out)).hasMessageContaining("not overwritten");
        Path wrong = Files.writeString(
                folder.resolve("wrong.key"), "5d1f0c7a3b9e4826f1a07c53d98b6e2410fa7c8d3e5b92614708acd3f9e1b265");
        assertThatThrownBy(() -> Operations.restore(values(there), backup, Optional.of(wrong), out))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("the backup was made with");
        assertThatThrownBy(() -> Operations.restore(values(there), backup, Optional.empty(), out))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("--key");
        assertThat(there).isEmptyDirectory();
        aRestoreCutOffIsNoInstallation();

        Operations.restore(values(there), backup, Optional.of(key), out);

        assertThatThrownBy(() -> Operations.restore(values(there), backup, Optional.of(key), out))
                .hasMessageContaining("not empty");
        assertThat(there.resolve("run.json")).doesNotExist();
        try (var server = ServerProcess.start(there, settings())) {
            var person = Person.of(server.http());
            assertThat(person.bytes(picture)).isEqualTo(original.bytes(picture));
            for (String id : accepted) {
                assertThat(person.ended(id).path("status").asString()).isIn("completed", "failed");
            }
            assertThat(person.ended(open).path("error_code").asString()).isEqualTo("generation.outcome_unknown");
            JsonNode fresh = person.ended(person.generate("fake", "fake-image", "with the key of before"));
            assertThat(fresh.path("status").asString()).as(fresh.toString()).isEqualTo("completed");
            booksAddUp(server);
        }
        Operations.backup(values(there), backup, out);
        assertThat(said.toString()).contains("Backed up").contains("Restored");
    }

    private void aRestoreCutOffIsNoInstallation() throws IOException {
        Path half = TestCluster.folder("half");
        Path cutOff = folder.resolve("cut-off.tar.gz");
        byte[] whole = Files.readAllBytes(backup);
        Files.write(cutOff, Arrays.copyOf(whole, whole.length / 2));
        try {
            assertThatThrownBy(() -> Operations.restore(values(half), cutOff, Optional.of(key), out))
                    .isInstanceOf(StartRefused.class)
                    .hasMessageContaining("cannot be restored");
            assertThat(ServerProcess.refused(half, settings()).output()).contains("Empty the folder and restore again");
        } finally {
            TestCluster.deleteFolder(half);
        }
    }

    private void runSqlBesideTheServer() throws IOException {
        Path file =
                Files.writeString(folder.resolve("own.sql"), "create table public.own_things as select 42 as answer;");
        Operations.sql(values(here), file, out);
        Path migrations = Files.createDirectory(folder.resolve("migrations"));
        Files.writeString(migrations.resolve("1_more.sql"), "alter table public.own_things add column more text;");
        Operations.migrate(values(here), migrations, false, out);
        assertThat(said.toString()).contains("Ran 1 statements").contains("Ran 1_more.sql");
    }

    private static void booksAddUp(ServerProcess server) throws SQLException {
        var address = DatabaseAddress.parse(server.runFile().get("database_url").asString());
        try (Connection database = address.connect("test");
                var row = database.createStatement().executeQuery("""
                        select (select coalesce(sum(amount_micros), 0) from atelier.ledger_entries) as total,
                               (select count(*) from atelier.reservations where state = 'open') as open,
                               (select answer from public.own_things where more is null) as answer
                        """)) {
            row.next();
            assertThat(row.getLong("total")).isZero();
            assertThat(row.getLong("open")).isZero();
            assertThat(row.getInt("answer")).isEqualTo(42);
        }
    }

    private static Map<String, String> settings() {
        return Map.of(
                "ATELIER_MASTER_KEY",
                "",
                "ATELIER_LIMITS",
                "off",
                "ATELIER_OUTBOUND_ALLOW",
                provider.place(),
                "ATELIER_OWNER_EMAIL",
                "owner@example.org",
                "ATELIER_OWNER_PASSWORD",
                PASSWORD);
    }

    private static Map<String, String> values(Path data) {
        return Map.of("ATELIER_DATA", data.toString());
    }

    private record Person(HttpProbe http, String token) {

        static Person of(HttpProbe http) {
            var answer = http.send("POST", "/api/auth/signin", SIGN_IN);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return new Person(
                    http,
                    JsonMapper.shared()
                            .readTree(answer.body())
                            .at("/data/access_token")
                            .asString());
        }

        JsonNode data(String method, String path, String json) {
            var answer = http.send(method, path, json, "Authorization", "Bearer " + token);
            assertThat(answer.statusCode()).as(path + ": " + answer.body()).isBetween(200, 299);
            return JsonMapper.shared().readTree(answer.body()).path("data");
        }

        String generate(String provider, String model, String prompt) {
            return data("POST", "/api/generate", """
                            {"provider":"%s","model":"%s","generation_type":"image","prompt":"%s"}
                            """.formatted(provider, model, prompt))
                    .path("id")
                    .asString();
        }

        JsonNode ended(String id) {
            return Awaitility.await("generation " + id)
                    .atMost(PATIENCE)
                    .until(
                            () -> data("GET", "/api/generations/" + id, null),
                            row -> List.of("completed", "failed")
                                    .contains(row.path("status").asString()));
        }

        String bytes(JsonNode row) {
            String url = row.path("result").path("outputs").path(0).path("url").asString();
            var answer = http.send("GET", url.substring(url.indexOf("/media/")), null);
            assertThat(answer.statusCode()).as(url).isEqualTo(200);
            return answer.body();
        }
    }
}
