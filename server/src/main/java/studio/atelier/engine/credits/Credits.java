package studio.atelier.engine.credits;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.audit.Audit;
import studio.atelier.engine.credits.LedgerStore.NewTransfer;
import studio.atelier.engine.credits.LedgerStore.OpenReservation;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.Ids;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.Tx;
import studio.atelier.platform.money.Micros;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// The books. Nothing is dispatched without a reservation; a reservation ends once, as a charge or as a
/// release. What works inside a caller's transaction takes its [Tx], which runs as the system.
/// Thread-safe.
public final class Credits {

    private static final JsonNode NOTHING = JsonNodeFactory.instance.objectNode();

    private final Transactions transactions;
    private final LedgerStore store;
    private final Audit audit;
    private final Ids ids;

    Credits(Transactions transactions, LedgerStore store, Audit audit, Ids ids) {
        this.transactions = transactions;
        this.store = store;
        this.audit = audit;
        this.ids = ids;
    }

    /// Sets money aside before a provider is asked, in the accepting transaction. Source: A32, A42, E89.
    public ReserveResult reserve(Tx tx, Reservation reservation) {
        Micros balance = store.lock(
                        tx, reservation.userId(), reservation.source().account())
                .orElseThrow(() -> new IllegalStateException("no account for the person of a reservation"));
        boolean limited = reservation.source() == Reservation.Source.CREDITS;
        if (limited && balance.compareTo(reservation.amount()) < 0) {
            return new ReserveResult.Insufficient(balance, reservation.amount().minus(balance));
        }
        store.hold(tx, ids.next(), reservation);
        return new ReserveResult.Reserved();
    }

    /// Turns a reservation into a charge, in the transaction that completes the run. What was held too
    /// much
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
        store.transfer(tx, move(open, "charge", "held", payee, fromHeld, open.priceRule(), evidence));
        Micros rest = open.held().minus(fromHeld);
        if (rest.isPositive()) {
            store.transfer(tx, move(open, "release", "held", open.source(), rest, "less than was held", NOTHING));
        }
        Micros above = actual.minus(fromHeld);
        if (above.isPositive()) {
            String reason = "the provider billed more than was held";
            store.transfer(tx, move(open, "overrun", open.source(), payee, above, reason, evidence));
        }
        store.close(tx, open.id(), actual);
    }

    /// Gives everything back, in the transaction that ends the run.
    ///
    /// @param reason why nothing is charged, for the statement
    /// @return false when there is no open reservation
    public boolean release(Tx tx, UUID reservationId, String reason) {
        var open = store.lockOpen(tx, reservationId);
        open.ifPresent(reservation -> {
            store.transfer(
                    tx,
                    move(reservation, "release", "held", reservation.source(), reservation.held(), reason, NOTHING));
            store.close(tx, reservation.id(), null);
        });
        return open.isPresent();
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

    /// Gives credits to a person.
    ///
    /// @param amount above zero
    /// @param reason the admin's words, 1 to 500 characters; stands in statement and audit log
    /// @return the balance afterwards
    /// @throws studio.atelier.platform.problem.ProblemException `credits.unknown_person`
    public Balance grant(Actor admin, UUID userId, Micros amount, String reason) {
        return transactions.asSystem("grant credits", tx -> {
            grant(tx, userId, amount, reason, null);
            audit.record(
                    tx,
                    admin,
                    "credits.granted",
                    "user " + userId,
                    java.util.Map.of("amount_micros", amount.value(), "reason", reason));
            return store.balance(tx, userId);
        });
    }

    /// @param onceKey the same key a second time grants nothing
    void grant(Tx tx, UUID userId, Micros amount, String reason, @Nullable String onceKey) {
        if (store.lock(tx, userId, "credits").isEmpty()) {
            throw CreditsProblem.UNKNOWN_PERSON.problem();
        }
        UUID holder = store.pseudonym(tx, userId).orElseThrow(CreditsProblem.UNKNOWN_PERSON::problem);
        store.transfer(
                tx,
                new NewTransfer(
                        ids.next(), "grant", "grants", "credits", holder, amount, null, reason, NOTHING, onceKey));
    }

    public Balance balance(UUID userId) {
        return transactions.asSystem("read balance", tx -> store.balance(tx, userId));
    }

    /// A person's movements, newest first.
    ///
    /// @param before the last id of the page before; null for the first
    /// @param limit  1 to 100
    public List<LedgerLine> statement(UUID userId, @Nullable UUID before, int limit) {
        return transactions.asSystem("read statement", tx -> store.statement(tx, userId, before, limit));
    }

    /// The movements of one run, oldest first. The caller has made sure that the run is the asker's.
    public List<LedgerLine> linesOf(UUID reservationId) {
        return transactions.asSystem("read ledger lines", tx -> store.linesOf(tx, reservationId));
    }
}
