package studio.atelier.engine.generation;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.atelier.platform.telemetry.Metrics;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class AnswersTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration KEPT = Duration.ofMinutes(15);

    private final Turned clock = new Turned();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Answers answers = new Answers(new AnswerSettings(KEPT), (_, _) -> true, JSON, clock, meters);

    /// A clock that is turned by hand.
    private static final class Turned extends Clock {

        private Instant now = Instant.parse("2026-11-21T12:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    @Test
    void isGivenUntilItsTimeIsOver() {
        answered("k", "COMPLETED", "text", result("stop", "a kite"));

        clock.now = clock.now.plus(KEPT).minusSeconds(1);
        assertThat(answers.find("k", Reuse.WHERE_ALIKE)).isNotNull();
        clock.now = clock.now.plusSeconds(2);
        assertThat(answers.find("k", Reuse.WHERE_ALIKE)).isNull();
        assertThat(Metrics.ANSWERS_REUSED.total(meters, "", "")).isEqualTo(1);
    }

    @Test
    void isNotOlderThanTheCallerWantsIt() {
        answered("k", "COMPLETED", "text", result("stop", "a kite"));
        clock.now = clock.now.plusSeconds(61);

        assertThat(answers.find("k", Reuse.upTo(Duration.ofSeconds(60)))).isNull();
        assertThat(answers.find("k", Reuse.upTo(Duration.ofSeconds(62)))).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "COMPLETED, text, stop, true",
        "COMPLETED, text, tool_calls, true",
        "COMPLETED, text, length, false",
        "COMPLETED, text, content_filter, false",
        "CANCELLED, text, stop, false",
        "FAILED, text, stop, false",
        "COMPLETED, embedding, stop, false"
    })
    void onlyWholeAnswersAreKept(String status, String type, String reason, boolean kept) {
        answered("k", status, type, result(reason, "a kite"));

        assertThat(answers.find("k", Reuse.WHERE_ALIKE) != null).isEqualTo(kept);
    }

    @Test
    void dataThatWasTooMuchForTheRowIsNotKept() {
        ObjectNode found = JSON.createObjectNode();
        found.putArray("data").add(0.5);
        answered("k", "COMPLETED", "embedding", found);
        answered("l", "COMPLETED", "embedding", JSON.createObjectNode().putNull("data"));

        assertThat(answers.find("k", Reuse.WHERE_ALIKE)).isNotNull();
        assertThat(answers.find("l", Reuse.WHERE_ALIKE)).isNull();
    }

    @Test
    void anAnswerThatIsTooLargeIsNotKept() {
        answered("k", "COMPLETED", "text", result("stop", "x".repeat(Answers.ANSWER_BYTES_MAX / 2)));

        assertThat(answers.find("k", Reuse.WHERE_ALIKE)).isNull();
    }

    @Test
    void neverHoldsMoreThanItsBytes() {
        String large = "x".repeat(Answers.ANSWER_BYTES_MAX / 2 - 1_000);
        int many = 3 * Answers.BYTES_MAX / Answers.ANSWER_BYTES_MAX;
        for (int at = 0; at < many; at++) {
            answered("k" + at, "COMPLETED", "text", result("stop", large));
        }

        int held = 0;
        for (int at = 0; at < many; at++) {
            held += answers.find("k" + at, Reuse.WHERE_ALIKE) == null ? 0 : 1;
        }
        assertThat(held).isBetween(1, Answers.BYTES_MAX / Answers.ANSWER_BYTES_MAX + 1);
    }

    @Test
    void whatNobodyExpectedIsNotKept() {
        answers.keep(row(UUID.randomUUID(), "COMPLETED", "text", result("stop", "a kite")));

        assertThat(answers.find("k", Reuse.WHERE_ALIKE)).isNull();
    }

    private void answered(String key, String status, String type, @Nullable ObjectNode result) {
        UUID id = UUID.randomUUID();
        answers.expect(id, key);
        answers.keep(row(id, status, type, result));
    }

    private static ObjectNode result(String reason, String content) {
        return JSON.createObjectNode().put("content", content).put("finish_reason", reason);
    }

    private static Generation row(UUID id, String status, String type, @Nullable ObjectNode result) {
        ObjectNode row = JSON.createObjectNode().put("id", id.toString()).put("generationType", type);
        row.put("estimateMicros", 0).set("result", result);
        row.set("status", JSON.valueToTree(Status.valueOf(status)));
        return JSON.treeToValue(row, Generation.class);
    }
}
