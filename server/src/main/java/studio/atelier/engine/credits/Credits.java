package studio.atelier.engine.credits;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.audit.Audit;
import studio.atelier.engine.budgets.Budgets;
import studio.atelier.engine.budgets.Spender;
import studio.atelier.engine.budgets.Taking;
import studio.atelier.engine.budgets.Verdict;
import studio.atelier.engine.credits.Grants.Gift;
import studio.atelier.engine.credits.LedgerStore.Held;
import studio.atelier.engine.credits.LedgerStore.NewTransfer;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.Ids;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.Trip;
import studio.atelier.platform.database.Tx;
import studio.atelier.platform.money.Micros;
import studio.atelier.platform.problem.Problem;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// The books. Nothing is dispatched without a reservation; a reservation ends once, as a charge or as a
/// release. What works inside a caller's transaction takes its [Tx], which runs as the system.
/// Thread-safe.
public final class Credits {

    private static final String NOTHING_TO_CHARGE = "nothing to charge";
    private static final JsonNode NOTHING = JsonNodeFactory.instance.objectNode();

    private final Transactions transactions;
    private final LedgerStore store;
    private final StatementStore statements;
    private final Grants grants;
    private final Budgets budgets;
    private final Audit audit;
    private final Ids ids;
    private final Clock clock;

    Credits(Books books, Budgets budgets, Audit audit, Ids ids, Clock clock) {
        this.transactions = books.transactions();
        this.store = books.ledger();
        this.statements = books.statements();
        this.grants = books.grants();
        this.budgets = budgets;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    /// What is kept.
    record Books(Transactions transactions, LedgerStore ledger, StatementStore statements, Grants grants) {}

    /// Sets money aside before a provider is asked, in the accepting transaction, which is to be rolled back after
    /// anything but [ReserveResult.Reserved]. Source: A32, A42, E89.
    public ReserveResult reserve(Tx tx, Reservation reservation) {
        return reserve(tx, tx.trip(), List.of(reservation)).getFirst();
    }

    /// As [#reserve] for several runs, after other statements and sent with them: everybody who spends from the
    /// same account waits from here until the commit. Money is set aside for all of them or for none: where an
    /// account or a budget has too little for all that share it, each of those is refused.
    ///
    /// @param trip         of this transaction
    /// @param reservations where there are several, without projects: whose budgets people share in any order
    /// @return in their order
    public List<ReserveResult> reserve(Tx tx, Trip trip, List<Reservation> reservations) {
        // As exact as the books keep it, so that a run near midnight is settled in the day that held it.
        Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var answer = store.hold(
                trip,
                reservations.stream()
                        .map(each -> new LedgerStore.Hold(ids.next(), each))
                        .toList(),
                at);
        trip.send();
        Map<UUID, List<Held>> held = answer.get().stream().collect(Collectors.groupingBy(Held::reservation));
        return reservations.stream()
                .map(each -> reserved(tx, each, held.getOrDefault(each.id(), List.of())))
                .toList();
    }

    /// @param held what was said of this run; nothing where the budget of another refuses
    private ReserveResult reserved(Tx tx, Reservation reservation, List<Held> held) {
        for (Held each : held) {
            Micros balance = each.balance();
            if (balance != null) {
                return new ReserveResult.Insufficient(
                        balance, reservation.amount().minus(balance));
            }
        }
        List<Verdict> verdicts =
                held.stream().map(Held::verdict).filter(Objects::nonNull).toList();
        return switch (budgets.taken(tx, reservation.spender(), verdicts)) {
            case Taking.Refused(var caps) ->
                new ReserveResult.OverBudget(budgets.exceeded(tx, caps, reservation.amount()));
            case Taking.Taken(var warnings) -> new ReserveResult.Reserved(warnings);
        };
    }

    /// Sets money aside anew for a run that goes on with another model: what was held goes back, the new amount is
    /// held, and the run keeps one reservation. A refusal leaves the run without one, so the caller rolls back.
    public ReserveResult exchange(Tx tx, Reservation reservation) {
        release(tx, reservation.id(), "nothing was bought; another model is asked");
        return reserve(tx, reservation);
    }

    /// What the budgets would say to [#reserve] now; takes nothing.
    public Taking judge(Spender spender, Micros amount) {
        return transactions.asSystem("judge budgets", tx -> budgets.judge(tx, spender, clock.instant(), amount));
    }

    /// Turns a reservation into a charge, in the transaction that completes the run. What was held too much
    /// goes back; what the provider billed above the hold is charged too and may take the balance below
    /// zero, which blocks further runs.
    ///
    /// @param actual   zero releases everything
    /// @param evidence what the provider said, without secrets, at most 8 KB
    /// @return false when there is no open reservation: settled before, or the run was free
    public boolean settle(Tx tx, UUID reservationId, Micros actual, JsonNode evidence) {
        return ended(tx, new Charge(reservationId, actual, evidence), NOTHING_TO_CHARGE);
    }

    /// What a run costs, see [#settle].
    public record Charge(UUID reservationId, Micros actual, JsonNode evidence) {}

    /// As [#settle] for several runs, after other statements and sent with them.
    ///
    /// @param trip    of that transaction
    /// @param charges where there are several, of runs without projects, as with [#reserve]
    public void settle(Trip trip, List<Charge> charges) {
        store.settle(
                trip, charges.stream().map(each -> end(each, NOTHING_TO_CHARGE)).toList());
        trip.send();
    }

    /// Gives everything back, in the transaction that ends the run.
    ///
    /// @param reason why nothing is charged, for the statement
    /// @return false when there is no open reservation
    public boolean release(Tx tx, UUID reservationId, String reason) {
        return ended(tx, new Charge(reservationId, Micros.ZERO, NOTHING), reason);
    }

    private boolean ended(Tx tx, Charge charge, String reason) {
        Trip trip = tx.trip();
        var settled = store.settle(trip, List.of(end(charge, reason)));
        trip.send();
        return !settled.get().isEmpty();
    }

    /// The house takes what a provider may bill for a run of which nothing came.
    ///
    /// @param reason the admin's words
    public void writeOff(Tx tx, UUID runId, Micros amount, String reason) {
        JsonNode evidence = JsonNodeFactory.instance.objectNode().put("generation_id", runId.toString());
        store.transfer(
                tx,
                new NewTransfer(
                        ids.next(),
                        "write_off",
                        "losses",
                        "providers",
                        LedgerStore.NOBODY,
                        amount,
                        null,
                        reason,
                        evidence,
                        "write_off:" + runId));
    }

    private LedgerStore.End end(Charge charge, String reason) {
        return new LedgerStore.End(
                charge.reservationId(), charge.actual(), ids.next(), ids.next(), ids.next(), reason, charge.evidence());
    }

    /// Gives credits to a person, for ever.
    ///
    /// @param amount above zero
    /// @param reason the admin's words, 1 to 500 characters; stands in statement and audit log
    /// @return the balance afterwards
    /// @throws studio.atelier.platform.problem.ProblemException `credits.unknown_person`
    public Balance grant(Actor admin, UUID userId, Micros amount, String reason) {
        return grant(admin, userId, amount, reason, null);
    }

    /// Gives credits that end: what is left of them then goes back to the house.
    ///
    /// @param expiresAt null for never
    Balance grant(Actor admin, UUID userId, Micros amount, String reason, @Nullable Instant expiresAt) {
        return transactions.asSystem("grant credits", tx -> {
            grants.give(tx, new Gift(userId, "grant", amount, reason, expiresAt), null);
            Map<String, Object> detail = new LinkedHashMap<>(Map.of("amount_micros", amount.value(), "reason", reason));
            if (expiresAt != null) {
                detail.put("expires_at", expiresAt.toString());
            }
            audit.record(tx, admin, "credits.granted", "user " + userId, detail);
            return store.balance(tx, userId);
        });
    }

    /// Corrects a balance.
    ///
    /// @param amount above zero gives, below zero takes what is free; not zero
    /// @throws studio.atelier.platform.problem.ProblemException `credits.unknown_person`,
    ///     `credits.adjust_too_much`
    Balance adjust(Actor admin, UUID userId, Micros amount, String reason) {
        return transactions.asSystem("adjust credits", tx -> {
            if (amount.isPositive()) {
                grants.give(tx, new Gift(userId, "adjust", amount, reason, null), null);
            } else {
                Micros asked = Micros.ZERO.minus(amount);
                Micros missing = grants.take(tx, userId, asked, reason);
                if (missing.isPositive()) {
                    throw Problem.of(
                                    CreditsProblem.ADJUST_TOO_MUCH,
                                    "Only " + asked.minus(missing).label()
                                            + " can be taken; what runs hold is not free.")
                            .exception();
                }
            }
            Map<String, Object> detail = Map.of("amount_micros", amount.value(), "reason", reason);
            audit.record(tx, admin, "credits.adjusted", "user " + userId, detail);
            return store.balance(tx, userId);
        });
    }

    /// @param onceKey the same key a second time grants nothing
    void grant(Tx tx, UUID userId, Micros amount, String reason, @Nullable String onceKey) {
        grants.give(tx, new Gift(userId, "grant", amount, reason, null), onceKey);
    }

    /// @throws studio.atelier.platform.problem.ProblemException `credits.unknown_person`
    void requireKnown(UUID userId) {
        boolean known = transactions.asSystem(
                "look for a person", tx -> store.pseudonym(tx, userId).isPresent());
        if (!known) {
            throw CreditsProblem.UNKNOWN_PERSON.problem();
        }
    }

    /// What is left of the person's grants, those that end first before the others.
    List<Grant> grants(UUID userId) {
        return transactions.asSystem("read grants", tx -> grants.live(tx, userId));
    }

    public Balance balance(UUID userId) {
        return transactions.asSystem("read balance", tx -> store.balance(tx, userId));
    }

    /// One line per run, and one for each grant, correction and end of a grant; newest first.
    List<StatementLine> statement(UUID userId, StatementStore.Page page) {
        return transactions.asSystem("read statement", tx -> statements.lines(tx, userId, page));
    }

    /// The movements of one run, oldest first. The caller has made sure that the run is the asker's.
    public List<LedgerLine> linesOf(UUID reservationId) {
        return transactions.asSystem("read ledger lines", tx -> store.linesOf(tx, reservationId));
    }
}
