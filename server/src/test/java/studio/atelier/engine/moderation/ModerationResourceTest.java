package studio.atelier.engine.moderation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.Someone;
import studio.atelier.testkit.WithServer;
import tools.jackson.databind.JsonNode;

/// Rules and cases over HTTP, from the refusal to the override.
@WithServer({
    "ATELIER_OWNER_EMAIL=admin@example.org",
    "ATELIER_OWNER_PASSWORD=a long enough one",
    "ATELIER_AUTH_SIGNUP=on",
    "ATELIER_AUTH_AUTOCONFIRM=on",
    "ATELIER_LIMITS=off"
})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ModerationResourceTest {

    private static final String RULES = "/api/admin/moderation/rules/";
    private static final String CASES = "/api/admin/moderation/cases";

    private final RunningServer server;
    private Someone admin;
    private Someone person;

    ModerationResourceTest(RunningServer server) {
        this.server = server;
    }

    @BeforeAll
    void people() {
        admin = Someone.signsIn(server, "admin@example.org");
        person = Someone.signsUp(server, "person@example.org");
    }

    @Test
    void aBlockedPromptBecomesACaseThatAnAdministratorLetsPass() {
        admin.data("PUT", RULES + "no_zeppelins", """
                {"action":"block","sentence":"No zeppelins here.","words":["zeppelin"]}
                """);

        var refused = person.post("/api/generate", run("a zeppelin over Lake Constance"));
        assertThat(Someone.code(refused)).isEqualTo("422 generation.moderated");
        assertThat(Someone.json(refused).path("detail").asString()).isEqualTo("No zeppelins here.");
        String id = Someone.json(refused).path("case_id").asString();
        JsonNode found = found("blocked", id);
        assertThat(found.path("rule").asString()).isEqualTo("no_zeppelins");
        assertThat(found.path("prompt").asString()).isEqualTo("a zeppelin over Lake Constance");

        admin.data("PUT", CASES + "/" + id, "{\"reason\":\"a museum's own picture\"}");
        var ran = person.post("/api/generate", run("a zeppelin over Lake Constance"));
        assertThat(ran.statusCode()).as(ran.body()).isBetween(200, 202);
        assertThat(Someone.json(ran).at("/data/moderation/override").asBoolean())
                .isTrue();
        assertThat(Someone.code(person.post("/api/generate", run("another zeppelin"))))
                .isEqualTo("422 generation.moderated");
        assertThat(Someone.code(admin.post("/api/generate", run("a zeppelin over Lake Constance"))))
                .as("the permission is this person's")
                .isEqualTo("422 generation.moderated");
        assertThat(server.database()
                        .asOwner()
                        .sql(
                                "select detail ->> 'reason' from atelier.audit_entries where action = 'moderation.case_allowed'")
                        .query(String.class)
                        .list())
                .contains("a museum's own picture");

        admin.data("PUT", CASES + "/" + id, "{\"allowed\":false}");
        assertThat(Someone.code(person.post("/api/generate", run("a zeppelin over Lake Constance"))))
                .isEqualTo("422 generation.moderated");
    }

    @Test
    void aFlaggedPromptRunsAndSaysSoOnItsRow() {
        admin.data("PUT", RULES + "note_kites", "{\"action\":\"flag\",\"patterns\":[\"kites?\"]}");

        JsonNode row =
                Someone.json(person.post("/api/generate", run("two Kites"))).path("data");

        assertThat(row.at("/moderation/decision").asString()).isEqualTo("flagged");
        assertThat(row.at("/moderation/rule").asString()).isEqualTo("note_kites");
        found("flagged", row.at("/moderation/case_id").asString());
    }

    @Test
    void aWrittenRuleReplacesTheOneOfTheFileUntilItIsRemoved() {
        assertThat(tried("a nude in the manner of an old master")).isEqualTo("flagged");
        admin.data("PUT", RULES + "nudity", "{\"action\":\"flag\",\"words\":[\"something else\"]}");
        assertThat(tried("a nude in the manner of an old master")).isEqualTo("allowed");
        assertThat(admin.data("GET", "/api/admin/moderation/rules", null)
                        .path("rules")
                        .toString())
                .contains("\"source\":\"file\",\"replaced\":true");

        assertThat(admin.send("DELETE", RULES + "nudity", null).statusCode()).isEqualTo(204);
        assertThat(tried("a nude in the manner of an old master")).isEqualTo("flagged");
        assertThat(Someone.code(admin.send("DELETE", RULES + "nudity", null)))
                .isEqualTo("404 moderation.rule_not_found");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Bad%20Id | {\"action\":\"flag\",\"words\":[\"x\"]} | /id",
                "ok | {\"action\":\"burn\",\"words\":[\"x\"]} | /action",
                "ok | {\"action\":\"block\",\"words\":[\"x\"]} | /sentence",
                "ok | {\"action\":\"flag\"} | /patterns",
                "ok | {\"action\":\"flag\",\"patterns\":[\"(\"]} | /patterns",
                "ok | {\"action\":\"flag\",\"words\":[\"\"]} | /words",
                "ok | {\"action\":\"allow\",\"words\":[\"x\"]} | /over",
                "ok | {\"action\":\"allow\",\"words\":[\"x\"],\"over\":[{}]} | /over",
                "ok | {\"action\":\"flag\",\"words\":[\"x\"],\"over\":[\"nudity\"]} | /over"
            })
    void refusesWhatCannotBe(String id, String body, String pointer) {
        var answer = admin.send("PUT", RULES + id, body);

        assertThat(Someone.code(answer)).isEqualTo("422 moderation.invalid");
        assertThat(Someone.json(answer).path("errors").findValuesAsString("pointer"))
                .contains(pointer);
    }

    @Test
    void refusesARuleThatIsTooLong() {
        String patterns = IntStream.range(0, 200)
                .mapToObj(index -> "\"" + "a".repeat(1_900) + index + "\"")
                .collect(Collectors.joining(","));

        var answer = admin.send("PUT", RULES + "long", "{\"action\":\"flag\",\"patterns\":[" + patterns + "]}");

        assertThat(Someone.code(answer)).isEqualTo("422 moderation.invalid");
    }

    @Test
    void refusesAnOverrideWithoutAReasonAndOfNothing() {
        String nothing = CASES + "/" + UUID.randomUUID();

        assertThat(Someone.code(admin.send("PUT", nothing, "{}"))).isEqualTo("422 moderation.invalid");
        assertThat(Someone.code(admin.send("PUT", nothing, "{\"reason\":\"x\"}")))
                .isEqualTo("404 moderation.case_not_found");
        assertThat(Someone.code(admin.post("/api/admin/moderation/try", "{}"))).isEqualTo("422 moderation.invalid");
        assertThat(admin.get(CASES + "?limit=0&before=2020-01-01T00:00:00Z").statusCode())
                .isEqualTo(200);
        assertThat(admin.get(CASES + "?before=then").statusCode()).isBetween(400, 422);
    }

    @Test
    void isForAdministratorsOnly() {
        assertThat(person.get(CASES).statusCode()).isEqualTo(403);
        assertThat(person.get("/api/admin/moderation/rules").statusCode()).isEqualTo(403);
        assertThat(person.send("PUT", RULES + "x", "{}").statusCode()).isEqualTo(403);
        assertThat(person.send("DELETE", RULES + "x", null).statusCode()).isEqualTo(403);
        assertThat(person.post("/api/admin/moderation/try", "{\"text\":\"x\"}").statusCode())
                .isEqualTo(403);
        assertThat(person.send("PUT", CASES + "/" + UUID.randomUUID(), "{}").statusCode())
                .isEqualTo(403);
    }

    private String tried(String text) {
        return admin.data("POST", "/api/admin/moderation/try", "{\"text\":\"" + text + "\"}")
                .path("decision")
                .asString();
    }

    private JsonNode found(String decision, String id) {
        for (JsonNode each :
                admin.data("GET", CASES + "?decision=" + decision, null).path("cases")) {
            if (each.path("id").asString().equals(id)) {
                return each;
            }
        }
        throw new AssertionError("the case is listed");
    }

    private static String run(String prompt) {
        return "{\"provider\":\"demo\",\"model\":\"demo-text\",\"generation_type\":\"text\",\"prompt\":\"" + prompt
                + "\"}";
    }
}
