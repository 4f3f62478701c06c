package studio.atelier.releases;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import studio.atelier.platform.database.DatabaseAddress;
import studio.atelier.platform.database.TestCluster;
import studio.atelier.testkit.ServerProcess;
import studio.atelier.testkit.TestDatabase;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An installation of every released version is taken over by this one with everything in it.
/// `mvn test -Dtest=ReleasesTest#write -Datelier.release.write=1.2.3` keeps this version as a release.
@Tag("process")
class ReleasesTest {

    private static final String PASSWORD = "correct horse battery";
    private static final String PROMPT = "a lighthouse in the rain";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path scratch;

    private final Path data = TestCluster.folder("release");

    @AfterEach
    void delete() {
        TestCluster.deleteFolder(data);
    }

    static List<Release> releases() {
        return Release.all();
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("releases")
    void areTakenOverWithEverythingInThem(Release release) throws Exception {
        DatabaseAddress database = release.restore(scratch);
        Map<String, Long> before = Release.rows(database);
        assertThat(before).containsEntry("public.generations", 1L).containsEntry("auth.users", 2L);
        try (var server = ServerProcess.start(data, settings(database))) {
            var person = new Client(server, signIn(server));

            assertThat(person.data("GET", "/api/generations", null).toString()).contains(PROMPT);
            assertThat(person.data("GET", "/api/api-keys", null).toString()).contains("0001");
            assertThat(person.generate("and another")).isEqualTo("completed");
        }
        Map<String, Long> after = new HashMap<>(Release.rows(database));
        for (String kept : List.of("auth.users", "public.projects", "atelier.access_keys")) {
            assertThat(after).as(kept).containsEntry(kept, before.get(kept));
        }
        assertThat(after.get("public.generations")).isEqualTo(2);
        TestCluster.shared().drop(database);
    }

    @Test
    void areKeptForEveryVersionOfTheChangelog() throws Exception {
        List<String> released = Files.readAllLines(Path.of("..", "CHANGELOG.md")).stream()
                .filter(line -> line.matches("## \\d.*"))
                .map(line -> line.split(" ", -1)[1])
                .toList();

        assertThat(Release.all()).extracting(Release::toString).containsExactlyInAnyOrderElementsOf(released);
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("releases")
    void keepTheirMigrationsAsTheyWere(Release release) throws Exception {
        try (TestDatabase database = TestDatabase.create()) {
            assertThat(TestCluster.shared().migrations(database.owner())).containsAllEntriesOf(release.migrations());
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "atelier.release.write", matches = "\\d+\\.\\d+\\.\\d+")
    void write() throws Exception {
        try (TestDatabase database = TestDatabase.create()) {
            try (var server = ServerProcess.start(data, settings(database.owner()))) {
                var owner = new Client(server, signIn(server));
                String project = owner.data("POST", "/api/projects", "{\"name\":\"Rain\"}")
                        .path("id")
                        .asString();
                assertThat(project).isNotEmpty();
                assertThat(owner.generate(PROMPT)).isEqualTo("completed");
                owner.data("POST", "/api/access-keys", "{\"name\":\"nightly\"}");
                owner.data("POST", "/api/api-keys", """
                        {"provider":"openai-compatible","key_name":"main","api_key":"sk-test-key-0001",
                         "base_url":"http://127.0.0.1:9"}
                        """);
                owner.data(
                        "POST",
                        "/api/admin/users",
                        "{\"email\":\"second@example.org\",\"password\":\"" + PASSWORD + "\"}");
            }
            Release.write(System.getProperty("atelier.release.write"), database.owner());
        }
    }

    private static String signIn(ServerProcess server) {
        var answer = server.http()
                .send(
                        "POST",
                        "/api/auth/signin",
                        "{\"email\":\"owner@example.org\",\"password\":\"" + PASSWORD + "\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JsonMapper.shared()
                .readTree(answer.body())
                .at("/data/access_token")
                .asString();
    }

    private static Map<String, String> settings(DatabaseAddress database) {
        return Map.of(
                "ATELIER_DATABASE_URL",
                database.libpqUri(),
                "ATELIER_OUTBOUND_ALLOW",
                "127.0.0.1:9",
                "ATELIER_OWNER_EMAIL",
                "owner@example.org",
                "ATELIER_OWNER_PASSWORD",
                PASSWORD);
    }

    private record Client(ServerProcess server, String token) {

        JsonNode data(String method, String path, String json) {
            var answer = server.http().send(method, path, json, "Authorization", "Bearer " + token);
            assertThat(answer.statusCode()).as(path + ": " + answer.body()).isBetween(200, 299);
            return JsonMapper.shared().readTree(answer.body()).path("data");
        }

        /// @return the status it ends with
        String generate(String prompt) {
            String id = data("POST", "/api/generate", """
                            {"provider":"demo","model":"demo-image","generation_type":"image","prompt":"%s"}
                            """.formatted(prompt))
                    .path("id")
                    .asString();
            return Awaitility.await()
                    .atMost(PATIENCE)
                    .until(
                            () -> data("GET", "/api/generations/" + id, null)
                                    .path("status")
                                    .asString(),
                            List.of("completed", "failed")::contains);
        }
    }
}
