package studio.atelier.engine.credits;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.credits.LedgerStore.NewTransfer;
import studio.atelier.platform.database.Ids;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.Tx;
import studio.atelier.platform.events.Events;
import studio.atelier.platform.money.Micros;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Credits that are given, taken back by an admin, and that end. Each of the three first works out what
/// was used of the grants so far, because from then on there are others. Thread-safe.
final class Grants {

    /// People looked after in one turn of the housekeeping.
    static final int PEOPLE_MAX = 500;

    private static final JsonNode NOTHING = JsonNodeFactory.instance.objectNode();

    private final Transactions transactions;
    private final LedgerStore ledger;
    private final GrantStore store;
    private final Events events;
    private final Ids ids;
    private final Clock clock;

    Grants(Transactions transactions, LedgerStore ledger, Events events, Ids ids, Clock clock) {
        this.transactions = transactions;
        this.ledger = ledger;
        this.store = new GrantStore();
        this.events = events;
        this.ids = ids;
        this.clock = clock;
    }

    /// @param onceKey the same key a second time gives nothing
    /// @throws studio.atelier.platform.problem.ProblemException `credits.unknown_person`
    void give(Tx tx, Gift gift, @Nullable String onceKey) {
        UUID holder = locked(tx, gift.userId());
        keep(tx, holder);
        UUID id = ids.next();
        var transfer = new NewTransfer(
                id, gift.kind(), "grants", "credits", holder, gift.amount(), null, gift.reason(), NOTHING, onceKey);
        if (ledger.transfer(tx, transfer)) {
            store.insert(tx, id, holder, gift.amount(), gift.reason(), gift.expiresAt());
        }
    }

    /// @param kind `grant` or `adjust`
    record Gift(
            UUID userId,
            String kind,
            Micros amount,
            String reason,
            @Nullable Instant expiresAt) {}

    /// Takes credits that are free: what is set aside for runs stays.
    ///
    /// @return what is missing; zero when they were taken
    /// @throws studio.atelier.platform.problem.ProblemException `credits.unknown_person`
    Micros take(Tx tx, UUID userId, Micros amount, String reason) {
        UUID holder = locked(tx, userId);
        Micros missing = amount.minus(store.worth(tx, holder).available());
        if (missing.isPositive()) {
            return missing;
        }
        ledger.transfer(
                tx,
                new NewTransfer(
                        ids.next(), "adjust", "credits", "grants", holder, amount, null, reason, NOTHING, null));
        keep(tx, holder);
        return Micros.ZERO;
    }

    /// What is left of a person's grants now, those that end first before the others.
    List<Grant> live(Tx tx, UUID userId) {
        return ledger.pseudonym(tx, userId)
                .map(holder -> {
                    List<Grant> grants = store.live(tx, holder);
                    return grants.isEmpty()
                            ? grants
                            : Grant.usedUpTo(grants, store.worth(tx, holder).whole()).stream()
                                    .filter(each -> each.remaining().isPositive())
                                    .toList();
                })
                .orElse(List.of());
    }

    /// Gives the remains of ended grants back to the house, each person in a transaction of its own. What
    /// runs still hold goes back when they have ended.
    ///
    /// @return how many grants gave something back
    int expire() {
        Instant now = clock.instant();
        List<UUID> people = transactions.asSystem("find ended grants", tx -> store.due(tx, now, PEOPLE_MAX));
        int expired = 0;
        for (UUID person : people) {
            expired += transactions.asSystem("expire grants", tx -> expire(tx, person, now));
        }
        return expired;
    }

    private int expire(Tx tx, UUID userId, Instant now) {
        UUID holder = locked(tx, userId);
        List<Grant> live = keep(tx, holder);
        List<Grant> ended = Grant.ended(live, store.worth(tx, holder).held(), now);
        for (Grant grant : ended) {
            String reason = "ended: " + grant.reason();
            ledger.transfer(
                    tx,
                    new NewTransfer(
                            ids.next(),
                            "expire",
                            "credits",
                            "grants",
                            holder,
                            grant.remaining(),
                            null,
                            reason,
                            NOTHING,
                            null));
        }
        store.spend(tx, ended);
        if (!ended.isEmpty()) {
            long sum =
                    ended.stream().mapToLong(each -> each.remaining().value()).sum();
            events.publish(tx, new CreditsExpired(userId, sum));
        }
        return ended.size();
    }

    private UUID locked(Tx tx, UUID userId) {
        if (ledger.lock(tx, userId).isEmpty()) {
            throw CreditsProblem.UNKNOWN_PERSON.problem();
        }
        return ledger.pseudonym(tx, userId).orElseThrow(CreditsProblem.UNKNOWN_PERSON::problem);
    }

    /// Writes down what was used since the last time.
    private List<Grant> keep(Tx tx, UUID holder) {
        List<Grant> grants = store.live(tx, holder);
        if (grants.isEmpty()) {
            return grants;
        }
        List<Grant> after = Grant.usedUpTo(grants, store.worth(tx, holder).whole());
        store.keep(tx, after);
        return after;
    }
}
