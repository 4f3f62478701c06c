package studio.atelier.engine.generation;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.events.EventType;

/// What happens to generations, for whoever listens. Small: a listener that needs more reads the row.
public final class GenerationEvents {

    private GenerationEvents() {}

    @EventType("generation.accepted.v1")
    public record GenerationAccepted(UUID id, UUID userId, String provider, String model) {}

    @EventType("generation.completed.v1")
    public record GenerationCompleted(UUID id, UUID userId, long costMicros, List<UUID> assetIds) {}

    @EventType("generation.failed.v1")
    public record GenerationFailed(UUID id, UUID userId, String code) {}

    /// Money that nobody covers passed what administrators set.
    ///
    /// @param kind `uncovered` or `held`
    @EventType("generation.exposure_reached.v1")
    public record ExposureReached(String kind, long amountMicros, long limitMicros) {}

    @EventType("generation.cancelled.v1")
    public record GenerationCancelled(
            UUID id, UUID userId, @Nullable Long costMicros) {}
}
