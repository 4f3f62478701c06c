package studio.atelier.engine.credits;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.engine.credits.StatementStore.Page;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.http.Admin;
import studio.atelier.platform.http.CsvAnswer;
import studio.atelier.platform.http.Envelope;
import studio.atelier.platform.money.Micros;
import studio.atelier.platform.problem.Faults;

/// Balance and statement of a person; what an admin gives and takes.
@RestController
class CreditsResource {

    private static final int LIMIT_MAX = 100;
    private static final int REASON_MAX = 500;
    private static final long GRANT_MAX = 1_000_000_000_000L;

    /// Rows of one table for a spreadsheet; who has more asks for shorter times.
    private static final int CSV_ROWS_MAX = 100_000;

    private static final int CSV_PAGE = 500;

    /// Stands for a person that a fault is noted for.
    private static final UUID NOBODY = new UUID(0, 0);

    private final Credits credits;
    private final Clock clock;

    CreditsResource(Credits credits, Clock clock) {
        this.credits = credits;
        this.clock = clock;
    }

    @GetMapping("/api/credits")
    Envelope<Map<String, Object>> credits(Actor actor) {
        return Envelope.of(standing(actor.person()));
    }

    @GetMapping("/api/admin/credits/{user}")
    Envelope<Map<String, Object>> credits(Admin admin, @PathVariable String user) {
        return Envelope.of(standing(person(user)));
    }

    private Map<String, Object> standing(UUID person) {
        Balance balance = credits.balance(person);
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("balance_micros", balance.available().value());
        data.put("held_micros", balance.held().value());
        data.put("granted_micros", balance.granted().value());
        data.put("spent_micros", balance.spent().value());
        data.put("grants", credits.grants(person).stream().map(GrantView::of).toList());
        return data;
    }

    record GrantView(
            UUID id,
            long grantedMicros,
            long remainingMicros,
            @Nullable Instant expiresAt,
            String reason,
            Instant createdAt) {

        static GrantView of(Grant grant) {
            return new GrantView(
                    grant.id(),
                    grant.granted().value(),
                    grant.remaining().value(),
                    grant.expiresAt(),
                    grant.reason(),
                    grant.createdAt());
        }
    }

    @GetMapping("/api/credits/statement")
    Envelope<Map<String, Object>> statement(
            Actor actor,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to) {
        return Envelope.of(page(actor.person(), page(limit, cursor, from, to)));
    }

    @GetMapping("/api/admin/credits/{user}/statement")
    Envelope<Map<String, Object>> statement(
            Admin admin,
            @PathVariable String user,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to) {
        return Envelope.of(page(person(user), page(limit, cursor, from, to)));
    }

    private Map<String, Object> page(UUID person, Page page) {
        List<StatementLine> lines = credits.statement(person, page);
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("lines", lines);
        data.put("next_cursor", lines.size() == page.limit() ? lines.getLast().id() : null);
        return data;
    }

    @GetMapping(path = "/api/credits/statement", params = "format=csv")
    void statementTable(
            Actor actor,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to,
            HttpServletResponse response)
            throws IOException {
        table(actor.person(), page(LIMIT_MAX, null, from, to), response);
    }

    @GetMapping(path = "/api/admin/credits/{user}/statement", params = "format=csv")
    void statementTable(
            Admin admin,
            @PathVariable String user,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to,
            HttpServletResponse response)
            throws IOException {
        table(person(user), page(LIMIT_MAX, null, from, to), response);
    }

    private void table(UUID person, Page asked, HttpServletResponse response) throws IOException {
        CsvAnswer table = CsvAnswer.begin(
                response,
                "statement.csv",
                "created_at",
                "settled_at",
                "kind",
                "account",
                "generation_id",
                "held_micros",
                "amount_micros",
                "price_rule",
                "reason",
                "evidence");
        Page page = new Page(null, CSV_PAGE, asked.from(), asked.to());
        for (int rows = 0; rows < CSV_ROWS_MAX; ) {
            List<StatementLine> lines = credits.statement(person, page);
            for (StatementLine line : lines) {
                table.row(
                        line.createdAt(),
                        line.settledAt(),
                        line.kind(),
                        line.account(),
                        line.generationId(),
                        line.heldMicros(),
                        line.amountMicros(),
                        line.priceRule(),
                        line.reason(),
                        line.evidence());
            }
            if (lines.size() < CSV_PAGE) {
                return;
            }
            rows += lines.size();
            page = page.after(lines.getLast().id());
        }
    }

    private static Page page(int limit, @Nullable String cursor, @Nullable String from, @Nullable String to) {
        Faults faults = new Faults();
        UUID before = faults.uuid("?cursor", cursor);
        if (limit < 1 || limit > LIMIT_MAX) {
            faults.add("?limit", "out_of_range", "From 1 to " + LIMIT_MAX + ".");
        }
        LocalDate first = faults.date("?from", from);
        LocalDate last = faults.date("?to", to);
        faults.check(CreditsProblem.INVALID);
        return new Page(
                before,
                limit,
                first == null ? null : first.atStartOfDay(ZoneOffset.UTC).toInstant(),
                last == null
                        ? null
                        : last.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
    }

    /// @param expiresAt RFC 3339; null for never
    record NewGrant(
            @Nullable String userId,
            @Nullable Long amountMicros,
            @Nullable String reason,
            @Nullable String expiresAt) {}

    record Standing(UUID userId, long balanceMicros) {}

    @PostMapping("/api/admin/credits")
    @ResponseStatus(HttpStatus.CREATED)
    Envelope<Standing> grant(Admin admin, @RequestBody NewGrant body) {
        Faults faults = new Faults();
        UUID person = person(body.userId(), faults);
        long amount = amount(body.amountMicros(), 1, faults);
        String reason = faults.required("/reason", body.reason(), REASON_MAX);
        Instant expires = faults.instant("/expires_at", body.expiresAt());
        if (expires != null && !expires.isAfter(clock.instant())) {
            faults.add("/expires_at", "out_of_range", "The end lies in the future.");
        }
        faults.check(CreditsProblem.INVALID);
        Balance balance = credits.grant(admin.actor(), person, Micros.of(amount), reason.trim(), expires);
        return Envelope.of(new Standing(person, balance.available().value()));
    }

    /// @param amountMicros below zero takes
    record Adjustment(
            @Nullable String userId,
            @Nullable Long amountMicros,
            @Nullable String reason) {}

    @PostMapping("/api/admin/credits/adjust")
    @ResponseStatus(HttpStatus.CREATED)
    Envelope<Standing> adjust(Admin admin, @RequestBody Adjustment body) {
        Faults faults = new Faults();
        UUID person = person(body.userId(), faults);
        long amount = amount(body.amountMicros(), -GRANT_MAX, faults);
        String reason = faults.required("/reason", body.reason(), REASON_MAX);
        faults.check(CreditsProblem.INVALID);
        Balance balance = credits.adjust(admin.actor(), person, Micros.of(amount), reason.trim());
        return Envelope.of(new Standing(person, balance.available().value()));
    }

    private static long amount(@Nullable Long given, long least, Faults faults) {
        long amount = given == null ? 0 : given;
        if (amount == 0 || amount < least || amount > GRANT_MAX) {
            faults.add(
                    "/amount_micros",
                    "out_of_range",
                    "From " + least + " to " + GRANT_MAX + " micro-USD and not zero; 10,000 are one credit.");
        }
        return amount;
    }

    private static UUID person(@Nullable String text, Faults faults) {
        UUID person = faults.uuid("/user_id", text);
        if (text == null || text.isBlank()) {
            faults.add("/user_id", "required", "This field is required.");
        }
        return person == null ? NOBODY : person;
    }

    private UUID person(String text) {
        try {
            UUID person = UUID.fromString(text);
            credits.requireKnown(person);
            return person;
        } catch (IllegalArgumentException _) {
            throw CreditsProblem.UNKNOWN_PERSON.problem();
        }
    }
}
