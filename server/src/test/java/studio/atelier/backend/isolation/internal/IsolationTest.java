package studio.atelier.backend.isolation.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static studio.atelier.testkit.Someone.code;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.Someone;
import studio.atelier.testkit.WithServer;
import tools.jackson.databind.JsonNode;

/// The isolation test finds that the walls hold, finds the hole where one is made, and leaves nothing
/// behind. Sources: A51,
/// D64, D81.
@WithServer({
    "ATELIER_OWNER_EMAIL=owner@example.org",
    "ATELIER_OWNER_PASSWORD=a long enough one",
    "ATELIER_AUTH_SIGNUP=on",
    "ATELIER_AUTH_AUTOCONFIRM=on",
    "ATELIER_LIMITS=off"
})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IsolationTest {

    private final RunningServer server;
    private final Someone owner;
    private final Someone ada;

    IsolationTest(RunningServer server) {
        this.server = server;
        this.owner = Someone.signsIn(server, "owner@example.org");
        this.ada = Someone.signsUp(server, "ada@example.org");
        ada.data("POST", "/api/projects", "{\"name\":\"Real work\"}");
    }

    @Test
    void theWallsHoldAndNothingIsLeftBehind() {
        int people = count("auth.users");
        int rows = count("public.projects") + count("public.orgs") + count("public.generations");

        JsonNode report = owner.data("POST", "/auth/test-isolation", null);

        assertThat(report.path("holds").asBoolean()).as(report.toString()).isTrue();
        assertThat(report.path("tables").toString())
                .contains("public.projects", "public.generations", "storage.objects", "public.memberships");
        JsonNode projects = finding(report, "public.projects");
        assertThat(projects.path("tried").toString())
                .contains("read", "update", "delete", "insert in another's name", "read as nobody");
        assertThat(report.path("routes").toString()).contains("GET /api/projects", "GET /api/generations");
        assertThat(count("auth.users")).isEqualTo(people);
        assertThat(count("public.projects") + count("public.orgs") + count("public.generations"))
                .isEqualTo(rows);
    }

    @Test
    void aHoleIsFound() {
        var sql = server.database().asOwner();
        sql.sql("create policy hole on public.projects for all to authenticated using (true) with check (true)")
                .update();
        sql.sql(
                        "create table public.notes (id int generated always as identity, user_id uuid references auth.users, body text)")
                .update();
        sql.sql("grant select, insert, update, delete on public.notes to authenticated")
                .update();
        try {
            JsonNode report = owner.data("POST", "/auth/test-isolation", null);

            assertThat(report.path("holds").asBoolean()).isFalse();
            assertThat(finding(report, "public.projects").path("broken").toString())
                    .contains("read", "update", "delete", "insert in another's name");
            assertThat(finding(report, "public.notes").path("broken").toString())
                    .contains("insert in another's name");
            assertThat(report.path("routes").toString()).contains("\"broken\":[\"read\"]");
            assertThat(ada.get("/rest/v1/projects?select=name").body()).contains("Real work");
        } finally {
            sql.sql("drop table public.notes").update();
            sql.sql("drop policy hole on public.projects").update();
        }
    }

    @Test
    void isForAdministrators() {
        assertThat(code(ada.post("/auth/test-isolation", "{}"))).isEqualTo("403 http.admin_required");
        assertThat(server.post("/auth/test-isolation", "{}").statusCode()).isEqualTo(401);
    }

    @Test
    void sendsALinkToANewPassword() {
        Someone bob = Someone.signsUp(server, "bob@example.org");

        JsonNode sent = owner.data("POST", "/api/admin/users/" + bob.id() + "/reset-link", null);

        assertThat(sent.path("sent_to").asString()).isEqualTo("bob@example.org");
        assertThat(owner.get("/api/admin/messages?recipient=bob@example.org").body())
                .contains("recovery");
        JsonNode listed =
                owner.data("GET", "/api/admin/users?q=bob@example.org", null).at("/users/0");
        assertThat(listed.path("banned").asBoolean(true)).isFalse();
        assertThat(listed.path("email_confirmed").asBoolean()).isTrue();
        assertThat(code(bob.post("/api/admin/users/" + bob.id() + "/reset-link", "{}")))
                .isEqualTo("403 http.admin_required");
    }

    private static JsonNode finding(JsonNode report, String name) {
        for (JsonNode table : report.path("tables")) {
            if (table.path("name").asString().equals(name)) {
                return table;
            }
        }
        throw new AssertionError(name + " was not tried");
    }

    private int count(String table) {
        return server.database()
                .asOwner()
                .sql("select count(*) from " + table)
                .query(Integer.class)
                .single();
    }
}
