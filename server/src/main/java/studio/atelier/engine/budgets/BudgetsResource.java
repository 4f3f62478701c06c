package studio.atelier.engine.budgets;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.engine.budgets.BudgetStore.Filter;
import studio.atelier.engine.budgets.Cap.ImposedBy;
import studio.atelier.engine.budgets.Cap.Period;
import studio.atelier.engine.budgets.Cap.Scope;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.http.Admin;
import studio.atelier.platform.http.Envelope;
import studio.atelier.platform.problem.Faults;

/// `/api/budgets`: people set their own and those of what is theirs, administrators any.
@RestController
class BudgetsResource {

    private static final int LIMIT_MAX = 100;
    private static final long MICROS_MAX = 1_000_000_000_000L;
    private static final long CENT = 10_000;
    private static final Duration RAISE_MAX = Duration.ofDays(366);
    private static final String SCOPES = "One of person, project, organisation, access_key, server.";

    private final BudgetDesk desk;
    private final Clock clock;

    BudgetsResource(BudgetDesk desk, Clock clock) {
        this.desk = desk;
        this.clock = clock;
    }

    @GetMapping("/api/budgets")
    Envelope<Map<String, List<Budget>>> list(Actor actor) {
        return Envelope.of(Map.of("budgets", desk.of(actor)));
    }

    @GetMapping("/api/admin/budgets")
    Envelope<Map<String, Object>> all(
            Admin admin,
            @RequestParam(required = false) @Nullable String scope,
            @RequestParam(name = "subject_id", required = false) @Nullable String subject,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String cursor) {
        Faults faults = new Faults();
        Scope wanted = scope == null ? null : word(Scope.class, "?scope", scope, SCOPES, faults);
        UUID of = faults.uuid("?subject_id", subject);
        UUID after = faults.uuid("?cursor", cursor);
        if (limit < 1 || limit > LIMIT_MAX) {
            faults.add("?limit", "out_of_range", "From 1 to " + LIMIT_MAX + ".");
        }
        faults.check(BudgetsProblem.INVALID);
        List<Budget> budgets = desk.all(admin.actor(), new Filter(wanted, of, after, limit));
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("budgets", budgets);
        data.put("next_cursor", budgets.size() == limit ? budgets.getLast().id() : null);
        return Envelope.of(data);
    }

    /// @param subjectId  whose; left out for oneself and for the server
    /// @param softMicros null for no warning
    /// @param hardMicros null for no limit
    record Wanted(
            @Nullable String scope,
            @Nullable String subjectId,
            @Nullable String period,
            @Nullable Long softMicros,
            @Nullable Long hardMicros) {}

    @PutMapping("/api/budgets")
    Envelope<Budget> save(Actor actor, @RequestBody Wanted body) {
        return Envelope.of(save(actor, body, ImposedBy.SELF));
    }

    @PutMapping("/api/admin/budgets")
    Envelope<Budget> save(Admin admin, @RequestBody Wanted body) {
        return Envelope.of(save(admin.actor(), body, ImposedBy.ADMIN));
    }

    private Budget save(Actor actor, Wanted body, ImposedBy imposedBy) {
        Faults faults = new Faults();
        Scope scope = word(Scope.class, "/scope", body.scope(), SCOPES, faults);
        Period period = word(Period.class, "/period", body.period(), "One of day, month, total.", faults);
        UUID subject = faults.uuid("/subject_id", body.subjectId());
        if (scope == Scope.PERSON && body.subjectId() == null) {
            subject = actor.person();
        } else if (scope == Scope.SERVER && body.subjectId() != null) {
            faults.add("/subject_id", "not_allowed", "The server is one; leave this out.");
        } else if (scope != null && scope != Scope.SERVER && body.subjectId() == null) {
            faults.add("/subject_id", "required", "This field is required.");
        }
        limits(body, scope, period, imposedBy, faults);
        faults.check(BudgetsProblem.INVALID);
        if (scope == null || period == null) {
            throw BudgetsProblem.INVALID.problem();
        }
        return desk.save(
                actor, new BudgetStore.Key(scope, subject, period, imposedBy), body.softMicros(), body.hardMicros());
    }

    private static void limits(
            Wanted body, @Nullable Scope scope, @Nullable Period period, ImposedBy imposedBy, Faults faults) {
        Long soft = body.softMicros();
        Long hard = body.hardMicros();
        range("/soft_micros", soft, faults);
        range("/hard_micros", hard, faults);
        if (soft == null && hard == null) {
            faults.add("/hard_micros", "required", "A budget has a soft limit, a hard one, or both.");
        }
        if (soft != null && hard != null && soft > hard) {
            faults.add("/soft_micros", "out_of_range", "At most the hard limit.");
        }
        boolean ofProject = scope == Scope.PROJECT && period == Period.TOTAL && imposedBy == ImposedBy.SELF;
        if (ofProject && hard != null && hard % CENT != 0) {
            faults.add("/hard_micros", "not_allowed", "A project's own budget is in whole cents of 10,000.");
        }
    }

    private static void range(String pointer, @Nullable Long micros, Faults faults) {
        if (micros != null && (micros < 0 || micros > MICROS_MAX)) {
            faults.add(pointer, "out_of_range", "From 0 to " + MICROS_MAX + " micro-USD; 10,000 are one cent.");
        }
    }

    record Raise(@Nullable Long hardMicros, @Nullable String until) {}

    @PostMapping("/api/budgets/{id}/raise")
    Envelope<Budget> raise(Actor actor, @PathVariable String id, @RequestBody Raise body) {
        Faults faults = new Faults();
        range("/hard_micros", body.hardMicros(), faults);
        long hard = body.hardMicros() == null ? 0 : body.hardMicros();
        if (body.hardMicros() == null) {
            faults.add("/hard_micros", "required", "This field is required.");
        }
        Instant until = faults.instant("/until", body.until());
        Instant now = clock.instant();
        if (until == null || !until.isAfter(now) || until.isAfter(now.plus(RAISE_MAX))) {
            faults.add("/until", "out_of_range", "A time within the next " + RAISE_MAX.toDays() + " days.");
        }
        faults.check(BudgetsProblem.INVALID);
        return Envelope.of(desk.raise(actor, id(id), hard, until == null ? now : until));
    }

    @DeleteMapping("/api/budgets/{id}/raise")
    Envelope<Budget> lower(Actor actor, @PathVariable String id) {
        return Envelope.of(desk.lower(actor, id(id)));
    }

    @DeleteMapping("/api/budgets/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(Actor actor, @PathVariable String id) {
        desk.remove(actor, id(id));
    }

    private static <E extends Enum<E>> @Nullable E word(
            Class<E> words, String pointer, @Nullable String given, String allowed, Faults faults) {
        for (E each : words.getEnumConstants()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(given)) {
                return each;
            }
        }
        faults.add(pointer, "not_allowed", allowed);
        return null;
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException _) {
            throw BudgetsProblem.NOT_FOUND.problem();
        }
    }
}
