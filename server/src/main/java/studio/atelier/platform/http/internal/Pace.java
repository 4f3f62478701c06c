package studio.atelier.platform.http.internal;

import java.util.UUID;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.http.Caller;
import studio.atelier.platform.http.Exchange;
import studio.atelier.platform.limits.LimitSettings;
import studio.atelier.platform.limits.Limiter;
import studio.atelier.platform.limits.Limits;
import studio.atelier.platform.limits.Rate;
import studio.atelier.platform.limits.Tiers;
import studio.atelier.platform.problem.ProblemException;

/// How often each kind of caller may ask: nobody by address, people by themselves, programs by their access
/// key, all that hold the service's key together. Thread-safe. Source: B11, B152, B171, A56, A67.
final class Pace {

    /// Name of the limit that tiers change.
    static final String REQUESTS = "requests";

    private final Limiter byAddress;
    private final Limiter requests;
    private final Rate person;
    private final Rate accessKey;
    private final Rate service;
    private final Tiers tiers;

    Pace(Limits limits, LimitSettings settings, Tiers tiers) {
        this.person = Rate.perMinute(settings.requestsPerMinute());
        this.accessKey = Rate.perMinute(settings.keyPerMinute());
        this.service = Rate.perMinute(settings.servicePerMinute());
        this.byAddress = limits.limiter("requests from one address", Rate.perMinute(settings.addressPerMinute()))
                .announced();
        this.requests = limits.limiter(REQUESTS, person).announced();
        this.tiers = tiers;
    }

    /// Whoever failed too often to prove who they are waits before trying again.
    ///
    /// @throws ProblemException `limits.exceeded`
    void checkProofs(Exchange exchange) {
        byAddress.check(exchange.addressKey(), 0);
    }

    /// @throws ProblemException `limits.exceeded`
    void countNobody(Exchange exchange) {
        byAddress.check(exchange.addressKey());
    }

    /// @throws ProblemException `limits.exceeded`
    void count(Caller caller) {
        Actor actor = caller.actor();
        UUID who = actor.userId();
        if (who != null) {
            UUID key = actor.accessKey();
            Rate rate = tiers.rate(who, REQUESTS, key == null ? person : accessKey);
            requests.check(key == null ? "person " + who : "person " + who + " key " + key, 1, rate);
        } else if (actor.role() == Actor.Role.SERVICE) {
            requests.check("service", 1, service);
        } else {
            countNobody(caller.exchange());
        }
    }
}
