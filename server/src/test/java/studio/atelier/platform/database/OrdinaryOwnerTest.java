package studio.atelier.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import studio.atelier.platform.settings.Secret;
import studio.atelier.testkit.ServerProcess;
import tools.jackson.databind.json.JsonMapper;

/// A database of the operator's own, whose owner has the rights that the manual asks for and no more.
@Tag("process")
class OrdinaryOwnerTest {

    private static final Path CLUSTER = TestCluster.folder("ordinary");
    private static final Path DATA = TestCluster.folder("ordinary-data");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @AfterAll
    static void delete() {
        TestCluster.deleteFolder(CLUSTER);
        TestCluster.deleteFolder(DATA);
    }

    @Test
    void servesAndRunsTheOperatorsSqlWithoutASuperuser() throws SQLException {
        var options = new EmbeddedPostgres.Options(
                TestCluster.home(CLUSTER), new Secret("test"), 0, Duration.ofMinutes(1), Map.of("fsync", "off"), true);
        try (var postgres = EmbeddedPostgres.start(options)) {
            try (Connection superuser = postgres.address().connect("test");
                    var statement = superuser.createStatement()) {
                statement.execute("create role site login createrole replication password 'test'");
                statement.execute("create database site owner site");
            }
            DatabaseAddress owner = postgres.address().withDatabase("site").withLogin("site", new Secret("test"));
            try (var server = ServerProcess.start(DATA, settings(owner))) {
                runTheOperatorsSql(owner);
                String token = signIn(server);
                assertThat(picture(server, token)).isEqualTo("completed");
                var made =
                        server.http().send("POST", "/rest/v1/notes", "{\"id\":7}", "Authorization", "Bearer " + token);
                assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
            }
        }
    }

    private static void runTheOperatorsSql(DatabaseAddress owner) throws SQLException {
        try (Connection script = ScriptRole.connect(owner);
                var statement = script.createStatement()) {
            statement.execute("create table public.notes (id int, owner uuid references auth.users)");
            statement.execute("create schema own");
            try (var row = statement.executeQuery("""
                    select has_table_privilege('authenticated', 'public.notes', 'insert')
                           and not pg_has_role('postgres', 'site', 'member')
                    """)) {
                row.next();
                assertThat(row.getBoolean(1)).isTrue();
            }
            statement.execute("notify pgrst");
        }
    }

    private static String signIn(ServerProcess server) {
        var answer = server.http()
                .send(
                        "POST",
                        "/api/auth/signin",
                        "{\"email\":\"owner@example.org\",\"password\":\"correct horse battery\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JsonMapper.shared()
                .readTree(answer.body())
                .at("/data/access_token")
                .asString();
    }

    private static String picture(ServerProcess server, String token) {
        var accepted = server.http().send("POST", "/api/generate", """
                {"provider":"demo","model":"demo-image","generation_type":"image","prompt":"a lighthouse"}
                """, "Authorization", "Bearer " + token);
        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
        String id = JsonMapper.shared().readTree(accepted.body()).at("/data/id").asString();
        return Awaitility.await()
                .atMost(PATIENCE)
                .until(
                        () -> JsonMapper.shared()
                                .readTree(server.http()
                                        .send("GET", "/api/generations/" + id, null, "Authorization", "Bearer " + token)
                                        .body())
                                .at("/data/status")
                                .asString(),
                        List.of("completed", "failed")::contains);
    }

    private static Map<String, String> settings(DatabaseAddress owner) {
        return Map.of(
                "ATELIER_DATABASE_URL",
                owner.libpqUri(),
                "ATELIER_OWNER_EMAIL",
                "owner@example.org",
                "ATELIER_OWNER_PASSWORD",
                "correct horse battery");
    }
}
