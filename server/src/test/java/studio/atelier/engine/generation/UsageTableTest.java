package studio.atelier.engine.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.Someone;
import tools.jackson.databind.JsonNode;

/// Usage by any of its dimensions, the audit log as a table, and who may see which.
@Tag("server")
class UsageTableTest {

    private static RunningServer server;
    private static Someone admin;
    private static Someone person;
    private static Someone stranger;
    private static String project;
    private static String key;
    private static String organisation;

    @BeforeAll
    static void start() {
        server = RunningServer.start(Map.of(
                "ATELIER_OWNER_EMAIL", "owner@example.org",
                "ATELIER_OWNER_PASSWORD", Someone.PASSWORD,
                "ATELIER_AUTH_SIGNUP", "on",
                "ATELIER_AUTH_AUTOCONFIRM", "on",
                "ATELIER_LIMITS", "off"));
        admin = Someone.signsIn(server, "owner@example.org");
        person = Someone.signsUp(server, "person@example.org");
        stranger = Someone.signsUp(server, "stranger@example.org");
        organisation = person.makes("Studio");
        project = person.data(
                        "POST",
                        "/api/projects",
                        "{\"name\":\"=Poster, \\\"blue\\\"\",\"org_id\":\"" + organisation + "\"}")
                .path("id")
                .asString();
        key = person.data("POST", "/api/access-keys", "{\"name\":\"robot\"}")
                .path("key")
                .asString();
        made(person.post("/api/generate", body("\"project_id\":\"" + project + "\",")), person);
        made(person.post("/api/generate", body("")), person);
        made(server.post("/api/generate", body(""), "Authorization", "Bearer " + key), person);
        made(stranger.post("/api/generate", body("")), stranger);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String body(String more) {
        return "{" + more + "\"model\":\"demo/demo-text\",\"prompt\":\"a kite\",\"parameters\":{}}";
    }

    private static void made(java.net.http.HttpResponse<String> accepted, Someone owner) {
        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
        String id = Someone.json(accepted).at("/data/id").asString();
        org.awaitility.Awaitility.await().until(() -> owner.data("GET", "/api/generations/" + id, null), Person::ended);
    }

    @Test
    void addsUpByAccessKey() {
        JsonNode table = person.data("GET", "/api/usage/table?by=access_key", null);

        assertThat(table.path("columns").toString())
                .isEqualTo(
                        "[\"access_key_id\",\"access_key\",\"count\",\"completed\",\"failed\",\"cancelled\",\"cost_micros\"]");
        assertThat(table.path("rows")).hasSize(2);
        assertThat(table.path("rows")).anySatisfy(row -> {
            assertThat(row.path("access_key").asString("")).isEqualTo("robot");
            assertThat(row.path("count").asLong()).isEqualTo(1);
        });
        assertThat(table.path("complete").asBoolean()).isTrue();
    }

    @Test
    void addsUpBySeveralAtOnce() {
        JsonNode rows = person.data("GET", "/api/usage/table?by=day,project,model,person,key_source&days=all", null)
                .path("rows");

        assertThat(rows).hasSize(2).allSatisfy(row -> {
            assertThat(row.path("person").asString()).isEqualTo("person@example.org");
            assertThat(row.path("provider").asString()).isEqualTo("demo");
        });
    }

    @Test
    void isATableForASpreadsheetWithoutFormulas() {
        var answer = person.get("/api/usage/table?by=project&format=csv");

        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/csv");
        assertThat(answer.body())
                .startsWith("project_id,project,count,completed,failed,cancelled,cost_micros\r\n")
                .contains(project + ",\"'=Poster, \"\"blue\"\"\",1,1,0,0,0\r\n");
    }

    @Test
    void showsNobodyElsesUsage() {
        assertThat(stranger.get("/api/usage/table?by=person,project,access_key&days=all")
                        .body())
                .doesNotContain("person@example.org", project, "robot");
        assertThat(stranger.data("GET", "/api/usage/table?by=project&project_id=" + project, null)
                        .path("rows"))
                .isEmpty();
    }

    @Test
    void whoRunsAnOrganisationSeesItsUsageAndNobodyElse() {
        JsonNode rows = person.data("GET", "/api/organisations/" + organisation + "/usage?by=person,project", null)
                .path("rows");
        assertThat(rows).hasSize(1);
        assertThat(rows.get(0).path("count").asLong()).isEqualTo(1);

        person.brings(stranger, organisation, "member");
        assertThat(Someone.code(stranger.get("/api/organisations/" + organisation + "/usage")))
                .isEqualTo("404 generation.not_found");
        assertThat(Someone.code(stranger.get("/api/organisations/" + organisation + "/usage?format=csv")))
                .isEqualTo("404 generation.not_found");
        assertThat(Someone.code(stranger.get("/api/organisations/" + organisation + "/audit")))
                .isEqualTo("404 audit.not_found");
    }

    @Test
    void administratorsSeeEverybodys() {
        JsonNode rows = admin.data("GET", "/api/admin/usage?by=person", null).path("rows");

        assertThat(rows).hasSize(2);
        assertThat(admin.get("/api/admin/usage?by=person&format=csv").body()).contains("stranger@example.org,1,1");
        assertThat(admin.data("GET", "/api/admin/usage?by=day&user_id=" + stranger.id(), null)
                        .at("/rows/0/count")
                        .asLong())
                .isEqualTo(1);
        assertThat(person.get("/api/admin/usage?by=person").statusCode()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"by=prompt", "by=day,,model", "days=0", "days=x", "days=99999", "project_id=7"})
    void refusesWhatIsNoUsage(String query) {
        assertThat(Someone.code(person.get("/api/usage/table?" + query))).isEqualTo("422 generation.invalid");
    }

    @Test
    void theAuditLogIsATableForAdministrators() {
        var answer = admin.get("/api/admin/audit?format=csv&from=2020-01-01T00:00:00Z");

        assertThat(answer.body())
                .startsWith("at,actor,action,subject,detail,ip,id\r\n")
                .contains("identity.access_key_created");
        assertThat(admin.get("/api/admin/audit?format=csv&to=2020-01-01T00:00:00Z")
                        .body())
                .doesNotContain("identity");
        assertThat(Someone.code(admin.get("/api/admin/audit?format=csv&from=yesterday")))
                .isEqualTo("422 audit.invalid");
        assertThat(person.get("/api/admin/audit?format=csv").statusCode()).isEqualTo(403);
    }

    @Test
    void anOrganisationsLogHoldsWhatWasDoneToItsKeysAndProjectsOnly() {
        person.post("/api/organisations/" + organisation + "/provider-keys", """
                {"provider":"openai","key_name":"shared","api_key":"sk-test-key-0001"}
                """);

        String log = person.get("/api/organisations/" + organisation + "/audit?format=csv")
                .body();

        assertThat(log).contains("vault.").doesNotContain("identity.access_key_created", "sk-test-key-0001");
    }
}
