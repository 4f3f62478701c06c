package studio.atelier.engine.generation;

import java.util.Locale;

/// What an open generation is doing.
enum Phase {
    QUEUED,
    SUBMITTING,
    WAITING,
    STORING,
    RECONCILING;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
