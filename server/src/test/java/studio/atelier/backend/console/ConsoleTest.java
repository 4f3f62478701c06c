package studio.atelier.backend.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.Someone;
import studio.atelier.testkit.WithServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@WithServer({
    "ATELIER_OWNER_EMAIL=owner@example.org",
    "ATELIER_OWNER_PASSWORD=a long enough one",
    "ATELIER_LIMITS=off",
    "ATELIER_CONSOLE=on",
    "ATELIER_CONSOLE_TIMEOUT=1s",
    "ATELIER_CONSOLE_MAX_ROWS=3"
})
class ConsoleTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final RunningServer server;
    private String admin = "";

    ConsoleTest(RunningServer server) {
        this.server = server;
    }

    @BeforeEach
    void signIn() {
        admin = Someone.signsIn(server, "owner@example.org").token();
    }

    @Test
    void isForAdministratorsOnly() {
        made("second@example.org");
        String second = Someone.signsIn(server, "second@example.org").token();

        for (String bearer : List.of("", second)) {
            String[] headers = bearer.isEmpty() ? new String[0] : new String[] {"Authorization", "Bearer " + bearer};
            int expected = bearer.isEmpty() ? 401 : 403;
            assertThat(server.get("/api/admin/data/tables", headers).statusCode())
                    .isEqualTo(expected);
            assertThat(server.post("/api/admin/data/query", "{\"sql\":\"select 1\",\"role\":\"postgres\"}", headers)
                            .statusCode())
                    .isEqualTo(expected);
        }
    }

    @Test
    void listsTablesWithColumnsPoliciesAndGrants() {
        JsonNode tables = data(server.get("/api/admin/data/tables", bearer())).path("tables");

        JsonNode projects = tables.valueStream()
                .filter(table -> table.path("name").asString().equals("projects"))
                .findFirst()
                .orElseThrow();
        assertThat(projects.path("exposed").asBoolean()).isTrue();
        assertThat(projects.path("row_security").asBoolean()).isTrue();
        assertThat(projects.path("columns").toString())
                .contains("\"name\":\"id\"", "\"primary_key\":true", "\"references\":\"auth.users.id\"");
        assertThat(projects.path("policies").toString()).contains("auth.uid()", "authenticated");
        assertThat(projects.at("/grants/anon").size()).isZero();
        assertThat(projects.at("/grants/authenticated").toString()).contains("select");
        assertThat(tables.toString()).doesNotContain("\"schema\":\"atelier\"", "pg_catalog");
    }

    @Test
    void showsWhatTheChosenRoleSees() {
        String second = made("seen@example.org");

        String mine = "select auth.email() as who, count(*) from public.users";
        assertThat(rows(mine, "authenticated", second)).isEqualTo("[[\"seen@example.org\",\"1\"]]");
        assertThat(rows("select auth.role()", "anon", null)).isEqualTo("[[\"anon\"]]");
        assertThat(rows("select current_user, null, 1.50::numeric", "service_role", null))
                .isEqualTo("[[\"service_role\",null,\"1.50\"]]");
    }

    @Test
    void keepsNothingUnlessItIsToldTo() {
        var readOnly = query("create table public.kept (id int)", "postgres", null, false);
        assertThat(readOnly.at("/code").asString()).isEqualTo("console.statement_failed");
        assertThat(readOnly.at("/sqlstate").asString()).isEqualTo("25006");

        var written = query(
                "create table public.kept (id int);\ninsert into public.kept values (1), (2); table public.kept",
                "postgres",
                null,
                true);

        assertThat(written.at("/data/results/1/rows_affected").asInt()).isEqualTo(2);
        assertThat(written.at("/data/results/2/rows").toString()).isEqualTo("[[\"1\"],[\"2\"]]");
        assertThat(rows("select count(*) from public.kept", "service_role", null))
                .isEqualTo("[[\"2\"]]");
        assertThat(server.database()
                        .asOwner()
                        .sql("select count(*) from atelier.audit_entries where action = 'console.statement_run'"
                                + " and detail ->> 'sql' like 'create table public.kept (id int);%'")
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void keepsNothingOfARequestThatFails() {
        var failed = query(
                "create table public.half (id int);\ncreate table\n  public.half (id int)", "postgres", null, true);

        assertThat(failed.at("/detail").asString()).contains("Line 2", "already exists");
        assertThat(query("table public.half", "postgres", null, false)
                        .at("/sqlstate")
                        .asString())
                .isEqualTo("42P01");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set role atelier_system",
                "set session authorization atelier_server",
                "select set_config('role', 'atelier_system', true)",
                "select * from atelier.provider_keys",
                "select * from auth.signing_keys",
                "alter table public.projects disable row level security",
                "create policy mine on public.projects to postgres using (true)",
                "select pg_read_file('/etc/passwd')",
                "copy public.projects to program 'id'",
                "alter role postgres superuser",
                "grant atelier_system to postgres"
            })
    void givesNobodyMoreThanTheRoleHas(String sql) {
        assertThat(query(sql, "postgres", null, true).at("/code").asString()).isEqualTo("console.statement_failed");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            commit; select 1        | postgres      | transaction | leave out commit
            select 1; BEGIN         | postgres      | transaction | leave out begin
            copy t from stdin       | postgres      | copy        | ./atelier sql
            -- nothing              | postgres      | required    | no statement
            select 'open            | postgres      | unreadable  | never closed
            select 1                | atelier_system| unknown     | Choose one of anon
            select 1                | authenticated | required    | Choose the person
            """)
    void saysWhatCannotBeRunHere(String sql, String role, String fault, String words) {
        JsonNode problem = query(sql, role, null, false);

        assertThat(problem.at("/code").asString()).as(problem.toString()).isEqualTo("console.invalid");
        assertThat(problem.at("/errors/0/code").asString()).isEqualTo(fault);
        assertThat(problem.toString()).contains(words);
    }

    @Test
    void endsWhatTakesTooLongOrIsTooMuch() {
        assertThat(query("set statement_timeout = 0; select pg_sleep(60)", "anon", null, false)
                        .at("/code")
                        .asString())
                .isEqualTo("console.timed_out");
        JsonNode many = query("select generate_series(1, 100000000)", "anon", null, false);
        assertThat(many.at("/data/results/0/rows").size()).isEqualTo(3);
        assertThat(many.at("/data/results/0/truncated").asBoolean()).isTrue();
        assertThat(query("select repeat('x', 20000000)", "anon", null, false)
                        .at("/code")
                        .asString())
                .isEqualTo("console.too_large");
    }

    private String made(String email) {
        return data(server.post(
                        "/api/admin/users",
                        "{\"email\":\"" + email + "\",\"password\":\"a long enough one\"}",
                        bearer()))
                .path("id")
                .asString();
    }

    private String rows(String sql, String role, @Nullable String userId) {
        return query(sql, role, userId, false).at("/data/results/0/rows").toString();
    }

    private JsonNode query(String sql, String role, @Nullable String userId, boolean write) {
        Map<String, Object> body = userId == null
                ? Map.of("sql", sql, "role", role, "write", write)
                : Map.of("sql", sql, "role", role, "write", write, "user_id", userId);
        return JSON.readTree(server.post("/api/admin/data/query", JSON.writeValueAsString(body), bearer())
                .body());
    }

    private String[] bearer() {
        return new String[] {"Authorization", "Bearer " + admin};
    }

    private static JsonNode data(java.net.http.HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return JSON.readTree(answer.body()).path("data");
    }
}
