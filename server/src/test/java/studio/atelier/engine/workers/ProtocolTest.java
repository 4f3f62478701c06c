package studio.atelier.engine.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static studio.atelier.engine.workers.Fleet.good;
import static studio.atelier.testkit.Someone.code;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.engine.workers.Fleet.Member;
import studio.atelier.testkit.Someone;
import tools.jackson.databind.JsonNode;

/// The protocol of workers, with workers that behave and workers that do not. Each test takes its own kind,
/// so that none takes another's job.
@Tag("server")
class ProtocolTest {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private static Fleet fleet;

    @BeforeAll
    static void start() {
        fleet = Fleet.start(
                Map.of(),
                "paint",
                "polled",
                "dead",
                "late",
                "rubbish",
                "removed",
                "cancelled",
                "returned",
                "restarted",
                "failing",
                "foreign",
                "drained",
                "inputs");
    }

    @AfterAll
    static void stop() {
        fleet.close();
    }

    @Test
    void aJobIsLeasedToldOfUploadedAndCompletedAndChargedOnce() {
        Member worker = fleet.working("paint");
        String id = fleet.asks("paint");

        JsonNode job = worker.lease();

        assertThat(job.path("job_id").asString()).isEqualTo(id);
        assertThat(job.path("job_kind").asString()).isEqualTo("paint");
        assertThat(job.path("prompt").asString()).isEqualTo("a red fox");
        assertThat(job.at("/parameters/n").asInt()).isEqualTo(1);
        assertThat(job.path("attempt").asInt()).isEqualTo(1);
        JsonNode pulse = good(worker.on(
                job,
                "heartbeat",
                ",\"progress\":0.5,\"vram_used_bytes\":1000,\"model_loaded\":\"sdxl\",\"preview\":{\"mime_type\":\"image/png\",\"data\":\""
                        + Base64.getEncoder().encodeToString(Fleet.picture()) + "\"}"));
        assertThat(pulse.path("command").asString()).isEqualTo("ok");
        assertThat(pulse.path("leased_until").asString()).isNotBlank();
        assertThat(fleet.person().get("/api/generations/" + id + "/preview").statusCode())
                .isEqualTo(200);
        JsonNode shown = fleet.shown(worker);
        assertThat(shown.path("state").asString()).isEqualTo("busy");
        assertThat(shown.at("/current_jobs/0/generation_id").asString()).isEqualTo(id);
        assertThat(shown.at("/current_jobs/0/progress").asDouble()).isEqualTo(0.5);
        assertThat(shown.path("model_loaded").asString()).isEqualTo("sdxl");
        assertThat(shown.path("vram_used_bytes").asLong()).isEqualTo(1000);
        assertThat(shown.path("vram_total_bytes").asLong()).isEqualTo(51_539_607_552L);
        assertThat(shown.path("heartbeat_age_seconds").asLong()).isBetween(0L, 30L);
        JsonNode output = good(worker.upload(job, 0, Fleet.picture()));
        assertThat(output.path("path").asString()).isEqualTo(id + "/0");
        String outputs = ",\"outputs\":[{\"path\":\"" + id + "/0\",\"mime_type\":\"image/png\"}]";
        assertThat(good(worker.on(job, "complete", outputs)).path("status").asString())
                .isEqualTo("completed");
        assertThat(good(worker.on(job, "complete", outputs)).path("status").asString())
                .as("said twice")
                .isEqualTo("completed");

        assertThat(fleet.row(id).at("/result/outputs")).hasSize(1);
        assertThat(fleet.charged(id)).isEqualTo(10_000);
        assertThat(fleet.held(id)).isZero();
        assertThat(fleet.shown(worker).path("jobs_last_hour").asInt()).isEqualTo(1);
        assertThat(fleet.shown(worker).path("state").asString()).isEqualTo("idle");
    }

    @Test
    void aWorkerThatWaitsIsWokenByTheNextJob() throws Exception {
        Member worker = fleet.working("polled");
        var waiting = CompletableFuture.supplyAsync(() -> worker.said("lease", "{\"wait_seconds\":25}"));
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> fleet.shown(worker).path("state").asString().equals("idle"));

        String id = fleet.asks("polled");

        // Well within the pause after which it would look by itself.
        JsonNode answer = waiting.get(20, TimeUnit.SECONDS);
        assertThat(answer.at("/job/job_id").asString()).isEqualTo(id);
        good(worker.on(answer.path("job"), "return", ""));
    }

    @Test
    void aWorkerThatAsksWithoutWaitingIsAnsweredAtOnce() {
        Member worker = fleet.working("drained");

        JsonNode answer = worker.said("lease", "{\"wait_seconds\":0}");

        assertThat(answer.path("job").isNull()).isTrue();
        assertThat(answer.path("command").asString()).isEqualTo("ok");
    }

    @Test
    void whatADeadWorkerUploadedIsForgottenAndTheNextOneIsPaidOnce() {
        Member dead = fleet.working("dead");
        Member next = fleet.working("dead");
        String id = fleet.asks("dead");
        JsonNode first = dead.lease();
        good(dead.upload(first, 0, Fleet.picture()));
        good(dead.upload(first, 1, Fleet.picture()));

        fleet.runOut(id);
        JsonNode second = next.lease();

        assertThat(second.path("job_id").asString()).isEqualTo(id);
        assertThat(second.path("attempt").asInt()).isEqualTo(2);
        good(next.upload(second, 0, Fleet.picture()));
        good(next.complete(second));
        assertThat(fleet.row(id).at("/result/outputs")).hasSize(1);
        assertThat(fleet.charged(id)).isEqualTo(10_000);
        assertThat(fleet.shown(dead).path("failed_last_hour").asInt()).isEqualTo(1);
    }

    @Test
    void aWorkerThatIsTooLateHearsThatItsLeaseIsLostWhateverItSays() {
        Member late = fleet.working("late");
        Member other = fleet.working("late");
        String id = fleet.asks("late");
        JsonNode first = late.lease();
        fleet.runOut(id);
        JsonNode second = other.lease();

        assertThat(code(late.on(first, "heartbeat", ",\"progress\":0.9"))).isEqualTo("409 workers.lease_lost");
        assertThat(code(late.upload(first, 0, Fleet.picture()))).isEqualTo("409 workers.lease_lost");
        assertThat(code(late.complete(first))).isEqualTo("409 workers.lease_lost");
        assertThat(code(late.on(first, "fail", ",\"error\":\"late\""))).isEqualTo("409 workers.lease_lost");
        assertThat(code(late.on(first, "return", ""))).isEqualTo("409 workers.lease_lost");

        good(other.upload(second, 0, Fleet.picture()));
        good(other.complete(second));
        assertThat(code(late.complete(first))).as("after the end").isEqualTo("409 workers.lease_lost");
        assertThat(fleet.charged(id)).isEqualTo(10_000);
    }

    @Test
    void aJobOfAnotherWorkerIsNotToBeTouchedEvenWithItsToken() {
        Member owner = fleet.working("foreign");
        Member thief = fleet.working("foreign");
        String id = fleet.asks("foreign");
        JsonNode job = owner.lease();

        assertThat(code(thief.on(job, "heartbeat", ""))).isEqualTo("409 workers.lease_lost");
        assertThat(code(thief.upload(job, 0, Fleet.picture()))).isEqualTo("409 workers.lease_lost");
        assertThat(code(thief.complete(job))).isEqualTo("409 workers.lease_lost");
        assertThat(code(thief.on(job, "fail", ",\"error\":\"x\""))).isEqualTo("409 workers.lease_lost");
        assertThat(code(thief.on(job, "return", ""))).isEqualTo("409 workers.lease_lost");
        assertThat(code(thief.send(
                        "GET",
                        "/api/worker/v1/jobs/" + id + "/inputs/" + UUID.randomUUID() + "?lease_token="
                                + job.path("lease_token").asString(),
                        null)))
                .isEqualTo("409 workers.lease_lost");
        good(owner.upload(job, 0, Fleet.picture()));
        assertThat(good(owner.complete(job)).path("status").asString()).isEqualTo("completed");
    }

    @Test
    void rubbishIsRefusedByNameAndCostsNothing() {
        Member worker = fleet.working("rubbish");
        String id = fleet.asks("rubbish");
        JsonNode job = worker.lease();

        assertThat(worker.upload(job, 0, "no picture".getBytes(StandardCharsets.US_ASCII))
                        .statusCode())
                .isIn(415, 422);
        assertThat(worker.upload(job, 0, new byte[0]).statusCode()).isIn(400, 415, 422);
        assertThat(code(worker.upload(job, 16, Fleet.picture()))).isEqualTo("422 workers.invalid");
        assertThat(code(worker.upload(job, 0, Fleet.picture(), "X-Content-SHA256", "00".repeat(32))))
                .isEqualTo("422 workers.hash_mismatch");
        assertThat(code(worker.upload(job, 0, Fleet.picture(), "X-Content-SHA256", "zz")))
                .isEqualTo("422 workers.invalid");
        assertThat(code(worker.on(job, "complete", ",\"outputs\":[{\"path\":\"" + id + "/3\"}]")))
                .isEqualTo("422 workers.output_missing");
        good(worker.upload(
                job,
                0,
                Fleet.picture(),
                "X-Content-SHA256",
                HexFormat.of().formatHex(WorkerKeyTest.sha256(Fleet.picture()))));
        assertThat(good(worker.complete(job)).path("status").asString()).isEqualTo("completed");
        assertThat(fleet.row(id).at("/result/outputs")).hasSize(1);
        assertThat(fleet.charged(id)).isEqualTo(10_000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "register | {\"version\":7,\"job_kinds\":3} | 422 http.body_invalid",
                "register | {\"job_kinds\":[\"nothing\"]} | 422 workers.invalid",
                "register | {\"job_kinds\":[\"dead\"]} | 403 workers.kind_not_allowed",
                "register | {\"vram_total_bytes\":-1} | 422 workers.invalid",
                "register | [ | 400 http.body_malformed",
                "lease | {\"wait_seconds\":26} | 422 workers.invalid",
                "lease | {\"wait_seconds\":-1} | 422 workers.invalid",
                "lease | {\"lease_seconds\":4} | 422 workers.invalid",
                "lease | {\"lease_seconds\":3601} | 422 workers.invalid",
                "lease | {\"job_kinds\":[\"dead\"]} | 403 workers.kind_not_allowed",
                "lease | {\"job_kinds\":[null]} | 403 workers.kind_not_allowed",
                "lease | {\"more\":1} | 422 http.body_invalid",
                "heartbeat | {\"vram_used_bytes\":-1} | 422 workers.invalid",
                "jobs/7/heartbeat | {\"lease_token\":\"1\"} | 404 http.not_found",
                "jobs/{id}/heartbeat | {} | 422 workers.invalid",
                "jobs/{id}/heartbeat | {\"lease_token\":\"x\"} | 422 workers.invalid",
                "jobs/{id}/heartbeat | {\"lease_token\":\"1\",\"progress\":1.5} | 422 workers.invalid",
                "jobs/{id}/heartbeat | {\"lease_token\":\"1\",\"preview\":{}} | 422 workers.invalid",
                "jobs/{id}/heartbeat | {\"lease_token\":\"1\",\"preview\":{\"mime_type\":\"image/png\",\"data\":\"%%\"}} | 422 workers.invalid",
                "jobs/{id}/heartbeat | {\"lease_token\":\"1\",\"preview\":{\"mime_type\":\"image/png\",\"data\":\"AAAA\"}} | 422 workers.invalid",
                "jobs/{id}/heartbeat | {\"lease_token\":\"1\"} | 409 workers.lease_lost",
                "jobs/{id}/complete | {\"lease_token\":\"1\"} | 409 workers.lease_lost",
                "jobs/{id}/complete | {\"lease_token\":\"1\",\"outputs\":[{}]} | 422 workers.invalid",
                "jobs/{id}/complete | {\"lease_token\":\"1\",\"usage\":{\"seconds\":-1}} | 422 workers.invalid",
                "jobs/{id}/complete | {\"lease_token\":\"1\",\"usage\":{\"input_tokens\":-1}} | 422 workers.invalid",
                "jobs/{id}/fail | {\"lease_token\":\"1\"} | 422 workers.invalid",
                "jobs/{id}/fail | {\"lease_token\":\"1\",\"error\":\"x\"} | 409 workers.lease_lost",
                "jobs/{id}/return | {} | 422 workers.invalid",
                "nothing | {} | 404 http.not_found"
            })
    void wrongWordsAreRefused(String path, String body, String expected) {
        Member worker = fleet.working("paint");

        assertThat(code(worker.post(path.replace("{id}", UUID.randomUUID().toString()), body)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "register",
                "lease",
                "heartbeat",
                "drain",
                "jobs/{id}/heartbeat",
                "jobs/{id}/complete",
                "jobs/{id}/fail",
                "jobs/{id}/return",
                "PUT outputs/{id}/0?lease_token=1",
                "GET jobs/{id}/inputs/{id}?lease_token=1",
                "GET demand"
            })
    void takesNobodyButWorkers(String route) {
        String method = route.contains(" ") ? route.substring(0, 3) : "POST";
        String path = "/api/worker/v1/"
                + route.substring(route.indexOf(' ') + 1)
                        .replace("{id}", UUID.randomUUID().toString());
        String body = method.equals("GET") ? null : "{}";

        assertThat(code(fleet.server().send(method, path, body))).isEqualTo("401 workers.credential_required");
        assertThat(code(fleet.server().send(method, path, body, "Authorization", "Bearer atlw_" + "0".repeat(50))))
                .isEqualTo("401 workers.credential_invalid");
        assertThat(code(fleet.server().send(method, path, body, "Authorization", "Bearer nonsense")))
                .isEqualTo("401 workers.credential_required");
        assertThat(code(fleet.person().send(method, path, body))).isEqualTo("403 workers.not_a_worker");
        assertThat(code(fleet.admin().send(method, path, body))).isEqualTo("403 workers.not_a_worker");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/session", "/api/generations", "/api/api-keys", "/rest/v1/generations", "/v1/models"})
    void theCredentialOpensNothingElse(String path) {
        Member worker = fleet.working("paint");

        assertThat(worker.send("GET", path, null).statusCode()).isEqualTo(401);
    }

    @Test
    void aWorkerThatIsRemovedInTheMiddleGivesItsJobBackAtOnce() {
        Member removed = fleet.working("removed");
        Member next = fleet.working("removed");
        String id = fleet.asks("removed");
        JsonNode job = removed.lease();
        good(removed.upload(job, 0, Fleet.picture()));

        assertThat(fleet.admin()
                        .send("DELETE", "/api/workers/" + removed.id(), null)
                        .statusCode())
                .isEqualTo(204);

        assertThat(code(removed.complete(job))).isEqualTo("401 workers.credential_invalid");
        JsonNode again = next.lease();
        assertThat(again.path("job_id").asString()).isEqualTo(id);
        assertThat(again.path("attempt").asInt()).isEqualTo(1);
        good(next.upload(again, 0, Fleet.picture()));
        good(next.complete(again));
        assertThat(fleet.row(id).at("/result/outputs")).hasSize(1);
        assertThat(fleet.charged(id)).isEqualTo(10_000);
    }

    @Test
    void aJobThatIsCalledOffReachesTheWorkerWithItsNextHeartbeat() {
        Member worker = fleet.working("cancelled");
        String id = fleet.asks("cancelled");
        JsonNode job = worker.lease();
        good(worker.upload(job, 0, Fleet.picture()));

        assertThat(fleet.person().post("/api/generations/" + id + "/cancel", "").statusCode())
                .isEqualTo(200);

        JsonNode pulse = good(worker.on(job, "heartbeat", ""));
        assertThat(pulse.path("command").asString()).isEqualTo("cancel");
        assertThat(pulse.path("leased_until").isNull()).isTrue();
        assertThat(code(worker.complete(job))).isEqualTo("409 workers.lease_lost");
        assertThat(fleet.row(id).path("status").asString()).isEqualTo("cancelled");
        assertThat(fleet.charged(id)).isZero();
        assertThat(fleet.held(id)).isZero();
        assertThat(fleet.shown(worker).path("current_jobs")).isEmpty();
    }

    @Test
    void aJobThatIsGivenBackCostsNoAttempt() {
        Member worker = fleet.working("returned");
        fleet.asks("returned");

        assertThat(good(worker.on(worker.lease(), "return", "")).path("status").asString())
                .isEqualTo("pending");

        JsonNode again = worker.lease();
        assertThat(again.path("attempt").asInt()).isEqualTo(1);
        good(worker.on(again, "return", ""));
    }

    @Test
    void aWorkerThatStartsAnewLosesWhatItHadAndTheJobIsTriedAgain() {
        Member worker = fleet.working("restarted");
        fleet.asks("restarted");
        JsonNode first = worker.lease();

        worker.register();

        JsonNode second = Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> worker.said("lease", "{\"wait_seconds\":5}").path("job"), JsonNode::isObject);
        assertThat(second.path("attempt").asInt()).isEqualTo(2);
        assertThat(code(worker.complete(first))).isEqualTo("409 workers.lease_lost");
        good(worker.upload(second, 0, Fleet.picture()));
        good(worker.complete(second));
    }

    @Test
    void aJobThatFailsTooOftenIsADeadLetterAndIsTold() {
        Member worker = fleet.working("failing");
        String id = fleet.asks("failing");

        assertThat(good(worker.on(worker.lease(), "fail", ",\"error\":\"CUDA out of memory\""))
                        .path("status")
                        .asString())
                .isEqualTo("pending");
        JsonNode second = Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> worker.said("lease", "{\"wait_seconds\":5}").path("job"), JsonNode::isObject);
        assertThat(good(worker.on(second, "fail", ",\"error\":\"CUDA out of memory\""))
                        .path("status")
                        .asString())
                .isEqualTo("failed");

        JsonNode row = fleet.awaitEnd(id);
        assertThat(row.path("error_code").asString()).isEqualTo("generation.attempts_exhausted");
        assertThat(fleet.charged(id)).isZero();
        assertThat(fleet.held(id)).isZero();
        assertThat(fleet.shown(worker).path("last_error").asString()).isEqualTo("CUDA out of memory");
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(fleet.number("select count(*) from atelier.events"
                                + " where type = 'workers.job_failed.v1' and payload::text like '%" + id + "%'"))
                        .isOne());
    }

    @Test
    void aWorkerThatStopsGetsNothingUntilItStartsAgain() {
        Member worker = fleet.working("drained");
        assertThat(worker.said("drain", "{}").path("command").asString()).isEqualTo("drain");

        assertThat(worker.said("lease", "{\"wait_seconds\":0}").path("command").asString())
                .isEqualTo("drain");
        assertThat(fleet.shown(worker).path("state").asString()).isEqualTo("stopped");
        assertThat(worker.register().path("command").asString()).isEqualTo("ok");
        assertThat(fleet.shown(worker).path("state").asString()).isEqualTo("idle");
    }

    @Test
    void theWorkerReadsThePicturesToWorkFromAndNoOthers() {
        String asset = good(fleet.person()
                        .send(
                                "POST",
                                "/api/generate",
                                "{\"provider\":\"demo\",\"model\":\"demo-image\",\"generation_type\":\"image\",\"prompt\":\"sea\"}"))
                .path("id")
                .asString();
        String picture = fleet.awaitEnd(asset).at("/result/outputs/0/id").asString();
        Member worker = fleet.working("inputs");
        good(fleet.person()
                .post(
                        "/api/generate",
                        "{\"provider\":\"workers\",\"model\":\"inputs\",\"generation_type\":\"image\",\"prompt\":\"x\",\"reference_asset_ids\":[\""
                                + picture + "\"]}"));
        JsonNode job = worker.lease();
        String token = "?lease_token=" + job.path("lease_token").asString();

        String path = job.at("/inputs/0/path").asString();
        assertThat(job.at("/inputs/0/asset_id").asString()).isEqualTo(picture);
        var read = worker.send("GET", path + token, null);
        assertThat(read.statusCode()).isEqualTo(200);
        assertThat(read.headers().firstValue("Content-Type").orElse("")).startsWith("image/");
        assertThat(code(worker.send(
                        "GET", path.replace(picture, UUID.randomUUID().toString()) + token, null)))
                .isEqualTo("409 workers.lease_lost");
        assertThat(fleet.shown(worker).path("current_jobs")).hasSize(1);
        assertThat(code(worker.send("GET", path, null))).isEqualTo("422 workers.invalid");
        good(worker.on(job, "return", ""));
        assertThat(Someone.code(worker.send("GET", path + token, null))).isEqualTo("409 workers.lease_lost");
    }
}
