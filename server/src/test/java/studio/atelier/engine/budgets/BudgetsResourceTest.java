package studio.atelier.engine.budgets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.Someone;
import studio.atelier.testkit.WithServer;
import tools.jackson.databind.JsonNode;

@WithServer({
    "ATELIER_LIMITS=off",
    "ATELIER_AUTH_SIGNUP=on",
    "ATELIER_AUTH_AUTOCONFIRM=on",
    "ATELIER_OWNER_EMAIL=owner@example.org",
    "ATELIER_OWNER_PASSWORD=" + Someone.PASSWORD
})
class BudgetsResourceTest {

    private final RunningServer server;

    BudgetsResourceTest(RunningServer server) {
        this.server = server;
    }

    @Test
    void peopleSetRaiseAndRemoveTheirOwn() {
        Someone person = someone();

        JsonNode made = person.data("PUT", "/api/budgets", """
                {"scope":"person","period":"day","soft_micros":50,"hard_micros":100}""");
        String path = "/api/budgets/" + made.path("id").asString();
        JsonNode raised =
                person.data("POST", path + "/raise", "{\"hard_micros\":200,\"until\":\"" + tomorrow() + "\"}");
        JsonNode again = person.data("PUT", "/api/budgets", """
                {"scope":"person","period":"day","hard_micros":150}""");

        assertThat(made.path("may_change").asBoolean()).isTrue();
        assertThat(made.path("subject_id").asString()).isEqualTo(person.id().toString());
        assertThat(made.path("renews_at").asString()).endsWith("T00:00:00Z");
        assertThat(raised.path("raised_micros").asLong()).isEqualTo(200);
        assertThat(again.path("id")).isEqualTo(made.path("id"));
        assertThat(again.path("raised_micros").asLong()).isEqualTo(200);
        assertThat(again.path("soft_micros").isNull()).isTrue();
        assertThat(person.data("DELETE", path + "/raise", null)
                        .path("raised_micros")
                        .isNull())
                .isTrue();
        assertThat(person.data("GET", "/api/budgets", null).path("budgets")).hasSize(1);
        assertThat(person.send("DELETE", path, null).statusCode()).isEqualTo(204);
        assertThat(person.data("GET", "/api/budgets", null).path("budgets")).isEmpty();
        assertThat(Someone.code(person.send("DELETE", path, null))).isEqualTo("404 budget.not_found");
    }

    @Test
    void whatAnAdministratorSetPeopleSeeAndDoNotTouch() {
        Someone admin = admin();
        Someone person = someone();
        JsonNode cap = admin.data("PUT", "/api/admin/budgets", """
                {"scope":"person","subject_id":"%s","period":"month","hard_micros":100}""".formatted(person.id()));
        String path = "/api/budgets/" + cap.path("id").asString();

        JsonNode own = person.data("PUT", "/api/budgets", """
                {"scope":"person","period":"month","hard_micros":999}""");

        assertThat(own.path("id")).isNotEqualTo(cap.path("id"));
        assertThat(person.data("GET", "/api/budgets", null).path("budgets"))
                .extracting(each -> each.path("imposed_by").asString() + each.path("may_change"))
                .containsExactlyInAnyOrder("adminfalse", "selftrue");
        assertThat(Someone.code(person.send("DELETE", path, null))).isEqualTo("403 budget.not_allowed");
        assertThat(Someone.code(person.post(path + "/raise", raise()))).isEqualTo("403 budget.not_allowed");
        assertThat(admin.post(path + "/raise", raise()).statusCode()).isEqualTo(200);
        assertThat(admin.data("GET", "/api/admin/budgets?scope=person&subject_id=" + person.id(), null)
                        .path("budgets"))
                .hasSize(2);
    }

    @Test
    void nobodySeesOrChangesTheBudgetsOfOthers() {
        Someone person = someone();
        Someone other = someone();
        String budget = person.data("PUT", "/api/budgets", """
                {"scope":"person","period":"day","hard_micros":100}""").path("id").asString();
        String project = person.data("POST", "/api/projects", "{\"name\":\"Posters\",\"budget_cents\":5}")
                .path("id")
                .asString();
        String key = person.data("POST", "/api/access-keys", "{\"name\":\"robot\"}")
                .path("id")
                .asString();

        assertThat(other.data("GET", "/api/budgets", null).path("budgets")).isEmpty();
        assertThat(Someone.code(other.send("DELETE", "/api/budgets/" + budget, null)))
                .isEqualTo("404 budget.not_found");
        assertThat(Someone.code(other.post("/api/budgets/" + budget + "/raise", raise())))
                .isEqualTo("404 budget.not_found");
        assertThat(Someone.code(other.send("DELETE", "/api/budgets/" + budget + "/raise", null)))
                .isEqualTo("404 budget.not_found");
        for (String subject : new String[] {
            "\"scope\":\"person\",\"subject_id\":\"" + person.id() + "\"",
            "\"scope\":\"project\",\"subject_id\":\"" + project + "\"",
            "\"scope\":\"access_key\",\"subject_id\":\"" + key + "\"",
            "\"scope\":\"organisation\",\"subject_id\":\"" + UUID.randomUUID() + "\"",
            "\"scope\":\"server\""
        }) {
            var answer =
                    other.send("PUT", "/api/budgets", "{" + subject + ",\"period\":\"day\",\"hard_micros\":10000}");
            assertThat(Someone.code(answer)).as(subject).isEqualTo("403 budget.not_allowed");
        }
        assertThat(Someone.code(other.get("/api/admin/budgets"))).isEqualTo("403 http.admin_required");
        assertThat(Someone.code(other.send("PUT", "/api/admin/budgets", "{}"))).isEqualTo("403 http.admin_required");
        assertThat(server.send("GET", "/api/budgets", null).statusCode()).isEqualTo(401);
    }

    @Test
    void projectsAndAccessKeysAreSetByTheirPeople() {
        Someone person = someone();
        String project = person.data("POST", "/api/projects", "{\"name\":\"Posters\",\"budget_cents\":5}")
                .path("id")
                .asString();
        String key = person.data("POST", "/api/access-keys", "{\"name\":\"robot\"}")
                .path("id")
                .asString();

        JsonNode whole = person.data("PUT", "/api/budgets", """
                {"scope":"project","subject_id":"%s","period":"total","hard_micros":70000}""".formatted(project));
        person.data("PUT", "/api/budgets", """
                {"scope":"access_key","subject_id":"%s","period":"month","hard_micros":70000}""".formatted(key));

        assertThat(person.data("GET", "/api/projects/" + project, null)
                        .path("budget_cents")
                        .asInt())
                .isEqualTo(7);
        person.data("PUT", "/api/projects/" + project, "{\"budget_cents\":9}");
        assertThat(person.data("GET", "/api/budgets", null).path("budgets"))
                .extracting(each -> each.path("name").asString() + " "
                        + each.path("hard_micros").asLong())
                .containsExactlyInAnyOrder("Posters 90000", "robot 70000");
        assertThat(person.send("DELETE", "/api/budgets/" + whole.path("id").asString(), null)
                        .statusCode())
                .isEqualTo(204);
        assertThat(person.data("GET", "/api/projects/" + project, null)
                        .path("budget_cents")
                        .isNull())
                .isTrue();
    }

    @Test
    void administratorsOfAnOrganisationSetItsBudgetAndMembersSeeIt() {
        Someone head = someone();
        Someone member = someone();
        String organisation = head.makes("Studio");
        head.brings(member, organisation, "member");
        String body = """
                {"scope":"organisation","subject_id":"%s","period":"month","hard_micros":500}""".formatted(organisation);

        assertThat(Someone.code(member.send("PUT", "/api/budgets", body))).isEqualTo("403 budget.not_allowed");
        JsonNode made = head.data("PUT", "/api/budgets", body);

        assertThat(made.path("name").asString()).isEqualTo("Studio");
        assertThat(member.data("GET", "/api/budgets", null).path("budgets"))
                .singleElement()
                .satisfies(
                        each -> assertThat(each.path("may_change").asBoolean()).isFalse());
        assertThat(Someone.code(
                        member.send("DELETE", "/api/budgets/" + made.path("id").asString(), null)))
                .isEqualTo("403 budget.not_allowed");
    }

    @Test
    void aProgramDoesNotLiftItsOwnLimit() {
        Someone person = someone();
        JsonNode key = person.data("POST", "/api/access-keys", "{\"name\":\"robot\"}");
        JsonNode made =
                person.data("PUT", "/api/budgets", """
                {"scope":"access_key","subject_id":"%s","period":"day","hard_micros":10}
                """.formatted(key.path("id").asString()));
        String bearer = "Bearer " + key.path("key").asString();
        String path = "/api/budgets/" + made.path("id").asString();

        assertThat(Someone.code(server.send("DELETE", path, null, "Authorization", bearer)))
                .isEqualTo("403 budget.not_allowed");
        assertThat(Someone.code(server.send("POST", path + "/raise", raise(), "Authorization", bearer)))
                .isEqualTo("403 budget.not_allowed");
        assertThat(Someone.code(server.send(
                        "PUT",
                        "/api/budgets",
                        "{\"scope\":\"person\",\"period\":\"day\",\"hard_micros\":1}",
                        "Authorization",
                        bearer)))
                .isEqualTo("403 budget.not_allowed");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"scope":"moon","period":"day","hard_micros":1}                                | /scope
            {"period":"day","hard_micros":1}                                               | /scope
            {"scope":"person","period":"week","hard_micros":1}                             | /period
            {"scope":"person","period":"day"}                                              | /hard_micros
            {"scope":"person","period":"day","hard_micros":-1}                             | /hard_micros
            {"scope":"person","period":"day","hard_micros":2000000000000}                  | /hard_micros
            {"scope":"person","period":"day","soft_micros":2,"hard_micros":1}              | /soft_micros
            {"scope":"project","period":"day","hard_micros":1}                             | /subject_id
            {"scope":"project","subject_id":"x","period":"day","hard_micros":1}            | /subject_id
            {"scope":"project","subject_id":"0190a1b2-0000-7000-8000-000000000000","period":"total","hard_micros":1} | /hard_micros
            """)
    void refusesBudgetsThatCannotBe(String body, String pointer) {
        var answer = someone().send("PUT", "/api/budgets", body);

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("\"" + pointer + "\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"scope":"person","subject_id":"0190a1b2-0000-7000-8000-000000000000","period":"day","hard_micros":1} | /subject_id
            {"scope":"access_key","subject_id":"0190a1b2-0000-7000-8000-000000000000","period":"day","hard_micros":1} | /subject_id
            {"scope":"server","subject_id":"0190a1b2-0000-7000-8000-000000000000","period":"day","hard_micros":1} | /subject_id
            """)
    void refusesBudgetsOfNobody(String body, String pointer) {
        var answer = admin().send("PUT", "/api/admin/budgets", body);

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("\"" + pointer + "\"");
    }

    @ParameterizedTest
    @CsvSource({"scope=moon, ?scope", "subject_id=x, ?subject_id", "limit=0, ?limit", "cursor=x, ?cursor"})
    void refusesPagesThatCannotBe(String query, String pointer) {
        var answer = admin().get("/api/admin/budgets?" + query);

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("\"" + pointer + "\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                       | /hard_micros
            {"hard_micros":200}                                      | /until
            {"hard_micros":200,"until":"2001-01-01T00:00:00Z"}       | /until
            {"hard_micros":200,"until":"2999-01-01T00:00:00Z"}       | /until
            {"hard_micros":200,"until":"later"}                      | /until
            {"hard_micros":100,"until":"TOMORROW"}                   | /hard_micros
            """)
    void refusesRaisesThatAreNone(String body, String pointer) {
        Someone person = someone();
        String id = person.data("PUT", "/api/budgets", """
                {"scope":"person","period":"day","hard_micros":100}""").path("id").asString();

        var answer = person.post("/api/budgets/" + id + "/raise", body.replace("TOMORROW", tomorrow()));

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("\"" + pointer + "\"");
    }

    @Test
    void thereIsNothingToRaiseWithoutALimit() {
        Someone person = someone();
        String id = person.data("PUT", "/api/budgets", """
                {"scope":"person","period":"day","soft_micros":100}""").path("id").asString();

        assertThat(Someone.code(person.post("/api/budgets/" + id + "/raise", raise())))
                .isEqualTo("409 budget.no_limit");
        assertThat(Someone.code(person.post("/api/budgets/x/raise", raise()))).isEqualTo("404 budget.not_found");
    }

    private static String raise() {
        return "{\"hard_micros\":200,\"until\":\"" + tomorrow() + "\"}";
    }

    private static String tomorrow() {
        return java.time.Instant.now().plusSeconds(86_400).toString();
    }

    private Someone admin() {
        return Someone.signsIn(server, "owner@example.org");
    }

    private Someone someone() {
        return Someone.signsUp(server, UUID.randomUUID() + "@example.org");
    }
}
