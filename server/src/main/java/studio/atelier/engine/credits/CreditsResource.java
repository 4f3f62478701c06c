package studio.atelier.engine.credits;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.http.Admin;
import studio.atelier.platform.http.Envelope;
import studio.atelier.platform.money.Micros;
import studio.atelier.platform.problem.Faults;

/// Statement of a person, grants of an admin.
@RestController
class CreditsResource {

    private static final int LIMIT_MAX = 100;
    private static final int REASON_MAX = 500;
    private static final long GRANT_MAX = 1_000_000_000_000L;

    private final Credits credits;

    CreditsResource(Credits credits) {
        this.credits = credits;
    }

    @GetMapping("/api/credits/statement")
    Envelope<Map<String, Object>> statement(
            Actor actor,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String cursor) {
        Faults faults = new Faults();
        UUID before = faults.uuid("?cursor", cursor);
        if (limit < 1 || limit > LIMIT_MAX) {
            faults.add("?limit", "out_of_range", "From 1 to " + LIMIT_MAX + ".");
        }
        faults.check(CreditsProblem.INVALID);
        List<LedgerLine> lines = credits.statement(actor.person(), before, limit);
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("lines", lines.stream().map(LineView::of).toList());
        data.put("next_cursor", lines.size() == limit ? lines.getLast().id() : null);
        return Envelope.of(data);
    }

    record Grant(
            @Nullable String userId,
            @Nullable Long amountMicros,
            @Nullable String reason) {}

    record Granted(UUID userId, long balanceMicros) {}

    @PostMapping("/api/admin/credits")
    @ResponseStatus(HttpStatus.CREATED)
    Envelope<Granted> grant(Admin admin, @RequestBody Grant body) {
        Faults faults = new Faults();
        UUID person = faults.uuid("/user_id", body.userId());
        if (body.userId() == null) {
            faults.add("/user_id", "required", "This field is required.");
        }
        long amount = body.amountMicros() == null ? 0 : body.amountMicros();
        if (amount < 1 || amount > GRANT_MAX) {
            faults.add(
                    "/amount_micros", "out_of_range", "From 1 to " + GRANT_MAX + " micro-USD; 10,000 are one credit.");
        }
        String reason = faults.required("/reason", body.reason(), REASON_MAX);
        faults.check(CreditsProblem.INVALID);
        if (person == null) {
            throw CreditsProblem.UNKNOWN_PERSON.problem();
        }
        Balance balance = credits.grant(admin.actor(), person, Micros.of(amount), reason.trim());
        return Envelope.of(new Granted(person, balance.available().value()));
    }
}
