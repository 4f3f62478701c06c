package studio.atelier.engine.generation;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;
import studio.atelier.testkit.HttpProbe;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.WithServer;
import tools.jackson.databind.JsonNode;

@Tag("server")
@WithServer({
    "ATELIER_LIMITS=off",
    "ATELIER_OWNER_EMAIL=owner@example.org",
    "ATELIER_OWNER_PASSWORD=correct horse battery"
})
class RunLogTest {

    private static final Logger RUNS = (Logger) LoggerFactory.getLogger("runs");

    private final RunningServer server;
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    RunLogTest(RunningServer server) {
        this.server = server;
    }

    @BeforeEach
    void listen() {
        lines.list = new CopyOnWriteArrayList<>();
        lines.start();
        RUNS.setLevel(Level.INFO);
        RUNS.addAppender(lines);
    }

    @AfterEach
    void leave() {
        RUNS.detachAppender(lines);
    }

    @Test
    void saysOfEachRunWhoWithWhatHowLongAndForHowMuch() {
        Person person = Person.signIn(new HttpProbe(server.url()));

        JsonNode row = person.awaitEnd(person.generate("demo", "demo-image", "image", "an unrepeatable heron")
                .path("id")
                .asString());

        Map<String, String> line = Awaitility.await()
                .until(() -> line(row.path("id").asString()), Optional::isPresent)
                .orElseThrow();
        assertThat(line)
                .containsEntry("user_id", row.path("user_id").asString())
                .containsEntry("model", "demo/demo-image")
                .containsEntry("generation_type", "image")
                .containsEntry("status", "completed")
                .containsEntry("charged_micros", "0")
                .containsEntry("attempts", "1")
                .doesNotContainKey("code");
        assertThat(Long.parseLong(line.getOrDefault("duration_ms", "-1"))).isNotNegative();
        assertThat(line.toString()).doesNotContain("heron");
        assertThat(server.get("/metrics").body())
                .contains(
                        "atelier_runs_time_seconds_count{generation_type=\"image\",model=\"demo/demo-image\",status=\"completed\"}")
                .contains("atelier_runs_outputs_total{generation_type=\"image\",model=\"demo/demo-image\"}")
                .containsPattern("atelier_people_active [1-9]");
    }

    private Optional<Map<String, String>> line(String generation) {
        return lines.list.stream()
                .map(event -> event.getKeyValuePairs().stream()
                        .collect(Collectors.toMap((KeyValuePair pair) -> pair.key, pair -> String.valueOf(pair.value))))
                .filter(line -> generation.equals(line.get("generation_id")))
                .findFirst();
    }
}
