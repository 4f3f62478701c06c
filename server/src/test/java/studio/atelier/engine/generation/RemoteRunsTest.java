package studio.atelier.engine.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.imageio.ImageIO;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import studio.atelier.engine.catalog.Usage;
import studio.atelier.testkit.HttpProbe;
import studio.atelier.testkit.LiveNews;
import studio.atelier.testkit.RunningServer;
import tools.jackson.databind.JsonNode;

/// What workers may do with runs, and what they may not any more once a lease is gone.
@Tag("server")
class RemoteRunsTest {

    private static final Duration LEASE = Duration.ofMinutes(5);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Set<String> NO_LABELS = Set.of();
    private static final RemoteResult NOTHING_SAID = new RemoteResult(Usage.UNSAID, null, null, null);

    private static RunningServer server;
    private static RemoteRuns runs;
    private static Person person;

    /// Each test takes its own kind, so that none takes another's run.
    private static String model(String kind, String labels) {
        return """
                display_name: %s
                description: Paints on a worker.
                type: image
                capabilities: [text_to_image]
                parameters: {}
                price: {kind: image, usd: 0.01, source: ours, as_of: "2026-11-01"}
                wire: {endpoint: %s, labels: "%s"}
                """.formatted(kind, kind, labels);
    }

    @BeforeAll
    static void start() {
        server = RunningServer.start(
                Map.of(
                        "ATELIER_LIMITS",
                        "off",
                        "ATELIER_RUN_ATTEMPTS",
                        "2",
                        "ATELIER_OWNER_EMAIL",
                        Person.EMAIL,
                        "ATELIER_OWNER_PASSWORD",
                        Person.PASSWORD),
                Map.ofEntries(
                        Map.entry("catalog/workers/provider.yaml", "display_name: Workers\nkey_required: false\n"),
                        Map.entry("catalog/workers/paint.yaml", model("paint", "")),
                        Map.entry("catalog/workers/labelled.yaml", model("labelled", "vram48 fast")),
                        Map.entry("catalog/workers/twice.yaml", model("twice", "")),
                        Map.entry("catalog/workers/silent.yaml", model("silent", "")),
                        Map.entry("catalog/workers/failing.yaml", model("failing", "")),
                        Map.entry("catalog/workers/refused.yaml", model("refused", "")),
                        Map.entry("catalog/workers/returned.yaml", model("returned", "")),
                        Map.entry("catalog/workers/stopped.yaml", model("stopped", "")),
                        Map.entry("catalog/workers/halfway.yaml", model("halfway", "")),
                        Map.entry("catalog/workers/repeated.yaml", model("repeated", "")),
                        Map.entry("catalog/workers/closed.yaml", model("closed", "")),
                        Map.entry("catalog/workers/broken.yaml", model("broken", "")),
                        Map.entry("catalog/workers/empty.yaml", model("empty", ""))));
        runs = server.room(RemoteRuns.class);
        person = Person.signIn(new HttpProbe(server.url()));
        String id = person.data("GET", "/api/session", null).at("/user/id").asString();
        person.data("POST", "/api/admin/credits", """
                {"user_id":"%s","amount_micros":1000000,"reason":"tests"}
                """.formatted(id));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void completesWithWhatWasUploadedAndChargesOnce() throws IOException {
        String id = generate("paint");

        RemoteLease lease = lease("paint");
        RemoteTicket ticket = lease.ticket();

        assertThat(lease.prompt()).isEqualTo("a run of paint");
        assertThat(lease.attempt()).isEqualTo(1);
        assertThat(runs.progress(ticket, 0.5, new RemoteRuns.Preview("image/png", picture())))
                .isInstanceOf(RemoteAnswer.Held.class);
        assertThat(person.send("GET", "/api/generations/" + id + "/preview", null)
                        .statusCode())
                .isEqualTo(200);
        assertThat(stage(ticket, 0)).isInstanceOf(RemoteAnswer.Held.class);
        assertThat(stage(ticket, 1)).isInstanceOf(RemoteAnswer.Held.class);
        assertThat(stage(ticket, 1)).as("again").isInstanceOf(RemoteAnswer.Held.class);
        assertThat(runs.complete(ticket, NOTHING_SAID)).isEqualTo(new RemoteAnswer.Done("completed"));
        assertThat(runs.complete(ticket, NOTHING_SAID)).as("said twice").isEqualTo(new RemoteAnswer.Done("completed"));

        JsonNode row = person.awaitEnd(id);
        assertThat(row.path("result").path("outputs")).hasSize(2);
        assertThat(row.path("cost_micros").asLong()).isEqualTo(20_000);
        assertThat(charges(id)).isEqualTo(1);
        assertThat(runs.extend(ticket, LEASE)).isInstanceOf(RemoteAnswer.Lost.class);
    }

    @Test
    void leasesOnlyWhatTheWorkerCanDo() {
        generate("labelled");

        assertThat(runs.lease(UUID.randomUUID(), Set.of("labelled"), Set.of("vram48"), LEASE))
                .isEmpty();
        assertThat(runs.lease(UUID.randomUUID(), Set.of("other"), Set.of("vram48", "fast"), LEASE))
                .isEmpty();
        assertThat(runs.demand())
                .filteredOn(each -> each.jobKind().equals("labelled"))
                .singleElement()
                .satisfies(each -> assertThat(each.waiting()).isEqualTo(1));
        assertThat(runs.lease(UUID.randomUUID(), Set.of("labelled"), Set.of("vram48", "fast", "more"), LEASE))
                .isPresent();
    }

    @Test
    void twoWorkersNeverHaveTheSameRun() {
        generate("twice");

        lease("twice");

        assertThat(runs.lease(UUID.randomUUID(), Set.of("twice"), NO_LABELS, LEASE))
                .isEmpty();
    }

    @Test
    void aSilentWorkerLosesItsRunAndAfterTheLastAttemptTheHoldIsReleased() throws IOException {
        String id = generate("silent");
        RemoteLease first = lease("silent");
        assertThat(stage(first.ticket(), 0)).isInstanceOf(RemoteAnswer.Held.class);

        runOut(id);
        RemoteLease second = awaitLease("silent");

        assertThat(second.attempt()).isEqualTo(2);
        assertThat(runs.complete(first.ticket(), NOTHING_SAID)).isInstanceOf(RemoteAnswer.Lost.class);
        assertThat(stage(first.ticket(), 0)).isInstanceOf(RemoteAnswer.Lost.class);
        assertThat(runs.fail(first.ticket(), "too late", false)).isInstanceOf(RemoteAnswer.Lost.class);
        assertThat(runs.handBack(first.ticket())).isInstanceOf(RemoteAnswer.Lost.class);
        runOut(id);
        JsonNode row = person.awaitEnd(id);
        assertThat(row.path("error_code").asString()).isEqualTo("generation.attempts_exhausted");
        assertThat(row.path("cost_micros").asLong()).isZero();
        assertThat(openReservations(id)).isZero();
        assertThat(runs.complete(second.ticket(), NOTHING_SAID)).isInstanceOf(RemoteAnswer.Lost.class);
    }

    @Test
    void aFailureIsTriedAgainUntilTheAttemptsAreUsedUp() {
        String id = generate("failing");

        assertThat(runs.fail(lease("failing").ticket(), "out of memory", true))
                .isEqualTo(new RemoteAnswer.Done("pending"));
        assertThat(runs.fail(awaitLease("failing").ticket(), "out of memory", true))
                .isEqualTo(new RemoteAnswer.Done("failed"));

        JsonNode row = person.awaitEnd(id);
        assertThat(row.path("error_code").asString()).isEqualTo("generation.attempts_exhausted");
        assertThat(row.path("error").path("provider_message").asString()).isEqualTo("out of memory");
        assertThat(openReservations(id)).isZero();
    }

    @Test
    void aFailureThatWillNotPassIsNotTriedAgain() {
        String id = generate("refused");

        assertThat(runs.fail(lease("refused").ticket(), "no such checkpoint", false))
                .isEqualTo(new RemoteAnswer.Done("failed"));

        assertThat(person.awaitEnd(id).path("error_code").asString()).isEqualTo("provider.broken");
        assertThat(openReservations(id)).isZero();
    }

    @Test
    void nothingIsLeasedWhileWorkersAreInMaintenance() {
        generate("closed");
        person.data("PUT", "/api/admin/maintenance/workers", "{\"reason\":\"new cards\"}");
        assertThat(runs.lease(UUID.randomUUID(), Set.of("closed"), NO_LABELS, LEASE))
                .isEmpty();

        person.send("DELETE", "/api/admin/maintenance/workers", null);

        assertThat(runs.lease(UUID.randomUUID(), Set.of("closed"), NO_LABELS, LEASE))
                .isPresent();
    }

    @Test
    void tellsThePersonOnceOfAllJobsThatFailed() {
        for (int i = 0; i < 2; i++) {
            generate("broken");
            assertThat(runs.fail(lease("broken").ticket(), "no such checkpoint", false))
                    .isEqualTo(new RemoteAnswer.Done("failed"));
        }
        Awaitility.await().until(() -> notices("failed >= 2") == 1);
        var notices = server.room(FailureNotices.class);
        assertThat(notices.send()).as("they are gathered for a while").isZero();

        set("update atelier.failure_notices set updated_at = now() - interval '5 minutes'");

        assertThat(notices.send()).isEqualTo(1);
        assertThat(notices.send()).isZero();
        assertThat(notices("failed = 0 and told_at is not null")).isEqualTo(1);
        assertThat(server.database()
                        .asOwner()
                        .sql("select count(*) from atelier.messages where kind = 'jobs_failed' and recipient = ?")
                        .param(Person.EMAIL)
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void tellsThePagesOfThePersonAtOnce() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient();
                LiveNews heard = LiveNews.of(server, client, person.token())) {
            generate("broken");
            runs.fail(lease("broken").ticket(), "no such sampler", false);

            assertThat(heard.next("job_failed").toString()).contains("workers/broken", "no such sampler");
        }
    }

    private static long notices(String which) {
        return server.database()
                .asOwner()
                .sql("select count(*) from atelier.failure_notices where " + which)
                .query(Long.class)
                .single();
    }

    private static void set(String statement) {
        server.database().asOwner().sql(statement).update();
    }

    @Test
    void handingBackCostsNoAttempt() {
        generate("returned");

        for (int i = 0; i < 3; i++) {
            RemoteLease lease = lease("returned");
            assertThat(lease.attempt()).isEqualTo(1);
            assertThat(runs.handBack(lease.ticket())).isEqualTo(new RemoteAnswer.Done("pending"));
        }
    }

    @Test
    void cancellingTakesTheRunAwayFromTheWorker() throws IOException {
        String id = generate("stopped");
        RemoteLease lease = lease("stopped");
        assertThat(stage(lease.ticket(), 0)).isInstanceOf(RemoteAnswer.Held.class);

        JsonNode row = person.data("POST", "/api/generations/" + id + "/cancel", null);

        assertThat(row.path("status").asString()).isEqualTo("cancelled");
        assertThat(runs.extend(lease.ticket(), LEASE)).isInstanceOf(RemoteAnswer.Lost.class);
        assertThat(runs.complete(lease.ticket(), NOTHING_SAID)).isInstanceOf(RemoteAnswer.Lost.class);
        assertThat(openReservations(id)).isZero();
        assertThat(charges(id)).isZero();
    }

    @Test
    void whatWasDeliveredIsSettledWithoutTheWorker() throws IOException {
        String id = generate("halfway");
        RemoteLease lease = lease("halfway");
        stage(lease.ticket(), 0);
        delivered(id);

        runOut(id);

        JsonNode row = person.awaitEnd(id);
        assertThat(row.path("status").asString()).as(row.toString()).isEqualTo("completed");
        assertThat(row.path("result").path("outputs")).hasSize(1);
        assertThat(charges(id)).isEqualTo(1);
    }

    /// A worker that repeats an upload while its lease goes sends the bytes that were delivered already.
    @Test
    void anUploadThatIsTooLateTakesNothingAway() throws IOException {
        String id = generate("repeated");
        RemoteLease lease = lease("repeated");
        // Of no other test, so that nothing else holds its bytes.
        byte[] picture = square(48);
        runs.stage(lease.ticket(), 0, "image/png", new ByteArrayInputStream(picture));
        delivered(id);
        var goes = new ByteArrayInputStream(picture) {
            @Override
            public synchronized int read(byte[] into, int from, int count) {
                set(
                        id,
                        "leased_by = null, leased_until = null, pool = 'server', available_at = now() + interval '1 hour'");
                return super.read(into, from, count);
            }
        };

        assertThat(runs.stage(lease.ticket(), 0, "image/png", goes)).isInstanceOf(RemoteAnswer.Lost.class);
        set(id, "available_at = now()");

        JsonNode row = person.awaitEnd(id);
        assertThat(row.path("status").asString()).as(row.toString()).isEqualTo("completed");
        assertThat(row.path("result").path("outputs")).hasSize(1);
        assertThat(charges(id)).isEqualTo(1);
    }

    @Test
    void completingWithoutAnythingIsAFailureAndFree() {
        String id = generate("empty");

        assertThat(runs.complete(lease("empty").ticket(), NOTHING_SAID)).isEqualTo(new RemoteAnswer.Done("failed"));

        assertThat(person.awaitEnd(id).path("cost_micros").asLong()).isZero();
        assertThat(openReservations(id)).isZero();
    }

    /// As after a crash between keeping the delivery and settling it.
    private static void delivered(String id) {
        server.database().asOwner().sql("""
                update atelier.generation_runs r
                set delivered = jsonb_build_object('text', '', 'tools', null, 'data', null, 'staged', jsonb_build_array(o.staged),
                                  'outcome', '{"usage":{},"request_id":null,"finish_reason":null}'::jsonb)
                from atelier.run_outputs o
                where o.generation_id = r.generation_id and r.generation_id = :id::uuid
                """).param("id", id).update();
    }

    private static void set(String id, String assignments) {
        server.database()
                .asOwner()
                .sql("update atelier.generation_runs set " + assignments + " where generation_id = :id::uuid")
                .param("id", id)
                .update();
    }

    private static String generate(String kind) {
        return person.generate("workers", kind, "image", "a run of " + kind)
                .path("id")
                .asString();
    }

    private static RemoteLease lease(String kind) {
        return runs.lease(UUID.randomUUID(), Set.of(kind), NO_LABELS, LEASE).orElseThrow();
    }

    private static RemoteLease awaitLease(String kind) {
        return Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> runs.lease(UUID.randomUUID(), Set.of(kind), NO_LABELS, LEASE), found -> found.isPresent())
                .orElseThrow();
    }

    private static void runOut(String id) {
        server.database()
                .asOwner()
                .sql("update atelier.generation_runs set leased_until = now() - interval '1 second'"
                        + " where generation_id = :id::uuid")
                .param("id", id)
                .update();
    }

    private static RemoteAnswer stage(RemoteTicket ticket, int position) throws IOException {
        return runs.stage(ticket, position, "image/png", new ByteArrayInputStream(picture()));
    }

    private static byte[] picture() throws IOException {
        return square(32);
    }

    private static byte[] square(int side) throws IOException {
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB), "png", bytes);
        return bytes.toByteArray();
    }

    private static long openReservations(String id) {
        return count("select count(*) from atelier.reservations where id = :id::uuid and state = 'open'", id);
    }

    private static long charges(String id) {
        return count("select count(*) from atelier.reservations where id = :id::uuid and charged_micros > 0", id);
    }

    private static long count(String sql, String id) {
        return server.database()
                .asOwner()
                .sql(sql)
                .param("id", id)
                .query(Long.class)
                .single();
    }
}
