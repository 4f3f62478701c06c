package studio.atelier.backend.realtime.wire;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The two forms in which a client may ask for messages.
public enum Vsn {
    /// Each message an object.
    OBJECTS,
    /// Each message an array; broadcasts may be binary.
    ARRAYS;

    /// @param vsn the query parameter; absent means the first
    public static Optional<Vsn> of(@Nullable String vsn) {
        if (vsn == null || vsn.startsWith("1.")) {
            return Optional.of(OBJECTS);
        }
        return vsn.startsWith("2.") ? Optional.of(ARRAYS) : Optional.empty();
    }
}
