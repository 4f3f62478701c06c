package studio.atelier.engine.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.atelier.testkit.FreePorts;
import studio.atelier.testkit.HttpProbe;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.fake.FakeApi;
import studio.atelier.testkit.fake.FakeProcess;
import studio.atelier.testkit.fake.fal.FakeFal;
import studio.atelier.testkit.fake.kie.FakeKie;
import studio.atelier.testkit.fake.replicate.FakeReplicate;
import studio.atelier.testkit.fake.runware.FakeRunware;
import tools.jackson.databind.JsonNode;

/// A provider takes a job, and its answer to the submit gets lost. Its callback names the job, so the run waits for
/// that, on no node, and nothing is bought twice.
@Tag("server")
@Tag("process")
class LostSubmitTest {

    private static final String CHEAP = "fal-ai/flux/schnell";

    @TempDir
    static Path folder;

    private static final Map<String, FakeProcess> FAKES = new LinkedHashMap<>();
    private static RunningServer server;
    private static Person person;

    @BeforeAll
    static void start() throws IOException {
        fake("fal", FakeFal.class);
        fake("replicate", FakeReplicate.class);
        fake("kie", FakeKie.class);
        fake("runware", FakeRunware.class);
        int port = FreePorts.next();
        server = RunningServer.start(Map.of(
                "ATELIER_PORT",
                Integer.toString(port),
                // Reaches loopback, and by its name does not say so.
                "ATELIER_CALLBACK_URL",
                "http://0.0.0.0:" + port,
                "ATELIER_LIMITS",
                "off",
                "ATELIER_OUTBOUND_ALLOW",
                String.join(
                        ",",
                        FAKES.values().stream()
                                .map(each -> each.address().getAuthority())
                                .toList()),
                "ATELIER_OWNER_EMAIL",
                Person.EMAIL,
                "ATELIER_OWNER_PASSWORD",
                Person.PASSWORD));
        person = Person.signIn(new HttpProbe(server.url()));
        FAKES.forEach((provider, each) -> person.addKey(provider, each.address().toString()));
    }

    private static void fake(String provider, Class<? extends FakeApi> api) throws IOException {
        FAKES.put(provider, FakeProcess.start(api, Files.createDirectory(folder.resolve(provider))));
    }

    @AfterAll
    static void stop() {
        server.close();
        FAKES.values().forEach(FakeProcess::close);
    }

    private static JsonNode awaitDoubt(String id) {
        return person.await(id, row -> row.path("phase").asString("").equals("reconciling") || Person.ended(row));
    }

    private static JsonNode job(String provider, String prompt) {
        return Awaitility.await("job of " + prompt)
                .until(
                        () -> FAKES.get(provider)
                                .jobs()
                                .valueStream()
                                .filter(job -> job.path("prompt").asString().equals(prompt))
                                .findFirst()
                                .orElse(null),
                        found -> found != null);
    }

    private static Map<String, Object> run(String id) {
        return server.database()
                .asOwner()
                .sql(
                        "select leased_by, handle, exposure_micros from atelier.generation_runs where generation_id = cast(:id as uuid)")
                .param("id", id)
                .query()
                .singleRow();
    }

    private static long bought(String provider, String prompt) throws IOException {
        return FAKES.get(provider).purchases().stream()
                .filter(each -> each.prompt().equals(prompt))
                .count();
    }

    @ParameterizedTest
    @CsvSource({
        "fal,       fal-ai/flux/schnell,                    image",
        "fal,       fal-ai/nano-banana-2,                   image",
        "replicate, black-forest-labs/flux-schnell,         image",
        "kie,       nano-banana-2,                          image"
    })
    void theCallbackNamesTheJobAndItIsDeliveredOnce(String provider, String model, String type) throws IOException {
        String prompt = "lost at " + model + " fake:lost";
        String id = person.generate(provider, model, type, prompt).path("id").asString();

        JsonNode waiting = awaitDoubt(id);
        Map<String, Object> parked = run(id);
        FAKES.get(provider).finish(job(provider, prompt).path("id").asString());
        JsonNode row = person.awaitEnd(id);

        assertThat(waiting.path("status").asString()).as(waiting.toString()).isEqualTo("running");
        assertThat(parked).containsEntry("leased_by", null).containsEntry("handle", null);
        assertThat((Long) parked.get("exposure_micros")).isPositive();
        assertThat(row.path("status").asString()).as(row.toString()).isEqualTo("completed");
        assertThat(row.path("cost_micros").asLong()).isPositive();
        assertThat(row.at("/result/outputs")).isNotEmpty();
        assertThat(bought(provider, prompt)).isEqualTo(1);
        assertThat(run(id)).containsEntry("exposure_micros", 0L);
    }

    /// It is the provider's answer to the same id that tells, not its callback.
    @Test
    void aJobUnderAnIdOfOursIsAskedForAgainAndIsTheSameJob() throws IOException {
        String prompt = "lost under our id fake:lost fake:no-webhook";
        String id = person.generate("runware", "runware:100@1", "image", prompt)
                .path("id")
                .asString();

        JsonNode waiting = awaitDoubt(id);
        JsonNode row = person.awaitEnd(id);

        assertThat(waiting.path("phase").asString()).as(waiting.toString()).isEqualTo("reconciling");
        assertThat(row.path("status").asString()).as(row.toString()).isEqualTo("completed");
        assertThat(bought("runware", prompt)).isEqualTo(1);
    }

    @Test
    void aForgedCallbackNamesNothing() throws IOException {
        String prompt = "forged fake:lost fake:no-webhook";
        String id = person.generate("fal", CHEAP, "image", prompt).path("id").asString();
        awaitDoubt(id);
        String job = job("fal", prompt).path("id").asString();
        FakeProcess fal = FAKES.get("fal");
        fal.finish(job);

        assertThat(fal.webhook(job, 1, "signature").getLast()).isEqualTo(401);
        assertThat(fal.webhook(job, 1, "body").getLast()).isEqualTo(401);
        assertThat(run(id)).containsEntry("handle", null);

        assertThat(fal.webhook(job, 1, "").getLast()).isEqualTo(200);
        assertThat(person.awaitEnd(id).path("status").asString()).isEqualTo("completed");
    }

    @Test
    void whoStopsItIsNotMadeToWaitAndPaysNothing() throws IOException {
        String prompt = "stopped fake:lost fake:stuck fake:no-webhook";
        String id = person.generate("fal", CHEAP, "image", prompt).path("id").asString();
        awaitDoubt(id);

        person.data("POST", "/api/generations/" + id + "/cancel", null);

        JsonNode row = person.awaitEnd(id);
        assertThat(row.path("error_code").asString()).as(row.toString()).isEqualTo("generation.outcome_unknown");
        assertThat(row.path("cost_micros").asLong()).isZero();
        assertThat((Long) run(id).get("exposure_micros")).as("shown").isPositive();
        assertThat(bought("fal", prompt)).isEqualTo(1);
    }

    @Test
    void whoDoesNotWantToWaitRunsItAgain() throws IOException {
        String prompt = "again fake:lost fake:stuck fake:no-webhook";
        String id = person.generate("fal", CHEAP, "image", prompt).path("id").asString();
        awaitDoubt(id);

        var refused = person.send("POST", "/api/generations/" + id + "/retry", "{}");
        JsonNode child = person.data("POST", "/api/generations/" + id + "/retry", "{\"confirm_unknown\":true}");

        assertThat(refused.body()).contains("generation.confirm_unknown");
        assertThat(child.path("retry_of").asString()).isEqualTo(id);
        awaitDoubt(child.path("id").asString());
        assertThat(bought("fal", prompt)).isEqualTo(2);
    }
}
