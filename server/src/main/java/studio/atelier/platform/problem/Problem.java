package studio.atelier.platform.problem;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request we refuse, or a run that failed, in one shape for every surface.
///
/// @param code       which kind
/// @param detail     the public sentence for this occurrence
/// @param faults     every wrong field
/// @param retryAfter how long to wait before the same request may succeed; null when waiting does not help
/// @param extra      members added to the answer, such as `provider`; JSON-ready values
public record Problem(
        ProblemCode code,
        String detail,
        List<FieldFault> faults,
        @Nullable Duration retryAfter,
        Map<String, Object> extra) {

    public Problem {
        faults = List.copyOf(faults);
        extra = Map.copyOf(extra);
    }

    public static Problem of(ProblemCode code, String detail) {
        return new Problem(code, detail, List.of(), null, Map.of());
    }

    public Problem withFaults(List<FieldFault> more) {
        List<FieldFault> all = new ArrayList<>(faults);
        all.addAll(more);
        return new Problem(code, detail, all, retryAfter, extra);
    }

    public Problem withRetryAfter(Duration wait) {
        return new Problem(code, detail, faults, wait, extra);
    }

    public Problem with(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(extra);
        more.put(name, value);
        return new Problem(code, detail, faults, retryAfter, more);
    }

    public ProblemException exception() {
        return new ProblemException(this, null);
    }

    /// @param cause the internal reason; logged, never shown
    public ProblemException exception(Throwable cause) {
        return new ProblemException(this, cause);
    }
}
