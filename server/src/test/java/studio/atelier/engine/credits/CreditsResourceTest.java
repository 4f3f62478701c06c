package studio.atelier.engine.credits;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
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
class CreditsResourceTest {

    private final RunningServer server;

    CreditsResourceTest(RunningServer server) {
        this.server = server;
    }

    @Test
    void anAdminGivesCreditsThatEndAndThePersonSeesThem() {
        Someone admin = Someone.signsIn(server, "owner@example.org");
        Someone person = someone();

        admin.data("POST", "/api/admin/credits", """
                {"user_id":"%s","amount_micros":5000,"reason":"for May","expires_at":"2999-05-31T00:00:00Z"}
                """.formatted(person.id()));
        admin.data("POST", "/api/admin/credits/adjust", """
                {"user_id":"%s","amount_micros":-2000,"reason":"=too generous"}
                """.formatted(person.id()));

        JsonNode standing = person.data("GET", "/api/credits", null);
        assertThat(standing.path("balance_micros").asLong()).isEqualTo(3000);
        assertThat(standing.at("/grants/0/remaining_micros").asLong()).isEqualTo(3000);
        assertThat(standing.at("/grants/0/expires_at").asString()).isEqualTo("2999-05-31T00:00:00Z");
        assertThat(admin.data("GET", "/api/admin/credits/" + person.id(), null)).isEqualTo(standing);
        JsonNode lines = person.data("GET", "/api/credits/statement", null).path("lines");
        assertThat(lines).extracting(line -> line.path("kind").asString()).containsExactly("adjust", "grant");
        var csv = person.get("/api/credits/statement?format=csv");
        assertThat(csv.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/csv");
        assertThat(csv.body().split("\r\n"))
                .hasSize(3)
                .anySatisfy(row -> assertThat(row).contains(",adjust,credits,,,-2000,,'=too generous,{}"));
        assertThat(admin.get("/api/admin/credits/" + person.id() + "/statement?format=csv")
                        .body())
                .isEqualTo(csv.body());
    }

    @Test
    void nobodySeesTheStatementOfAnotherOne() {
        Someone admin = Someone.signsIn(server, "owner@example.org");
        Someone person = someone();
        Someone other = someone();
        admin.data("POST", "/api/admin/credits", """
                {"user_id":"%s","amount_micros":5000,"reason":"a secret reason"}
                """.formatted(person.id()));

        assertThat(other.get("/api/credits/statement").body()).doesNotContain("secret");
        assertThat(Someone.code(other.get("/api/admin/credits/" + person.id()))).isEqualTo("403 http.admin_required");
        assertThat(Someone.code(other.get("/api/admin/credits/" + person.id() + "/statement?format=csv")))
                .isEqualTo("403 http.admin_required");
        assertThat(Someone.code(other.post("/api/admin/credits/adjust", """
                {"user_id":"%s","amount_micros":5,"reason":"for me"}""".formatted(other.id()))))
                .isEqualTo("403 http.admin_required");
        assertThat(server.send("GET", "/api/credits", null).statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /api/admin/credits        | {"user_id":"x","amount_micros":5,"reason":"a"}                        | 422 | /user_id
            /api/admin/credits        | {"amount_micros":5,"reason":"a"}                                      | 422 | /user_id
            /api/admin/credits        | {"user_id":"%s","amount_micros":0,"reason":"a"}                       | 422 | /amount_micros
            /api/admin/credits        | {"user_id":"%s","amount_micros":-5,"reason":"a"}                      | 422 | /amount_micros
            /api/admin/credits        | {"user_id":"%s","amount_micros":5}                                    | 422 | /reason
            /api/admin/credits        | {"user_id":"%s","amount_micros":5,"reason":"a","expires_at":"soon"}   | 422 | /expires_at
            /api/admin/credits        | {"user_id":"%s","amount_micros":5,"reason":"a","expires_at":"2001-01-01T00:00:00Z"} | 422 | /expires_at
            /api/admin/credits        | {"user_id":"0190a1b2-0000-7000-8000-000000000000","amount_micros":5,"reason":"a"} | 404 | credits.unknown_person
            /api/admin/credits/adjust | {"user_id":"%s","amount_micros":0,"reason":"a"}                       | 422 | /amount_micros
            /api/admin/credits/adjust | {"user_id":"%s","amount_micros":-5,"reason":"a"}                      | 409 | credits.adjust_too_much
            /api/admin/credits/adjust | {"user_id":"%s","amount_micros":5,"reason":" "}                       | 422 | /reason
            """)
    void refusesWhatCannotBeGivenOrTaken(String path, String body, int status, String names) {
        Someone admin = Someone.signsIn(server, "owner@example.org");

        var answer = admin.post(path, body.formatted(someone().id()));

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains(names);
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0, ?limit",
        "limit=101, ?limit",
        "cursor=x, ?cursor",
        "from=yesterday, ?from",
        "to=2026-13-01, ?to",
        "to=%2B999999999-12-31, ?to",
        "from=0000-01-01, ?from",
        "format=csv&from=1, ?from"
    })
    void refusesPagesThatCannotBe(String query, String names) {
        var answer = someone().get("/api/credits/statement?" + query);

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains(names);
    }

    @Test
    void refusesAReasonThatCannotBeKept() {
        Someone admin = Someone.signsIn(server, "owner@example.org");

        var answer = admin.post("/api/admin/credits", """
                {"user_id":"%s","amount_micros":5000,"reason":"a \\u0000 b"}
                """.formatted(someone().id()));

        assertThat(Someone.code(answer)).isEqualTo("400 http.request_malformed");
    }

    @Test
    void showsOnlyTheDaysThatAreAskedFor() {
        Someone admin = Someone.signsIn(server, "owner@example.org");
        Someone person = someone();
        admin.data("POST", "/api/admin/credits", """
                {"user_id":"%s","amount_micros":5000,"reason":"today"}
                """.formatted(person.id()));
        String today = Instant.now().toString().substring(0, 10);

        assertThat(person.data("GET", "/api/credits/statement?from=" + today + "&to=" + today, null)
                        .path("lines"))
                .hasSize(1);
        assertThat(person.data("GET", "/api/credits/statement?to=2001-01-01", null)
                        .path("lines"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"x", "0190a1b2-0000-7000-8000-000000000000"})
    void thereIsNoStatementOfNobody(String id) {
        Someone admin = Someone.signsIn(server, "owner@example.org");

        assertThat(Someone.code(admin.get("/api/admin/credits/" + id))).isEqualTo("404 credits.unknown_person");
        assertThat(Someone.code(admin.get("/api/admin/credits/" + id + "/statement")))
                .isEqualTo("404 credits.unknown_person");
    }

    private Someone someone() {
        return Someone.signsUp(server, UUID.randomUUID() + "@example.org");
    }
}
