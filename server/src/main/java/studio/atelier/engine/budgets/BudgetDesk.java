package studio.atelier.engine.budgets;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.audit.Audit;
import studio.atelier.engine.budgets.BudgetStore.Filter;
import studio.atelier.engine.budgets.Cap.ImposedBy;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.Tx;
import studio.atelier.platform.problem.Faults;

/// Where budgets are set, raised and taken away. A program with an access key sets none, or a budget of that
/// key would hold nobody. Thread-safe.
final class BudgetDesk {

    /// One page of a person's; a longer list is cut here.
    static final int LIST_MAX = 500;

    private static final Duration KEPT_FOR = Duration.ofDays(400);

    private final Transactions transactions;
    private final BudgetStore store;
    private final Audit audit;
    private final Clock clock;

    BudgetDesk(Transactions transactions, BudgetStore store, Audit audit, Clock clock) {
        this.transactions = transactions;
        this.store = store;
        this.audit = audit;
        this.clock = clock;
    }

    List<Budget> of(Actor actor) {
        return transactions.asSystem(
                "budgets of a person", tx -> store.of(tx, actor.person(), clock.instant(), LIST_MAX));
    }

    List<Budget> all(Actor admin, Filter filter) {
        return transactions.asSystem("budgets", tx -> store.all(tx, admin.person(), clock.instant(), filter));
    }

    /// @throws studio.atelier.platform.problem.ProblemException `budget.not_allowed`; for an administrator
    ///     `budget.invalid` where there is no such subject
    Budget save(Actor actor, BudgetStore.Key key, @Nullable Long soft, @Nullable Long hard) {
        Instant now = clock.instant();
        return transactions.asSystem("set a budget", tx -> {
            if (key.imposedBy() == ImposedBy.SELF) {
                requireHands(actor, store.mayChange(tx, actor.person(), key));
            } else {
                requireHands(actor, actor.admin());
            }
            if (!store.exists(tx, key)) {
                throw new Faults()
                        .add(
                                "/subject_id",
                                "not_found",
                                "There is no such " + key.scope().word() + ".")
                        .problem(BudgetsProblem.INVALID);
            }
            UUID id = store.save(tx, key, soft, hard, now);
            Map<String, Object> detail = new LinkedHashMap<>();
            detail.put("scope", key.scope().word());
            detail.put("subject", String.valueOf(key.subject()));
            detail.put("period", key.period().word());
            detail.put("imposed_by", key.imposedBy().word());
            detail.put("soft_micros", soft == null ? "none" : soft);
            detail.put("hard_micros", hard == null ? "none" : hard);
            return changed(tx, actor, id, "budget.set", detail);
        });
    }

    /// @param hard above the limit, until then
    Budget raise(Actor actor, UUID id, long hard, Instant until) {
        return transactions.asSystem("raise a budget", tx -> {
            Budget budget = changeable(tx, actor, id);
            Long limit = budget.hardMicros();
            if (limit == null) {
                throw BudgetsProblem.NO_LIMIT.problem();
            }
            if (hard <= limit) {
                throw new Faults()
                        .add("/hard_micros", "out_of_range", "More than the limit, which is " + limit + ".")
                        .problem(BudgetsProblem.INVALID);
            }
            store.raise(tx, id, hard, until);
            return changed(tx, actor, id, "budget.raised", Map.of("hard_micros", hard, "until", until.toString()));
        });
    }

    Budget lower(Actor actor, UUID id) {
        return transactions.asSystem("end a raise", tx -> {
            changeable(tx, actor, id);
            store.raise(tx, id, null, null);
            return changed(tx, actor, id, "budget.raise_ended", Map.of());
        });
    }

    void remove(Actor actor, UUID id) {
        transactions.asSystem("remove a budget", tx -> {
            changeable(tx, actor, id);
            store.remove(tx, id);
            audit.record(tx, actor, "budget.removed", "budget " + id, Map.of());
            return id;
        });
    }

    int forget() {
        return transactions.asSystem(
                "forget old sums", tx -> store.forget(tx, clock.instant().minus(KEPT_FOR)));
    }

    private Budget changed(Tx tx, Actor actor, UUID id, String action, Map<String, Object> detail) {
        Budget after = store.find(tx, id, actor.person(), clock.instant()).orElseThrow();
        audit.record(tx, actor, action, "budget " + id, detail);
        return after;
    }

    /// What somebody else's budget is, is not said.
    private Budget changeable(Tx tx, Actor actor, UUID id) {
        Budget budget =
                store.find(tx, id, actor.person(), clock.instant()).orElseThrow(BudgetsProblem.NOT_FOUND::problem);
        if (!actor.admin() && !budget.mayChange()) {
            boolean seen = of(tx, actor).contains(id);
            throw seen ? BudgetsProblem.NOT_ALLOWED.problem() : BudgetsProblem.NOT_FOUND.problem();
        }
        requireHands(actor, true);
        return budget;
    }

    private List<UUID> of(Tx tx, Actor actor) {
        return store.of(tx, actor.person(), clock.instant(), LIST_MAX).stream()
                .map(Budget::id)
                .toList();
    }

    private static void requireHands(Actor actor, boolean allowed) {
        if (!allowed || actor.accessKey() != null) {
            throw BudgetsProblem.NOT_ALLOWED.problem();
        }
    }
}
