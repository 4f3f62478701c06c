package studio.atelier.engine.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.Someone;
import tools.jackson.databind.JsonNode;

/// The queue as people and admins see it. Runs of workers wait here, because there is no worker.
@Tag("server")
class QueueResourceTest {

    private static RunningServer server;
    private static Someone admin;
    private static Someone ada;
    private static Someone eve;

    @BeforeAll
    static void start() {
        server = RunningServer.start(
                Map.of(
                        "ATELIER_LIMITS",
                        "off",
                        "ATELIER_AUTH_SIGNUP",
                        "on",
                        "ATELIER_AUTH_AUTOCONFIRM",
                        "on",
                        "ATELIER_RUN_ATTEMPTS",
                        "1",
                        "ATELIER_OWNER_EMAIL",
                        "owner@example.org",
                        "ATELIER_OWNER_PASSWORD",
                        Someone.PASSWORD),
                Map.of(
                        "catalog/workers/provider.yaml",
                        "display_name: Workers\nkey_required: false\n",
                        "catalog/workers/wait.yaml",
                        """
                        display_name: Wait
                        description: Waits for a worker.
                        type: image
                        capabilities: [text_to_image]
                        parameters: {}
                        price: {kind: free}
                        wire: {endpoint: wait}
                        """));
        admin = Someone.signsIn(server, "owner@example.org");
        ada = Someone.signsUp(server, "ada@example.org");
        eve = Someone.signsUp(server, "eve@example.org");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void empty() {
        server.database().asOwner().sql("delete from public.generations").update();
    }

    @Test
    void listsMineInOrderPageByPage() {
        List<String> ids = generate(ada, 5);
        generate(eve, 2);

        JsonNode first = ada.data("GET", "/api/queue?limit=3", null);
        JsonNode second = ada.data(
                "GET", "/api/queue?limit=3&cursor=" + first.path("next_cursor").asString(), null);

        assertThat(ids(first)).isEqualTo(ids.subList(0, 3));
        assertThat(ids(second)).isEqualTo(ids.subList(3, 5));
        assertThat(second.path("next_cursor").isNull()).isTrue();
        assertThat(first.path("entries").get(0).path("lane").asString()).isEqualTo("normal");
        assertThat(first.path("entries").get(0).path("job_kind").asString()).isEqualTo("wait");
    }

    @Test
    void adminsSeeEverybodysWithoutPrompts() {
        generate(ada, 1);
        generate(eve, 1);

        JsonNode all = admin.data("GET", "/api/admin/queue", null);

        assertThat(ids(all)).hasSize(2);
        assertThat(all.toString()).doesNotContain("a waiting run");
        assertThat(ada.get("/api/admin/queue").statusCode()).isEqualTo(403);
        assertThat(server.get("/api/queue").statusCode()).isEqualTo(401);
    }

    @Test
    void pausedRunsAreNotTakenUntilTheyGoOn() {
        String id = generate(ada, 1).getFirst();

        assertThat(outcome(ada, "/api/queue/pause", ids(id))).isEqualTo("done");
        assertThat(outcome(ada, "/api/queue/pause", ids(id))).isEqualTo("unchanged");
        assertThat(lease()).isEmpty();
        assertThat(ada.data("GET", "/api/queue", null)
                        .path("entries")
                        .get(0)
                        .path("paused")
                        .asBoolean())
                .isTrue();
        assertThat(outcome(ada, "/api/queue/resume", "{\"all\":true}")).isEqualTo("done");
        assertThat(lease()).isPresent();
        assertThat(outcome(ada, "/api/queue/pause", ids(id))).as("runs already").isEqualTo("unchanged");
    }

    @Test
    void movesWithinMyOwn() {
        List<String> ids = generate(ada, 3);

        outcome(ada, "/api/queue/move", "{\"id\":\"" + ids.get(2) + "\",\"to\":\"front\"}");
        assertThat(ids(ada.data("GET", "/api/queue", null))).isEqualTo(List.of(ids.get(2), ids.get(0), ids.get(1)));
        outcome(ada, "/api/queue/move", "{\"id\":\"" + ids.get(2) + "\",\"to\":\"back\"}");
        assertThat(ids(ada.data("GET", "/api/queue", null))).isEqualTo(ids);
        outcome(ada, "/api/queue/move", "{\"id\":\"" + ids.get(2) + "\",\"before\":\"" + ids.get(1) + "\"}");
        assertThat(ids(ada.data("GET", "/api/queue", null))).isEqualTo(List.of(ids.get(0), ids.get(2), ids.get(1)));
        outcome(ada, "/api/queue/lane", "{\"ids\":[\"" + ids.get(1) + "\"],\"lane\":\"high\"}");
        assertThat(ids(ada.data("GET", "/api/queue", null)).getFirst()).isEqualTo(ids.get(1));
    }

    @Test
    void cancelsAndTriesAgainInBulk() {
        List<String> ids = generate(ada, 2);

        JsonNode cancelled = ada.data("POST", "/api/queue/cancel", ids(ids.toArray(String[]::new)));
        assertThat(cancelled.path("results").values().stream()
                        .map(each -> each.path("outcome").asString()))
                .containsExactly("done", "done");
        JsonNode again = ada.data("POST", "/api/queue/cancel", ids(ids.get(0)));
        assertThat(again.at("/results/0/code").asString()).isEqualTo("generation.not_cancellable");
        JsonNode retried = ada.data("POST", "/api/queue/retry", ids(ids.get(0)));
        assertThat(retried.at("/results/0/child_id").asString()).isNotEmpty();
        assertThat(ids(ada.data("GET", "/api/queue", null)))
                .containsExactly(retried.at("/results/0/child_id").asString());
    }

    @Test
    void nobodyTouchesAnothersRuns() {
        String id = generate(ada, 1).getFirst();
        String other = generate(eve, 1).getFirst();

        assertThat(outcome(eve, "/api/queue/pause", ids(id))).isEqualTo("unchanged");
        assertThat(outcome(eve, "/api/queue/move", "{\"id\":\"" + id + "\",\"to\":\"back\"}"))
                .isEqualTo("unchanged");
        assertThat(outcome(eve, "/api/queue/move", "{\"id\":\"" + other + "\",\"before\":\"" + id + "\"}"))
                .isEqualTo("unchanged");
        assertThat(outcome(eve, "/api/queue/lane", "{\"ids\":[\"" + id + "\"],\"lane\":\"low\"}"))
                .isEqualTo("unchanged");
        assertThat(outcome(eve, "/api/queue/cancel", ids(id))).isEqualTo("refused");
        assertThat(outcome(eve, "/api/queue/retry", ids(id))).isEqualTo("refused");
        assertThat(eve.data("POST", "/api/queue/pause", "{\"all\":true}").path("results"))
                .hasSize(1);
        assertThat(ids(eve.data("GET", "/api/queue", null))).doesNotContain(id);
        assertThat(outcome(admin, "/api/admin/queue/cancel", ids(id))).isEqualTo("done");
    }

    @Test
    void deadLettersAreReplayedOrDiscarded() {
        List<String> ids = generate(ada, 2);
        for (int i = 0; i < 2; i++) {
            server.room(RemoteRuns.class).fail(lease().orElseThrow().ticket(), "no memory", true);
        }

        JsonNode dead = admin.data("GET", "/api/admin/dead-letters", null);
        assertThat(dead.path("dead_letters")).hasSize(2);
        assertThat(dead.at("/dead_letters/0/provider_message").asString()).isEqualTo("no memory");
        assertThat(outcome(admin, "/api/admin/dead-letters/replay", ids(ids.get(0))))
                .isEqualTo("done");
        assertThat(outcome(admin, "/api/admin/dead-letters/replay", ids(ids.get(0))))
                .isEqualTo("refused");
        assertThat(outcome(admin, "/api/admin/dead-letters/discard", ids(ids.get(1))))
                .isEqualTo("done");
        assertThat(admin.data("GET", "/api/admin/dead-letters", null).path("dead_letters"))
                .isEmpty();
        assertThat(ids(ada.data("GET", "/api/queue", null))).hasSize(1);
        assertThat(ada.get("/api/admin/dead-letters").statusCode()).isEqualTo(403);
    }

    @Test
    void aDeadLetterWhoseReplayIsRefusedStaysOne() {
        String id = generate(ada, 1).getFirst();
        server.room(RemoteRuns.class).fail(lease().orElseThrow().ticket(), "no memory", true);
        setModel(id, "gone");

        assertThat(outcome(admin, "/api/admin/dead-letters/replay", ids(id))).isEqualTo("refused");

        assertThat(admin.data("GET", "/api/admin/dead-letters", null).path("dead_letters"))
                .hasSize(1);
        setModel(id, "wait");
        assertThat(outcome(admin, "/api/admin/dead-letters/replay", ids(id))).isEqualTo("done");
    }

    @Test
    void whatItsPersonTriedAgainIsNoDeadLetterAnyMore() {
        String id = generate(ada, 1).getFirst();
        server.room(RemoteRuns.class).fail(lease().orElseThrow().ticket(), "no memory", true);
        Queue queue = server.room(Queue.class);
        assertThat(queue.deadLetterCount()).isEqualTo(1);

        assertThat(outcome(ada, "/api/queue/retry", ids(id))).isEqualTo("done");

        assertThat(admin.data("GET", "/api/admin/dead-letters", null).path("dead_letters"))
                .isEmpty();
        assertThat(queue.deadLetterCount()).isZero();
    }

    private static void setModel(String id, String model) {
        server.database()
                .asOwner()
                .sql("update public.generations set model = :model where id = :id::uuid")
                .param("model", model)
                .param("id", id)
                .update();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "pause~{}~/ids",
                "pause~{\"ids\":[\"x\"]}~/ids/0",
                "pause~{\"ids\":[],\"all\":true}~/ids",
                "cancel~{\"all\":true}~/ids",
                "lane~{\"ids\":[\"x\"],\"lane\":\"top\"}~/lane",
                "move~{\"to\":\"front\"}~/id",
                "move~{\"id\":\"01a1fe9b-f01a-7773-be9f-c227553e2fcd\"}~/to",
                "move~{\"id\":\"01a1fe9b-f01a-7773-be9f-c227553e2fcd\",\"to\":\"up\"}~/to",
            })
    void refusesWithAPointer(String route, String body, String pointer) {
        var answer = ada.post("/api/queue/" + route, body);

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(Someone.json(answer).path("errors").values().stream()
                        .map(fault -> fault.path("pointer").asString()))
                .contains(pointer);
    }

    @Test
    void refusesTooManyAndBrokenCursors() {
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 101; i++) {
            many.add(UUID.randomUUID().toString());
        }

        assertThat(ada.post("/api/queue/pause", ids(many.toArray(String[]::new)))
                        .statusCode())
                .isEqualTo(422);
        for (String bad : List.of("limit=0", "limit=201", "cursor=x", "cursor=eCB5", "cursor=%25")) {
            assertThat(ada.get("/api/queue?" + bad).statusCode()).as(bad).isEqualTo(422);
        }
    }

    @Test
    void weightsAndLimitsAreDataOfAdmins() {
        JsonNode tiers = admin.data("PUT", "/api/admin/queue/tiers", "{\"name\":\"pro\",\"weight\":4,\"runs_max\":16}");
        assertThat(tiers.at("/tiers/0/name").asString()).isEqualTo("pro");
        JsonNode people =
                admin.data("PUT", "/api/admin/queue/people", "{\"user_id\":\"" + ada.id() + "\",\"tier\":\"pro\"}");
        assertThat(people.at("/people/0/user_id").asString()).isEqualTo(ada.id().toString());
        assertThat(people.at("/people/0/email").asString()).isEqualTo(ada.email());
        JsonNode limits = admin.data(
                "PUT", "/api/admin/queue/limits", "{\"scope\":\"provider\",\"name\":\"openai\",\"runs_max\":5}");
        assertThat(limits.at("/limits/0/runs_max").asInt()).isEqualTo(5);
        admin.data("PUT", "/api/admin/queue/limits", "{\"scope\":\"provider\",\"name\":\"openai\"}");
        JsonNode rules = admin.data("PUT", "/api/admin/queue/tiers", "{\"name\":\"pro\"}");
        assertThat(rules.path("people")).isEmpty();
        assertThat(rules.path("limits")).isEmpty();

        for (String bad : List.of(
                "tiers {\"name\":\"x\",\"weight\":0}",
                "tiers {\"weight\":1}",
                "tiers {\"name\":\"x\",\"weight\":1,\"runs_max\":0}",
                "people {\"user_id\":\"x\"}",
                "people {\"user_id\":\"" + ada.id() + "\",\"tier\":\"none\"}",
                "limits {\"scope\":\"planet\",\"name\":\"x\",\"runs_max\":1}",
                "limits {\"scope\":\"key\",\"name\":\"x\",\"runs_max\":9999}")) {
            String[] parts = bad.split(" ", 2);
            assertThat(admin.send("PUT", "/api/admin/queue/" + parts[0], parts[1])
                            .statusCode())
                    .as(bad)
                    .isEqualTo(422);
        }
        assertThat(ada.send("PUT", "/api/admin/queue/tiers", "{\"name\":\"x\",\"weight\":1}")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void tokensBecomeValuesAndEveryMissingOneIsNamed() {
        JsonNode row = Someone.json(ada.post("/api/generate", """
                        {"provider":"workers","model":"wait","generation_type":"image","tokens":{"FIRSTNAME":"John"},
                         "prompt":"[FIRSTNAME] from [COMPANY|Acme], in [[brackets]"}
                        """)).path("data");
        assertThat(row.path("prompt").asString()).isEqualTo("John from Acme, in [brackets]");

        JsonNode refused = Someone.json(ada.post("/api/generate", """
                {"provider":"workers","model":"wait","generation_type":"image","tokens":{},"prompt":"[ONE] and [TWO]"}
                """));
        assertThat(refused.path("errors")).hasSize(2);
        JsonNode bad = Someone.json(ada.post("/api/generate", """
                {"provider":"workers","model":"wait","generation_type":"image","tokens":{"a]":"x","B":{}},"lane":"top","prompt":"x"}
                """));
        assertThat(bad.path("errors")).hasSize(3);
        JsonNode plain = Someone.json(ada.post("/api/generate", """
                        {"provider":"workers","model":"wait","generation_type":"image","prompt":"[AS IT IS]"}
                        """)).path("data");
        assertThat(plain.path("prompt").asString()).isEqualTo("[AS IT IS]");
    }

    private static Optional<RemoteLease> lease() {
        return server.room(RemoteRuns.class).lease(UUID.randomUUID(), Set.of("wait"), Set.of(), Duration.ofMinutes(1));
    }

    private static List<String> generate(Someone who, int runs) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            ids.add(Someone.json(who.post("/api/generate", """
                            {"provider":"workers","model":"wait","generation_type":"image","prompt":"a waiting run"}
                            """)).at("/data/id").asString());
        }
        return ids;
    }

    private static List<String> ids(JsonNode page) {
        return page.path("entries").values().stream()
                .map(entry -> entry.path("id").asString())
                .toList();
    }

    private static String ids(String... ids) {
        return "{\"ids\":[\"" + String.join("\",\"", ids) + "\"]}";
    }

    private static String outcome(Someone who, String route, String body) {
        return who.data("POST", route, body).at("/results/0/outcome").asString();
    }
}
