package studio.atelier.engine.generation;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// How urgent a run is among the runs of the same person. A lane moves a run's place by a fixed time, so that
/// even the low lane comes first once it has waited that much longer.
public enum Lane {
    LOW(-1, Duration.ofMinutes(10)),
    NORMAL(0, Duration.ZERO),
    HIGH(1, Duration.ofMinutes(-2));

    private final int priority;
    private final Duration later;

    Lane(int priority, Duration later) {
        this.priority = priority;
        this.later = later;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Lane> of(String word) {
        return Arrays.stream(values()).filter(lane -> lane.word().equals(word)).findFirst();
    }

    static Lane of(int priority) {
        return Arrays.stream(values())
                .filter(lane -> lane.priority == priority)
                .findFirst()
                .orElseThrow();
    }

    /// As it stands in the row.
    int priority() {
        return priority;
    }

    /// What the lane adds to the time a run was queued at.
    Duration later() {
        return later;
    }
}
