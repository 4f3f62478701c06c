package studio.atelier.engine.generation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import studio.atelier.backend.identity.UserMembers;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.Transactions;

/// How much a person made and what it cost, beside the name.
final class UsageMembers implements UserMembers {

    private final Transactions transactions;
    private final UsageStore store;

    UsageMembers(Transactions transactions, UsageStore store) {
        this.transactions = transactions;
        this.store = store;
    }

    @Override
    public Map<UUID, Map<String, Object>> of(Actor actor, List<UUID> users) {
        Map<UUID, UsageStore.Total> totals = transactions.asSystem("usage of people", tx -> store.totals(tx, users));
        Map<UUID, Map<String, Object>> members = new LinkedHashMap<>();
        for (UUID user : users) {
            var total = totals.getOrDefault(user, new UsageStore.Total(0, 0));
            members.put(user, Map.of("generation_count", total.count(), "cost_micros", total.costMicros()));
        }
        return members;
    }
}
