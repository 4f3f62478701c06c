package studio.atelier.backend.monitoring.internal;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.crypto.Sha256;

/// One failure as the log tells it. Of its kind are those with the same logger, message, cause and place;
/// values of the message are left out, for they may name people.
///
/// @param fingerprint of its kind, 16 hex digits
/// @param message     as the code has it, with `{}` for values
/// @param error       the class of the innermost cause
/// @param place       where of ours it was thrown: class and method
record Failure(
        String fingerprint,
        String logger,
        String message,
        @Nullable String error,
        @Nullable String place,
        @Nullable String requestId,
        Instant at) {

    private static final String OURS = "studio.atelier.";
    private static final int CAUSES_MAX = 20;
    private static final int TEXT_MAX = 500;
    private static final int FINGERPRINT_BYTES = 8;

    static Failure of(ILoggingEvent event) {
        @Nullable IThrowableProxy cause = innermost(event.getThrowableProxy());
        String logger = cut(event.getLoggerName());
        String message = cut(String.valueOf(event.getMessage()));
        String error = cause == null ? null : cut(cause.getClassName());
        String place = place(event.getThrowableProxy());
        return new Failure(
                fingerprint(logger, message, error, place),
                logger,
                message,
                error,
                place,
                event.getMDCPropertyMap().get("request_id"),
                event.getInstant());
    }

    private static @Nullable IThrowableProxy innermost(@Nullable IThrowableProxy failure) {
        IThrowableProxy at = failure;
        for (int depth = 0; at != null && at.getCause() != null && depth < CAUSES_MAX; depth++) {
            at = at.getCause();
        }
        return at;
    }

    private static @Nullable String place(@Nullable IThrowableProxy failure) {
        return failure == null || failure.getStackTraceElementProxyArray() == null
                ? null
                : Arrays.stream(failure.getStackTraceElementProxyArray())
                        .map(StackTraceElementProxy::getStackTraceElement)
                        .filter(frame -> frame.getClassName().startsWith(OURS))
                        .findFirst()
                        .map(frame -> cut(frame.getClassName().substring(OURS.length()) + "." + frame.getMethodName()))
                        .orElse(null);
    }

    private static String fingerprint(String logger, String message, @Nullable String error, @Nullable String place) {
        byte[] whole = Sha256.of(String.join("\n", logger, message, String.valueOf(error), String.valueOf(place)));
        return HexFormat.of().formatHex(whole, 0, FINGERPRINT_BYTES);
    }

    private static String cut(String text) {
        return text.length() <= TEXT_MAX ? text : text.substring(0, TEXT_MAX);
    }
}
