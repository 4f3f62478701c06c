package studio.atelier.engine.workers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.engine.generation.RemoteTicket;
import studio.atelier.engine.workers.Fleet.Member;
import studio.atelier.testkit.Someone;
import tools.jackson.databind.JsonNode;

/// Results that come without the worker's credential, to addresses it asked for.
@Tag("server")
class SignedUploadTest {

    private static Fleet fleet;

    @BeforeAll
    static void start() {
        fleet = Fleet.start(Map.of(), "paint");
    }

    @AfterAll
    static void stop() {
        fleet.close();
    }

    private static JsonNode addresses(Member worker, JsonNode job, String more) {
        var answer = worker.on(job, "uploads", more);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Someone.json(answer).at("/data/uploads");
    }

    private static HttpResponse<String> put(String url) {
        var request = HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "image/png")
                .PUT(HttpRequest.BodyPublishers.ofByteArray(Fleet.picture()))
                .build();
        try {
            return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Test
    void aResultComesWithoutACredentialAndIsPaidOnce() {
        Member worker = fleet.working("paint");
        String id = fleet.asks("paint");
        JsonNode job = worker.lease();
        JsonNode first = addresses(worker, job, "").path(0);

        var kept = put(first.path("url").asString());

        assertThat(kept.statusCode()).as(kept.body()).isEqualTo(201);
        assertThat(Instant.parse(first.path("expires_at").asString())).isAfter(Instant.now());
        String outputs =
                ",\"outputs\":[{\"path\":\"" + first.path("path").asString() + "\",\"mime_type\":\"image/png\"}]";
        assertThat(worker.on(job, "complete", outputs).statusCode()).isEqualTo(200);
        assertThat(fleet.charged(id)).isEqualTo(10_000);
        var late = put(first.path("url").asString());
        assertThat(Someone.code(late)).isEqualTo("409 workers.lease_lost");
    }

    @Test
    void oneAddressIsForOnePositionOfOneLeaseOfOneWorker() {
        Member worker = fleet.working("paint");
        fleet.asks("paint");
        JsonNode job = worker.lease();
        JsonNode two = addresses(worker, job, ",\"count\":2");
        assertThat(two).hasSize(2);
        String url = two.path(0).path("url").asString();
        String id = job.path("job_id").asString();

        for (String forged : List.of(
                url.replace("/" + id + "/0", "/" + id + "/1"),
                url.replace(id, UUID.randomUUID().toString()),
                url.replaceFirst("lease_token=\\d+", "lease_token=99"),
                url.replaceFirst("worker=[^&]+", "worker=" + UUID.randomUUID()),
                url.replaceFirst("expires=\\d+", "expires=9999999999"),
                url.replaceFirst("signature=[^&]+", "signature=AAAA"))) {
            assertThat(Someone.code(put(forged))).as(forged).isEqualTo("401 workers.credential_invalid");
        }
        assertThat(Someone.code(put(url.replaceFirst("&signature=.*", ""))))
                .isEqualTo("401 workers.credential_required");
        assertThat(worker.on(job, "fail", ",\"error\":\"enough\",\"retry\":false")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void nobodyElseGetsAddresses() {
        Member worker = fleet.working("paint");
        Member other = fleet.working("paint");
        fleet.asks("paint");
        JsonNode job = worker.lease();

        assertThat(Someone.code(other.on(job, "uploads", ""))).isEqualTo("409 workers.lease_lost");
        assertThat(worker.on(job, "fail", ",\"error\":\"enough\",\"retry\":false")
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 17, -1})
    void thereAreAsManyAsThereMayBeResults(int count) {
        Member worker = fleet.working("paint");
        fleet.asks("paint");
        JsonNode job = worker.lease();

        assertThat(Someone.code(worker.on(job, "uploads", ",\"count\":" + count)))
                .isEqualTo("422 workers.invalid");
        assertThat(worker.on(job, "fail", ",\"error\":\"enough\",\"retry\":false")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void anAddressEndsAndOutlivesAChangeOfTheMasterKey() {
        byte[] old = new byte[32];
        byte[] now = {1};
        var ticket = new RemoteTicket(UUID.randomUUID(), UUID.randomUUID(), 1);
        var then = Clock.systemUTC();
        var address = new UploadAddresses(List.of(old), then).of(ticket, 0);
        long expires = address.expiresAt().getEpochSecond();
        String signature = address.path().replaceFirst(".*signature=", "");
        var given = new UploadAddresses.Signed(ticket, 0, expires, signature);
        var later = Clock.fixed(Instant.now().plus(UploadAddresses.LIFE).plus(Duration.ofSeconds(1)), ZoneOffset.UTC);

        assertThat(new UploadAddresses(List.of(now, old), then).good(given)).isTrue();
        assertThat(new UploadAddresses(List.of(now), then).good(given)).isFalse();
        assertThat(new UploadAddresses(List.of(old), later).good(given)).isFalse();
    }
}
