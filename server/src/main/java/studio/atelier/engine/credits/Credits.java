package studio.atelier.engine.credits;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.audit.Audit;
import studio.atelier.engine.budgets.Budgets;
import studio.atelier.engine.budgets.Spender;
import studio.atelier.engine.budgets.Taking;
import studio.atelier.engine.credits.Grants.Gift;
import studio.atelier.engine.credits.LedgerStore.NewTransfer;
import studio.atelier.engine.credits.LedgerStore.OpenReservation;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.Ids;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.Tx;
import studio.atelier.platform.money.Micros;
import studio.atelier.platform.problem.Problem;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// The books. Nothing is dispatched without a reservation; a reservation ends once, as a charge or as a
/// release. What works inside a caller's transaction takes its [Tx], which runs as the system.
/// Thread-safe.
public final class Credits {

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

    /// Sets money aside before a provider is asked, in the accepting transaction. Source: A32, A42, E89.
    public ReserveResult reserve(Tx tx, Reservation reservation) {
        return reserve(tx, reservation, store::hold);
    }

    /// Sets money aside anew for a run that goes on with another model: what was held goes back, the new amount is
    /// held, and the run keeps one reservation. A refusal leaves the run without one, so the caller rolls back.
    public ReserveResult exchange(Tx tx, Reservation reservation) {
        release(tx, reservation.id(), "nothing was bought; another model is asked");
        return reserve(tx, reservation, store::holdAgain);
    }

    @FunctionalInterface
    private interface Hold {
        void hold(Tx tx, UUID transferId, Reservation reservation, Instant at);
    }

    private ReserveResult reserve(Tx tx, Reservation reservation, Hold how) {
        // As exact as the books keep it, so that a run near midnight is settled in the day that held it.
        Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Optional<Micros> locked = store.lockWithRoom(tx, reservation, at);
        if (locked.isEmpty()
                && budgets.judge(tx, reservation.spender(), at, reservation.amount())
                        instanceof Taking.Refused(var caps)) {
            return new ReserveResult.OverBudget(budgets.exceeded(tx, caps, reservation.amount()));
        }
        Micros balance = locked.or(() -> store.lock(
                        tx, reservation.spender().person(), reservation.source().account()))
                .orElseThrow(() -> new IllegalStateException("no account for the person of a reservation"));
        boolean limited = reservation.source() == Reservation.Source.CREDITS;
        if (limited && balance.compareTo(reservation.amount()) < 0) {
            return new ReserveResult.Insufficient(balance, reservation.amount().minus(balance));
        }
        return switch (budgets.take(tx, reservation.spender(), at, reservation.amount())) {
            case Taking.Refused(var caps) ->
                new ReserveResult.OverBudget(budgets.exceeded(tx, caps, reservation.amount()));
            case Taking.Taken(var warnings) -> {
                how.hold(tx, ids.next(), reservation, at);
                yield new ReserveResult.Reserved(warnings);
            }
        };
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
        if (actual.isZero()) {
            return release(tx, reservationId, "nothing to charge");
        }
        var open = store.lockOpen(tx, reservationId);
        open.ifPresent(reservation -> charge(tx, reservation, actual, evidence));
        return open.isPresent();
    }

    private void charge(Tx tx, OpenReservation open, Micros actual, JsonNode evidence) {
        String payee = open.source().equals(Reservation.Source.CREDITS.account()) ? "revenue" : "providers";
        Micros fromHeld = actual.compareTo(open.held()) < 0 ? actual : open.held();
        List<NewTransfer> moves = new ArrayList<>();
        moves.add(move(open, "charge", "held", payee, fromHeld, open.priceRule(), evidence));
        Micros rest = open.held().minus(fromHeld);
        if (rest.isPositive()) {
            moves.add(move(open, "release", "held", open.source(), rest, "less than was held", NOTHING));
        }
        Micros above = actual.minus(fromHeld);
        if (above.isPositive()) {
            String reason = "the provider billed more than was held";
            moves.add(move(open, "overrun", open.source(), payee, above, reason, evidence));
        }
        store.close(tx, open.id(), moves, actual);
        budgets.settle(tx, open.spender(), open.acceptedAt(), open.held(), actual);
    }

    /// Gives everything back, in the transaction that ends the run.
    ///
    /// @param reason why nothing is charged, for the statement
    /// @return false when there is no open reservation
    public boolean release(Tx tx, UUID reservationId, String reason) {
        var open = store.lockOpen(tx, reservationId);
        open.ifPresent(reservation -> {
            NewTransfer back =
                    move(reservation, "release", "held", reservation.source(), reservation.held(), reason, NOTHING);
            store.close(tx, reservation.id(), List.of(back), null);
            budgets.settle(tx, reservation.spender(), reservation.acceptedAt(), reservation.held(), Micros.ZERO);
        });
        return open.isPresent();
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

    private NewTransfer move(
            OpenReservation open,
            String kind,
            String debit,
            String credit,
            Micros amount,
            String reason,
            JsonNode evidence) {
        return new NewTransfer(
                ids.next(), kind, debit, credit, open.holder(), amount, open.id(), reason, evidence, null);
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
