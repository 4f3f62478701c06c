package studio.atelier.engine.credits;

import java.util.UUID;
import studio.atelier.platform.events.EventType;

/// The remains of a grant went back to the house at its end.
@EventType("credits.expired.v1")
public record CreditsExpired(UUID userId, long amountMicros) {}
