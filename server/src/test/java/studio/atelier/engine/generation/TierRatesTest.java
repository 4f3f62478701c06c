package studio.atelier.engine.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.backend.identity.Identity;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.Someone;
import studio.atelier.testkit.WithServer;

/// How often whom may ask, by class of caller and by tier, through the front door (A27, A56, A63, A67, B171).
@WithServer({
    "ATELIER_AUTH_SIGNUP=on",
    "ATELIER_AUTH_AUTOCONFIRM=on",
    "ATELIER_AUTH_ATTEMPTS=1000",
    "ATELIER_OWNER_EMAIL=owner@example.org",
    "ATELIER_OWNER_PASSWORD=" + Someone.PASSWORD,
    "ATELIER_LIMIT_REQUESTS=400",
    "ATELIER_LIMIT_KEY_REQUESTS=200",
    "ATELIER_LIMIT_SERVICE=5000",
    "ATELIER_GENERATIONS_PER_MINUTE=30"
})
class TierRatesTest {

    private final RunningServer server;
    private final Someone admin;

    TierRatesTest(RunningServer server) {
        this.server = server;
        this.admin = Someone.signsIn(server, "owner@example.org");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/session", "/v1/models", "/functions/v1/health-check-workers", "/api/nothing-here"})
    void everyAnswerSaysWhereThePersonStands(String path) {
        Someone ada = person("ada" + path.hashCode());

        var answer = ada.get(path);

        assertThat(header(answer, "RateLimit-Policy")).isEqualTo("\"requests\";q=400;w=60");
        assertThat(header(answer, "RateLimit")).matches("\"requests\";r=39[0-9];t=[0-9]");
    }

    @Test
    void theGatewayAlsoSaysItAsOpenAiDoes() {
        var answer = person("sam").get("/v1/models");

        assertThat(header(answer, "x-ratelimit-limit-requests")).isEqualTo("400");
        assertThat(header(answer, "x-ratelimit-remaining-requests")).matches("39[0-9]");
        assertThat(header(answer, "x-ratelimit-reset-requests")).matches("[0-9]s");
    }

    @Test
    void eachKindOfCallerHasALimitOfItsOwn() {
        Someone ada = person("kinds");
        var key = ada.data("POST", "/api/access-keys", "{\"name\":\"robot\"}");
        String service = server.room(Identity.class).projectKeys().serviceRole().reveal();

        assertThat(policy(server.get(
                        "/v1/models",
                        "Authorization",
                        "Bearer " + key.path("key").asString())))
                .isEqualTo("\"requests\";q=200;w=60");
        assertThat(policy(server.get("/api/session", "Authorization", "Bearer " + service)))
                .isEqualTo("\"requests\";q=5000;w=60");
        assertThat(policy(server.get("/api/session"))).isEqualTo("\"requests from one address\";q=300;w=60");
    }

    @Test
    void ofManyAtOnceExactlyTheBurstPasses() throws Exception {
        Someone ada = person("burst");
        Someone bob = person("neighbour");
        tier("{\"name\":\"slow\",\"weight\":1,\"requests_per_minute\":1,\"requests_burst\":25}");
        give(ada, "slow");

        List<HttpResponse<String>> answers = atOnce(80, () -> ada.get("/api/session"));

        assertThat(answers).filteredOn(each -> each.statusCode() == 200).hasSize(25);
        var refused = answers.stream()
                .filter(each -> each.statusCode() != 200)
                .findFirst()
                .orElseThrow();
        assertThat(Someone.code(refused)).isEqualTo("429 limits.exceeded");
        assertThat(Long.parseLong(header(refused, "Retry-After"))).isBetween(1L, 60L);
        assertThat(policy(refused)).isEqualTo("\"requests\";q=25;w=1500");
        assertThat(header(refused, "RateLimit")).matches("\"requests\";r=0;t=[1-9][0-9]?");
        assertThat(refused.body()).contains("is 1 in a minute, 25 of them at once");
        assertThat(bob.get("/api/session").statusCode()).isEqualTo(200);
        assertThat(server.get("/api/session").statusCode()).isEqualTo(200);
    }

    @Test
    void whatARequestSaysOfItselfBuysNothing() {
        Someone eve = person("eve");
        tier("{\"name\":\"one\",\"weight\":1,\"requests_per_minute\":1,\"requests_burst\":1}");
        give(eve, "one");
        eve.get("/api/session");

        for (String header :
                List.of("X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Client-Info", "OpenAI-Organization")) {
            assertThat(eve.send("GET", "/api/session", null, header, "203.0.113.9")
                            .statusCode())
                    .as(header)
                    .isEqualTo(429);
        }
    }

    @Test
    void refusalsOfTheGatewayAreOfItsDialect() {
        Someone eve = person("gate");
        tier("{\"name\":\"gate\",\"weight\":1,\"requests_per_minute\":1,\"requests_burst\":1}");
        give(eve, "gate");
        eve.get("/v1/models");

        var refused = eve.get("/v1/models");

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(Someone.json(refused).at("/error/type").asString()).isEqualTo("rate_limit_error");
        assertThat(header(refused, "x-ratelimit-limit-requests")).isEqualTo("1");
        assertThat(header(refused, "x-ratelimit-remaining-requests")).isEqualTo("0");
        assertThat(header(refused, "RateLimit")).matches("\"requests\";r=0;t=[0-9]+");
        assertThat(header(refused, "Retry-After")).matches("[0-9]+");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/generate | {\"model\":\"demo/demo-text\",\"generation_type\":\"text\",\"prompt\":\"a line\"}",
                "/functions/v1/generate-content | {\"model\":\"demo/demo-text\",\"type\":\"text\",\"prompt\":\"a line\"}",
                "/v1/chat/completions | {\"model\":\"demo/demo-text\",\"messages\":[{\"role\":\"user\",\"content\":\"a line\"}]}"
            })
    void generationsAreCountedOnEveryRoute(String path, String body) {
        Someone ada = person("makes" + path.hashCode());
        tier("{\"name\":\"few\",\"weight\":1,\"generations_per_minute\":2}");
        give(ada, "few");

        var first = ada.post(path, body);
        var second = ada.post(path, body);
        var third = ada.post(path, body);

        assertThat(List.of(first.statusCode() / 100, second.statusCode() / 100))
                .as(first.body())
                .containsOnly(2);
        assertThat(policy(first)).isEqualTo("\"requests\";q=400;w=60, \"generations\";q=2;w=60");
        assertThat(header(first, "RateLimit")).contains("\"generations\";r=1;t=");
        assertThat(third.statusCode()).isEqualTo(429);
        assertThat(third.body()).contains("limits.exceeded", "generations is 2 in a minute");
        assertThat(header(third, "RateLimit")).matches("\"requests\";r=[0-9]+;t=[0-9]+, \"generations\";r=0;t=[0-9]+");
        assertThat(Long.parseLong(header(third, "Retry-After"))).isBetween(1L, 30L);
        assertThat(ada.get("/api/session").statusCode()).isEqualTo(200);
    }

    @Test
    void anOrganisationsTierRaisesAndNeverLowers() {
        Someone ada = person("member");
        Someone stranger = person("stranger");
        String big = ada.makes("Big");
        String small = ada.makes("Small");
        tier("{\"name\":\"big\",\"weight\":1,\"requests_per_minute\":900,\"requests_burst\":450}");
        tier("{\"name\":\"small\",\"weight\":1,\"requests_per_minute\":5}");

        organisation(small, "\"small\"");
        assertThat(policy(ada.get("/api/session"))).isEqualTo("\"requests\";q=400;w=60");
        organisation(big, "\"big\"");
        assertThat(policy(ada.get("/api/session"))).isEqualTo("\"requests\";q=450;w=30");
        assertThat(policy(stranger.get("/api/session"))).isEqualTo("\"requests\";q=400;w=60");
        give(ada, "small");
        assertThat(policy(ada.get("/api/session"))).as("the own tier counts").isEqualTo("\"requests\";q=5;w=60");
        admin.data("PUT", "/api/admin/queue/people", "{\"user_id\":\"" + ada.id() + "\",\"tier\":null}");
        organisation(big, "null");
        assertThat(policy(ada.get("/api/session"))).isEqualTo("\"requests\";q=400;w=60");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tiers | {\"name\":\"x\",\"weight\":1,\"requests_per_minute\":0} | /requests_per_minute",
                "tiers | {\"name\":\"x\",\"weight\":1,\"requests_per_minute\":1000001} | /requests_per_minute",
                "tiers | {\"name\":\"x\",\"weight\":1,\"requests_per_minute\":1,\"requests_burst\":-1} | /requests_burst",
                "tiers | {\"name\":\"x\",\"weight\":1,\"requests_burst\":5} | /requests_burst",
                "tiers | {\"name\":\"x\",\"weight\":1,\"generations_per_minute\":0} | /generations_per_minute",
                "organisations | {\"tier\":\"x\"} | /org_id",
                "organisations | {\"org_id\":\"no id\",\"tier\":\"x\"} | /org_id",
                "organisations | {\"org_id\":\"01890000-0000-7000-8000-000000000000\",\"tier\":\"none\"} | /tier"
            })
    void refusesWhatCannotBe(String what, String body, String pointer) {
        var refused = admin.send("PUT", "/api/admin/queue/" + what, body);

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(Someone.json(refused).at("/errors/0/pointer").asString()).isEqualTo(pointer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"name\":\"x\",\"weight\":1,\"requests_per_minute\":\"many\"}", "[]", "{", "7"})
    void refusesBodiesOfTheWrongShape(String body) {
        assertThat(admin.send("PUT", "/api/admin/queue/tiers", body).statusCode())
                .isBetween(400, 422);
    }

    @Test
    void nobodyElseGivesTiers() {
        Someone mal = person("mal");
        String org = mal.makes("Own");

        for (String body : List.of("{\"org_id\":\"" + org + "\",\"tier\":\"big\"}", "{}")) {
            assertThat(mal.send("PUT", "/api/admin/queue/organisations", body).statusCode())
                    .isEqualTo(403);
            assertThat(server.send("PUT", "/api/admin/queue/organisations", body)
                            .statusCode())
                    .isEqualTo(401);
        }
        assertThat(mal.get("/rest/v1/tier_organisations").statusCode()).isEqualTo(404);
    }

    private Someone person(String name) {
        return Someone.signsUp(server, name + "@example.org");
    }

    private void tier(String body) {
        admin.data("PUT", "/api/admin/queue/tiers", body);
    }

    private void give(Someone who, String tier) {
        admin.data("PUT", "/api/admin/queue/people", "{\"user_id\":\"" + who.id() + "\",\"tier\":\"" + tier + "\"}");
    }

    private void organisation(String id, String tier) {
        admin.data("PUT", "/api/admin/queue/organisations", "{\"org_id\":\"" + id + "\",\"tier\":" + tier + "}");
    }

    private static String policy(HttpResponse<String> answer) {
        return header(answer, "RateLimit-Policy");
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static <T> List<T> atOnce(int times, Callable<T> work) throws InterruptedException, ExecutionException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> all = new ArrayList<>();
            for (int at = 0; at < times; at++) {
                all.add(threads.submit(work));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> each : all) {
                results.add(each.get());
            }
            return results;
        }
    }
}
