package studio.atelier.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.LoggingEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RedactionTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    key sk-proj-abcdefgh12345678 is wrong                         | abcdefgh12345678
                    Authorization: Bearer abc.def.ghi                             | abc.def.ghi
                    atl_k3j4h5g6f7d8s9a0                                          | k3j4h5g6
                    token eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl end   | eyJzdWIi
                    postgresql://atelier:hunter2hunter2@127.0.0.1/atelier         | hunter2
                    {"password":"correct horse"}                                  | correct
                    GET /media/Zm9vYmFyYmF6cXV4/preview                           | Zm9vYmFy
                    """)
    void hidesWhatLooksLikeASecret(String text, String secret) {
        assertThat(Redaction.of(text)).doesNotContain(secret).contains("***");
    }

    @Test
    void leavesOrdinaryTextAlone() {
        String text = "request 0190a1b2-0000-7000-8000-000000000001 refused with limits.exceeded after 12 ms";

        assertThat(Redaction.of(text)).isEqualTo(text);
    }

    @Test
    void boundsTheLength() {
        assertThat(Redaction.of("a b ".repeat(10_000))).hasSizeLessThanOrEqualTo(Redaction.LENGTH_MAX + 3);
    }

    @Test
    void writesOneLineOfJsonWithItsKeys() {
        var event = new LoggingEvent(
                "x",
                (Logger) LoggerFactory.getLogger("access"),
                Level.INFO,
                "line one\nline two",
                new IllegalStateException("with sk-abcdefgh12345678", new RuntimeException("inner")),
                null);
        event.addKeyValuePair(new KeyValuePair("status", 503));
        event.addKeyValuePair(new KeyValuePair("key", "Bearer abcdefghijk"));

        String line = new JsonLines().format(event);

        assertThat(line).endsWith("\n").doesNotContain("abcdefgh");
        assertThat(line.strip()).doesNotContain("\n");
        JsonNode json = JsonMapper.shared().readTree(line);
        assertThat(json.path("status").asInt()).isEqualTo(503);
        assertThat(json.path("level").asString()).isEqualTo("info");
        assertThat(json.path("stack").asString()).contains("caused by java.lang.RuntimeException: inner");
    }
}
