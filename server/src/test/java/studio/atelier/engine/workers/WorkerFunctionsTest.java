package studio.atelier.engine.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static studio.atelier.testkit.Someone.code;
import static studio.atelier.testkit.Someone.json;

import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.backend.identity.Identity;
import studio.atelier.engine.workers.Fleet.Member;
import tools.jackson.databind.JsonNode;

/// The functions of the specification around jobs and workers, by who calls them. Source: C27 to C29,
/// C32 to C34.
@Tag("server")
class WorkerFunctionsTest {

    private static final String FUNCTIONS = "/functions/v1/";

    private static Fleet fleet;

    @BeforeAll
    static void start() {
        fleet = Fleet.start(
                Map.of("ATELIER_OUTBOUND_ALLOW", "localhost:9000,localhost:9001"), "paint", "fail", "talk", "other");
    }

    @AfterAll
    static void stop() {
        fleet.close();
    }

    private static HttpResponse<String> call(Member worker, String name, String body) {
        return worker.send("POST", FUNCTIONS + name, body);
    }

    private static JsonNode good(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return json(answer);
    }

    private static JsonNode queued(String body) {
        return good(fleet.person().post(FUNCTIONS + "queue-job", body), 202);
    }

    private static String service() {
        return fleet.server().room(Identity.class).projectKeys().serviceRole().reveal();
    }

    @Test
    void aJobIsQueuedByAPersonAndCompletedByACallback() {
        JsonNode queued = queued("{\"job_kind\":\"paint\",\"prompt\":\"a fox\",\"parameters\":{\"n\":1}}");
        String id = queued.path("job_id").asString();
        assertThat(queued.path("status").asString()).isEqualTo("pending");
        Member worker = fleet.working("paint");
        JsonNode job = worker.lease();
        String start = "{\"job_id\":\"" + id + "\",\"lease_token\":\""
                + job.path("lease_token").asString() + "\",";

        JsonNode running =
                good(call(worker, "job-callback", start + "\"status\":\"processing\",\"progress\":0.4}"), 200);
        assertThat(running.path("status").asString()).isEqualTo("running");
        assertThat(running.path("command").asString()).isEqualTo("ok");
        assertThat(fleet.shown(worker).at("/current_jobs/0/progress").asDouble())
                .isEqualTo(0.4, Offset.offset(1e-6));
        String outputs =
                "\"status\":\"completed\",\"outputs\":[{\"path\":\"" + id + "/0\",\"mime_type\":\"image/png\"}]}";
        assertThat(code(call(worker, "job-callback", start + outputs))).isEqualTo("422 workers.output_missing");
        Fleet.good(worker.upload(job, 0, Fleet.picture()));
        assertThat(good(call(worker, "job-callback", start + outputs), 200)
                        .path("status")
                        .asString())
                .isEqualTo("completed");
        assertThat(good(call(worker, "job-callback", start + outputs), 200)
                        .path("status")
                        .asString())
                .as("said twice")
                .isEqualTo("completed");

        assertThat(fleet.charged(id)).isEqualTo(10_000);
        assertThat(json(fleet.person().get("/rest/v1/job_status?select=status,progress&id=eq." + id))
                        .at("/0/status")
                        .asString())
                .isEqualTo("completed");
    }

    @Test
    void aFailureByCallbackIsTriedAgain() {
        String id = queued("{\"job_kind\":\"fail\",\"prompt\":\"a fox\"}")
                .path("job_id")
                .asString();
        Member worker = fleet.working("fail");
        JsonNode job = worker.lease();

        JsonNode answer = good(
                call(
                        worker,
                        "job-callback",
                        "{\"job_id\":\"" + id + "\",\"lease_token\":\""
                                + job.path("lease_token").asString()
                                + "\",\"status\":\"failed\",\"error\":\"out of memory\"}"),
                200);

        assertThat(answer.path("status").asString()).isEqualTo("pending");
        assertThat(fleet.row(id).path("status").asString()).isEqualTo("pending");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"prompt\":\"x\"} | 422 workers.invalid",
                "{\"job_kind\":\"nothing\",\"prompt\":\"x\"} | 422 workers.kind_unknown",
                "{\"job_kind\":\"paint\",\"prompt\":\"x\",\"model\":\"other\"} | 422 workers.invalid",
                "{\"job_kind\":\"paint\",\"prompt\":\"x\",\"parameters\":[]} | 422 workers.invalid",
                "{\"job_kind\":\"paint\",\"prompt\":\"x\",\"project_id\":\"7\"} | 422 workers.invalid",
                "{\"job_kind\":\"paint\"} | 422 generation.invalid",
                "{\"job_kind\":\"paint\",\"prompt\":\"x\",\"parameters\":{\"n\":9}} | 422 generation.invalid",
                "{\"job_kind\":\"paint\",\"more\":1} | 422 http.body_invalid"
            })
    void aWrongJobIsNotQueued(String body, String expected) {
        assertThat(code(fleet.person().post(FUNCTIONS + "queue-job", body))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | 422 workers.invalid",
                "{\"job_id\":\"7\",\"lease_token\":\"1\",\"status\":\"failed\"} | 422 workers.invalid",
                "{\"job_id\":\"{id}\",\"status\":\"failed\"} | 422 workers.invalid",
                "{\"job_id\":\"{id}\",\"lease_token\":\"1\",\"status\":\"other\"} | 422 workers.invalid",
                "{\"job_id\":\"{id}\",\"lease_token\":\"1\",\"status\":\"failed\"} | 409 workers.lease_lost",
                "{\"job_id\":\"{id}\",\"lease_token\":\"1\",\"status\":\"completed\"} | 409 workers.lease_lost",
                "{\"job_id\":\"{id}\",\"lease_token\":\"1\",\"status\":\"running\"} | 409 workers.lease_lost",
                "{\"job_id\":\"{id}\",\"lease_token\":\"1\",\"status\":\"running\",\"progress\":2} | 422 workers.invalid",
                "{\"job_id\":\"{id}\",\"lease_token\":\"1\",\"status\":\"completed\",\"outputs\":[{\"path\":\"../x\"}]} | 422 workers.invalid"
            })
    void aWrongCallbackIsRefused(String body, String expected) {
        Member worker = fleet.working("other");

        assertThat(code(call(
                        worker,
                        "job-callback",
                        body.replace("{id}", UUID.randomUUID().toString()))))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"job-callback", "register-chat-worker"})
    void whatWorkersCallIsNotForPeople(String name) {
        assertThat(code(fleet.person().post(FUNCTIONS + name, "{}"))).isEqualTo("403 workers.not_a_worker");
        assertThat(code(fleet.admin().post(FUNCTIONS + name, "{}"))).isEqualTo("403 workers.not_a_worker");
        assertThat(fleet.server().post(FUNCTIONS + name, "{}").statusCode()).isEqualTo(401);
        assertThat(fleet.server()
                        .post(FUNCTIONS + name, "{}", "Authorization", "Bearer atlw_" + "0".repeat(50))
                        .statusCode())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"queue-job", "get-active-worker-url", "health-check-workers"})
    void whatPeopleCallIsNotForWorkers(String name) {
        assertThat(call(fleet.working("other"), name, "{}").statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"get-active-worker-url", "health-check-workers", "update-worker-url"})
    void whatTheOperatorCallsIsForAdministratorsAndTheServicesKey(String name) {
        assertThat(code(fleet.person().post(FUNCTIONS + name, "{}"))).isEqualTo("403 http.admin_required");
        assertThat(fleet.server().post(FUNCTIONS + name, "{}").statusCode()).isEqualTo(401);
    }

    @Test
    void aChatWorkerRegistersAndItsAddressIsFoundWhileItLives() {
        Member talker = fleet.member("talker", "\"talk\"");

        JsonNode registered = good(
                call(
                        talker,
                        "register-chat-worker",
                        "{\"worker_url\":\"http://localhost:9000/chat\",\"model\":\"qwen\"}"),
                200);

        assertThat(registered.path("worker_type").asString()).isEqualTo("chat");
        assertThat(registered.path("state").asString()).isEqualTo("idle");
        assertThat(json(fleet.admin().get("/rest/v1/worker_urls?select=worker_type&id=eq." + talker.id()))
                        .at("/0/worker_type")
                        .asString())
                .isEqualTo("chat");
        JsonNode active = good(
                fleet.server()
                        .post(
                                FUNCTIONS + "get-active-worker-url",
                                "{\"worker_type\":\"chat\"}",
                                "Authorization",
                                "Bearer " + service()),
                200);
        assertThat(active.path("worker_url").asString()).isEqualTo("http://localhost:9000/chat");
        assertThat(active.path("worker_id").asString()).isEqualTo(talker.id());
        assertThat(code(fleet.admin().get(FUNCTIONS + "get-active-worker-url?worker_type=chat&job_kind=paint")))
                .isEqualTo("404 workers.none_active");
        talker.said("drain", "{}");
        assertThat(code(fleet.admin().get(FUNCTIONS + "get-active-worker-url?worker_type=chat")))
                .isEqualTo("404 workers.none_active");
    }

    @Test
    void aWrongRegistrationNamesTheFieldsThatWereSent() {
        HttpResponse<String> answer = call(
                fleet.member("wrong talker", "\"talk\""),
                "register-chat-worker",
                "{\"vram_total_bytes\":-1,\"model\":\"" + "x".repeat(201) + "\"}");

        assertThat(code(answer)).isEqualTo("422 workers.invalid");
        assertThat(json(answer).at("/details/errors").values().stream()
                        .map(fault -> fault.path("pointer").asString()))
                .containsExactlyInAnyOrder("/vram_total_bytes", "/model");
    }

    @Test
    void aCallbackWithTooLongATextIsRefused() {
        String body = "{\"job_id\":\"" + UUID.randomUUID()
                + "\",\"lease_token\":\"1\",\"status\":\"completed\",\"text\":\"" + "x".repeat(1_000_001) + "\"}";

        assertThat(code(call(fleet.working("other"), "job-callback", body))).isEqualTo("422 workers.invalid");
    }

    @Test
    void addressesAreChangedByTheWorkerItselfAndByTheOperator() {
        Member worker = fleet.working("other");
        Member stranger = fleet.working("other");

        good(call(worker, "update-worker-url", "{\"worker_url\":\"http://localhost:9001/a\"}"), 200);
        assertThat(fleet.shown(worker).path("url").asString()).isEqualTo("http://localhost:9001/a");
        assertThat(code(call(
                        stranger,
                        "update-worker-url",
                        "{\"worker_id\":\"" + worker.id() + "\",\"worker_url\":\"http://localhost:9001/b\"}")))
                .isEqualTo("422 workers.invalid");
        assertThat(code(call(worker, "update-worker-url", "{\"worker_url\":\"http://169.254.169.254/\"}")))
                .isEqualTo("422 workers.invalid");
        good(
                fleet.admin()
                        .post(
                                FUNCTIONS + "update-worker-url",
                                "{\"worker_id\":\"" + worker.id() + "\",\"worker_url\":\"http://localhost:9001/c\"}"),
                200);
        assertThat(fleet.shown(worker).path("url").asString()).isEqualTo("http://localhost:9001/c");
        assertThat(code(fleet.admin()
                        .post(FUNCTIONS + "update-worker-url", "{\"worker_id\":\"" + UUID.randomUUID() + "\"}")))
                .isEqualTo("404 workers.not_found");
        assertThat(code(fleet.admin().post(FUNCTIONS + "update-worker-url", "{}")))
                .isEqualTo("422 workers.invalid");
        good(call(worker, "update-worker-url", "{}"), 200);
        assertThat(fleet.shown(worker).path("url").isNull()).isTrue();
    }

    @Test
    void healthCountsThoseWhoWereHeardOf() {
        Member alive = fleet.working("other");
        Member never = fleet.member("never came", "\"other\"");
        Member silent = fleet.working("other");
        fleet.server()
                .database()
                .asOwner()
                .sql("update atelier.workers set seen_at = now() - interval '1 hour' where id = :id::uuid")
                .param("id", silent.id())
                .update();

        JsonNode health = good(fleet.admin().get(FUNCTIONS + "health-check-workers"), 200);

        Map<String, Boolean> healthy = new HashMap<>();
        health.path("workers")
                .forEach(worker -> healthy.put(
                        worker.path("worker_id").asString(),
                        worker.path("healthy").asBoolean()));
        assertThat(healthy)
                .containsEntry(alive.id(), true)
                .containsEntry(never.id(), false)
                .containsEntry(silent.id(), false);
        assertThat(health.path("healthy").asInt() + health.path("unhealthy").asInt())
                .isEqualTo(healthy.size());
    }
}
