package studio.atelier.engine.providers;

import java.time.Duration;

/// What one call to a provider may take.
///
/// @param submit         from the start of a submit or poll to its end, waiting for a slot apart
/// @param discover       for asking which models a key reaches
/// @param slotWait       longest wait for a slot when a key has as many calls on their way as it may have
/// @param failuresInARow open a circuit
/// @param circuitOpen    how long no call is made then, before one tries
public record ProviderLimits(
        Duration submit, Duration discover, Duration slotWait, int failuresInARow, Duration circuitOpen) {

    private static final int FAILURES_IN_A_ROW = 8;
    private static final Duration CIRCUIT_OPEN = Duration.ofSeconds(20);

    public ProviderLimits(Duration submit, Duration discover, Duration slotWait) {
        this(submit, discover, slotWait, FAILURES_IN_A_ROW, CIRCUIT_OPEN);
    }

    /// Above the limits of one HTTP exchange, so that the exchange says by itself what went wrong.
    public static final ProviderLimits STANDARD =
            new ProviderLimits(Duration.ofMinutes(20), Duration.ofSeconds(45), Duration.ofMinutes(2));
}
