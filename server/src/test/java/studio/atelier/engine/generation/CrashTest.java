package studio.atelier.engine.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// The server dies with a run at each step of each kind of job, and at random. What must hold afterwards: nothing
/// accepted is lost, nothing is bought twice, what was charged was delivered, what may have been bought and is
/// not delivered is shown, and the books add up.
///
/// Three servers die at fixed steps: the first with all runs of [CrashStop] at theirs; the second, which goes on
/// with them, when it has noted that a provider called; the third with a run that nobody has begun.
@Tag("process")
class CrashTest {

    private static final String CALLED = "called back and died fake:stuck";
    private static final String CALLED_WHILE_DOWN = "called back while down fake:stuck";

    private static final String ACCEPTED = "inline accepted";

    private static CrashScene scene;

    @BeforeAll
    static void die() throws IOException {
        scene = new CrashScene();
        List<CrashStop> stops = CrashStop.all();
        scene.start(stops.stream()
                .map(CrashStop::step)
                .filter(step -> !step.isEmpty())
                .toList());
        int stopped = 0;
        for (CrashStop stop : stops) {
            stop.begin().on(scene, stop.prompt());
            if (stop == stops.getLast()) {
                scene.awaitDeath(stop.step());
            } else if (!stop.step().isEmpty()) {
                scene.awaitStopped(++stopped, stop.prompt());
            }
        }
        scene.queued().finish(scene.job(CALLED_WHILE_DOWN));

        scene.start(List.of("generation.called_back"));
        for (CrashStop stop : stops) {
            stop.resume().on(scene, stop.prompt());
        }
        for (CrashStop stop : stops) {
            scene.person().awaitEnd(scene.id(stop.prompt()));
        }
        scene.ask(() -> scene.person().generate("fal", "fal-ai/flux/schnell", "image", CALLED));
        scene.awaitHandle(CALLED);
        scene.queued().finish(scene.job(CALLED));
        scene.awaitDeath("generation.called_back");

        scene.start(List.of("generation.accepted"));
        scene.ask(CrashTest::askWithAKey);
        scene.awaitDeath("generation.accepted");

        scene.start(List.of());
    }

    private static HttpResponse<String> askWithAKey() {
        return scene.person().send("POST", "/api/generate", """
                        {"provider":"openai","model":"gpt-image-2","generation_type":"image","prompt":"%s"}
                        """.formatted(ACCEPTED), "Idempotency-Key", "once");
    }

    @AfterAll
    static void close() {
        scene.close();
    }

    static List<CrashStop> stops() {
        return CrashStop.all();
    }

    @ParameterizedTest
    @MethodSource("stops")
    void endsAsItMust(CrashStop stop) {
        JsonNode row = scene.person().awaitEnd(scene.id(stop.prompt()));

        boolean delivered = stop.end().status().equals("completed");
        assertThat(row.path("status").asString())
                .as(row.toString())
                .isEqualTo(stop.end().status());
        assertThat(row.path("error_code").asString(""))
                .as(row.toString())
                .isEqualTo(stop.end().code());
        assertThat(row.path("result").path("content").asString("").isEmpty())
                .as(row.toString())
                .isEqualTo(!delivered);
        assertThat(scene.bought().getOrDefault(stop.prompt(), 0L))
                .isEqualTo(stop.end().bought());
        assertThat(scene.exposed(stop.prompt()) > 0)
                .as("shown")
                .isEqualTo(stop.end().shown());
        if (delivered) {
            assertThat(row.path("cost_micros").asLong()).isPositive();
        } else if (stop.end().status().equals("failed")) {
            assertThat(row.path("cost_micros").asLong()).isZero();
        }
    }

    /// Its answer was lost with the server, so the client asks again.
    @Test
    void whatWasAcceptedIsMadeOnceHoweverOftenItIsAskedFor() {
        JsonNode row = scene.person().awaitEnd(scene.id(ACCEPTED));

        HttpResponse<String> again = askWithAKey();

        assertThat(row.path("status").asString()).as(row.toString()).isEqualTo("completed");
        assertThat(again.body()).contains(row.path("id").asString());
        assertThat(scene.bought()).containsEntry(ACCEPTED, 1L);
    }

    @Test
    void aCallThatWasNotedBeforeTheDeathIsFollowedAfterIt() {
        JsonNode row = scene.person().awaitEnd(scene.id(CALLED));

        assertThat(row.path("status").asString()).as(row.toString()).isEqualTo("completed");
        assertThat(scene.bought()).containsEntry(CALLED, 1L);
    }

    @Test
    void callsThatComeAgainAfterwardsChangeNothing() throws IOException {
        for (String prompt : List.of(CALLED, CALLED_WHILE_DOWN)) {
            JsonNode before = scene.person().awaitEnd(scene.id(prompt));

            List<Integer> statuses = scene.queued().webhook(scene.job(prompt), 3, "");

            assertThat(statuses.subList(statuses.size() - 3, statuses.size())).containsOnly(200);
            assertThat(scene.person().data("GET", "/api/generations/" + scene.id(prompt), null))
                    .isEqualTo(before);
            assertThat(scene.bought()).containsEntry(prompt, 1L);
        }
    }

    @Test
    void survivesBeingKilledAtRandom() {
        int kills = 4;
        int jobs = 40;
        Random chance = new Random(20261121);
        List<String> ids = new ArrayList<>();
        for (int kill = 0; kill < kills; kill++) {
            for (int job = 0; job < jobs / kills; job++) {
                String prompt = "random " + kill + "-" + job;
                ids.add((job % 2 == 0
                                ? scene.person().generate("openai", "gpt-image-2", "image", prompt)
                                : scene.person().generate("fal", "fal-ai/flux/schnell", "image", prompt))
                        .path("id")
                        .asString());
            }
            int ended = chance.nextInt(jobs / kills) + ids.size() - jobs / kills;
            Awaitility.await().atMost(CrashScene.PATIENCE).until(() -> scene.ended("random ") >= ended);
            scene.kill();
            scene.start(List.of());
        }

        for (String id : ids) {
            scene.person().awaitEnd(id);
        }

        scene.everythingBoughtWasChargedOrExposed("random ");
        assertThat(scene.bought().values()).as("bought twice").allMatch(times -> times == 1);
        scene.booksAddUp();
    }
}
