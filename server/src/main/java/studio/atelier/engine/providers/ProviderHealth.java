package studio.atelier.engine.providers;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a provider does, as this node sees it.
record ProviderHealth(
        String provider,
        String displayName,
        RecentCalls.Summary hour,
        List<Circuits.Broken> circuits,
        Maintenance.@Nullable Closed maintenance) {

    /// Below this share of good answers a provider counts as degraded.
    private static final double GOOD = 0.9;

    /// Below this it counts as down.
    private static final double BAD = 0.5;

    ProviderHealth {
        circuits = List.copyOf(circuits);
    }

    /// `maintenance`, `unknown` without calls, `down`, `degraded` or `ok`.
    String state() {
        if (maintenance != null) {
            return "maintenance";
        }
        Double rate = hour.successRate();
        if (rate == null) {
            return "unknown";
        }
        if (rate < BAD) {
            return "down";
        }
        return rate < GOOD || !circuits.isEmpty() ? "degraded" : "ok";
    }
}
