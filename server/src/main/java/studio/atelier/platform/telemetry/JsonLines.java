package studio.atelier.platform.telemetry;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;
import org.springframework.boot.logging.structured.StructuredLogFormatter;
import tools.jackson.databind.json.JsonMapper;

/// One line of JSON for each log event: `at level logger message request_id`, the event's own keys, and for
/// a failure `error` and `stack`. Bounded, and without anything that looks like a secret. Named in
/// `application.properties`.
public final class JsonLines implements StructuredLogFormatter<ILoggingEvent> {

    private static final int FRAMES_MAX = 30;
    private static final int CAUSES_MAX = 5;

    private final JsonMapper json = JsonMapper.shared();

    @Override
    public String format(ILoggingEvent event) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("at", event.getInstant().toString());
        line.put("level", event.getLevel().toString().toLowerCase(java.util.Locale.ROOT));
        line.put("logger", event.getLoggerName());
        line.put("message", Redaction.of(event.getFormattedMessage()));
        event.getMDCPropertyMap().forEach(line::put);
        if (event.getKeyValuePairs() != null) {
            for (KeyValuePair pair : event.getKeyValuePairs()) {
                line.put(pair.key, value(pair.value));
            }
        }
        if (event.getThrowableProxy() != null) {
            line.put("error", error(event.getThrowableProxy()));
            line.put("stack", stack(event.getThrowableProxy()));
        }
        return json.writeValueAsString(line) + "\n";
    }

    private static @Nullable Object value(@Nullable Object value) {
        return value == null || value instanceof Number || value instanceof Boolean || value instanceof UUID
                ? value
                : Redaction.of(value.toString());
    }

    private static String error(IThrowableProxy failure) {
        return Redaction.of(failure.getClassName() + ": " + failure.getMessage());
    }

    private static String stack(IThrowableProxy failure) {
        StringBuilder text = new StringBuilder();
        IThrowableProxy cause = failure;
        for (int depth = 0; cause != null && depth < CAUSES_MAX; depth++, cause = cause.getCause()) {
            text.append(depth == 0 ? "" : "caused by ").append(error(cause)).append('\n');
            StackTraceElementProxy[] frames = cause.getStackTraceElementProxyArray();
            for (int at = 0; at < Math.min(frames.length, FRAMES_MAX); at++) {
                text.append("  ").append(frames[at].getSTEAsString()).append('\n');
            }
        }
        return Redaction.of(text.toString());
    }
}
