package studio.atelier.engine.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static studio.atelier.engine.workers.Fleet.good;
import static studio.atelier.testkit.Someone.code;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import studio.atelier.engine.workers.Fleet.Member;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What waits for workers, as numbers for whoever starts machines, and as calls to those that have an
/// address.
@Tag("server")
class DemandTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static Fleet fleet;
    private static HttpServer listener;
    private static final BlockingQueue<Told> TOLD = new LinkedBlockingQueue<>();

    private record Told(String timestamp, String signature, String body) {}

    @BeforeAll
    static void start() throws IOException {
        listener = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        listener.createContext("/work", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            TOLD.add(new Told(
                    exchange.getRequestHeaders().getFirst(Pusher.TIMESTAMP),
                    exchange.getRequestHeaders().getFirst(Pusher.SIGNATURE),
                    body));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        listener.createContext("/broken", exchange -> {
            exchange.sendResponseHeaders(500, -1);
            exchange.close();
        });
        listener.start();
        fleet = Fleet.start(Map.of("ATELIER_OUTBOUND_ALLOW", "127.0.0.1:" + port()), "counted", "told", "broken");
    }

    private static int port() {
        return listener.getAddress().getPort();
    }

    @AfterAll
    static void stop() {
        fleet.close();
        listener.stop(0);
    }

    private static JsonNode demand(String kind) {
        return good(fleet.admin().get("/api/workers/demand?kind=" + kind));
    }

    @Test
    void isAsLargeAsWhatWaitsAndRunsInJsonAndMetrics() {
        Member worker = fleet.working("counted");
        fleet.asks("counted");
        fleet.asks("counted");
        JsonNode job = worker.lease();

        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode demand = demand("counted");
            assertThat(demand.path("waiting").asInt()).isEqualTo(1);
            assertThat(demand.path("leased").asInt()).isEqualTo(1);
            assertThat(demand.path("value").asInt()).isEqualTo(2);
            assertThat(demand.at("/kinds/0/job_kind").asString()).isEqualTo("counted");
        });
        assertThat(good(worker.send("GET", "/api/worker/v1/demand", null))
                        .path("value")
                        .asInt())
                .isEqualTo(2);
        assertThat(fleet.server().get("/metrics").body())
                .contains("atelier_worker_jobs_waiting{job_kind=\"counted\"} 1.0")
                .contains("atelier_worker_jobs_leased{job_kind=\"counted\"} 1.0")
                .contains("atelier_worker_jobs_oldest_seconds{job_kind=\"counted\"}")
                .contains("atelier_workers{state=\"busy\"}");
        good(worker.on(job, "return", ""));
    }

    @Test
    void knowsEveryKindOfTheCatalogAndNoOther() {
        JsonNode all = good(fleet.admin().get("/api/workers/demand"));

        assertThat(all.path("kinds").values().stream()
                        .map(kind -> kind.path("job_kind").asString())
                        .toList())
                .contains(
                        "sdxl_image_fast",
                        "sdxl_image_high",
                        "image_fast",
                        "image_high",
                        "image7b_fast_enhanced",
                        "image7b_high_enhanced",
                        "video_fast",
                        "video_high",
                        "video7b_fast_enhanced",
                        "video7b_high_enhanced",
                        "chat",
                        "counted");
        assertThat(code(fleet.admin().get("/api/workers/demand?kind=nothing"))).isEqualTo("422 workers.kind_unknown");
    }

    @Test
    void modelsOfWorkersAreThereForPeopleWithoutAKey() {
        JsonNode models = good(fleet.person().get("/api/models")).path("models");

        JsonNode model = models.values().stream()
                .filter(each -> each.path("id").asString().equals("workers/sdxl_image_fast"))
                .findFirst()
                .orElseThrow();
        assertThat(model.path("available").asBoolean()).as(model.toString()).isTrue();
        assertThat(model.path("key_source").asString()).isEqualTo("server");
    }

    @Test
    void isToldToAWorkerWithAnAddressSignedWithItsCredential() throws Exception {
        Member worker = fleet.working("told");
        good(fleet.admin()
                .send("PATCH", "/api/workers/" + worker.id(), "{\"url\":\"http://127.0.0.1:" + port() + "/work\"}"));

        String id = fleet.asks("told");

        Told told = TOLD.poll(30, TimeUnit.SECONDS);
        assertThat(told).isNotNull();
        JsonNode body = JsonMapper.shared().readTree(told.body());
        assertThat(body.path("event").asString()).isEqualTo("work");
        assertThat(body.at("/waiting/told").asInt()).isEqualTo(1);
        assertThat(told.body()).doesNotContain("red fox").doesNotContain(worker.credential());
        assertThat(told.signature())
                .isEqualTo("v1="
                        + Pusher.signature(WorkerKey.hash(worker.credential()), told.timestamp() + "." + told.body()));
        assertThat(worker.lease().path("job_id").asString()).isEqualTo(id);
    }

    @Test
    void isFoundByAskingWhereTellingFails() {
        Member worker = fleet.working("broken");
        good(fleet.admin()
                .send("PATCH", "/api/workers/" + worker.id(), "{\"url\":\"http://127.0.0.1:" + port() + "/broken\"}"));

        String id = fleet.asks("broken");

        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(fleet.shown(worker).path("url_error").asString(""))
                                .contains("500"));
        assertThat(fleet.shown(worker).path("url_active").asBoolean()).isFalse();
        assertThat(worker.lease().path("job_id").asString()).isEqualTo(id);
    }
}
