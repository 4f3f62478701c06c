package studio.atelier.engine.providers;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.http.Envelope;

/// `GET /api/providers/health`: how each provider did in the last hour, as this node saw it. What a provider
/// said is for administrators: it may repeat what somebody else asked for.
@RestController
class ProvidersHealthResource {

    private final Providers providers;

    ProvidersHealthResource(Providers providers) {
        this.providers = providers;
    }

    /// @param message null for everybody but administrators
    record ErrorView(Instant at, String outcome, @Nullable String message) {}

    /// @param state       `ok`, `degraded`, `down`, `maintenance`, or `unknown` without calls
    /// @param successRate 0 to 1; null without calls
    record View(
            String provider,
            String displayName,
            String state,
            @Nullable Double successRate,
            int calls,
            int failures,
            @Nullable Long p50Ms,
            @Nullable Long p95Ms,
            @Nullable ErrorView lastError,
            List<Circuits.Broken> circuits,
            Maintenance.@Nullable Closed maintenance) {}

    @GetMapping("/api/providers/health")
    Envelope<Map<String, List<View>>> health(Actor actor) {
        return Envelope.of(Map.of(
                "providers",
                providers.health().stream()
                        .map(each -> view(each, actor.admin()))
                        .toList()));
    }

    private static View view(ProviderHealth health, boolean admin) {
        RecentCalls.Summary hour = health.hour();
        RecentCalls.LastError last = hour.lastError();
        return new View(
                health.provider(),
                health.displayName(),
                health.state(),
                hour.successRate(),
                hour.calls(),
                hour.failures(),
                hour.p50Millis(),
                hour.p95Millis(),
                last == null ? null : new ErrorView(last.at(), last.outcome(), admin ? last.message() : null),
                health.circuits(),
                health.maintenance());
    }
}
