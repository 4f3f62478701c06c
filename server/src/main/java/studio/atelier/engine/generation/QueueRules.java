package studio.atelier.engine.generation;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.audit.Audit;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.Tx;
import studio.atelier.platform.problem.Faults;

/// Weights and limits of the queue, which are data: tiers, who is in one, and runs at once by provider,
/// model, key and person. They hold from the next lease on. Thread-safe.
final class QueueRules {

    private static final BigDecimal WEIGHT_MIN = new BigDecimal("0.1");
    private static final BigDecimal WEIGHT_MAX = new BigDecimal("100");
    private static final int RUNS_MAX = 2000;
    private static final int ROWS_MAX = 1000;
    private static final List<String> SCOPES = List.of("provider", "model", "key", "person");

    private final Transactions transactions;
    private final Audit audit;

    QueueRules(Transactions transactions, Audit audit) {
        this.transactions = transactions;
        this.audit = audit;
    }

    /// @param weight  of its people's turns, 0.1 to 100; null removes the tier
    /// @param runsMax runs at once for each of its people; null: as the settings say
    record Tier(
            @Nullable String name,
            @Nullable BigDecimal weight,
            @Nullable Integer runsMax) {}

    /// @param tier null: none
    record Member(@Nullable String userId, @Nullable String tier) {}

    /// @param scope   `provider`, `model` (its id), `key` (the id of a provider key), `person`
    /// @param runsMax runs at once; null removes the limit, and the settings hold
    record Limit(
            @Nullable String scope,
            @Nullable String name,
            @Nullable Integer runsMax) {}

    /// At most 1,000 of each.
    record Rules(List<Tier> tiers, List<Member> people, List<Limit> limits) {}

    Rules all() {
        return transactions.asSystem("queue rules", this::all);
    }

    private Rules all(Tx tx) {
        return new Rules(
                tx.sql("select name, weight, runs_max from atelier.queue_tiers order by name limit :max")
                        .param("max", ROWS_MAX)
                        .query((row, _) ->
                                new Tier(row.getString(1), row.getBigDecimal(2), row.getObject(3, Integer.class)))
                        .list(),
                tx.sql("select user_id, tier from atelier.queue_people order by user_id limit :max")
                        .param("max", ROWS_MAX)
                        .query((row, _) -> new Member(row.getString(1), row.getString(2)))
                        .list(),
                tx.sql("select scope, name, runs_max from atelier.run_limits order by scope, name limit :max")
                        .param("max", ROWS_MAX)
                        .query((row, _) -> new Limit(row.getString(1), row.getString(2), row.getInt(3)))
                        .list());
    }

    Rules tier(Actor admin, Tier tier) {
        Faults faults = new Faults();
        String name = faults.required("/name", tier.name(), 60);
        BigDecimal weight = tier.weight();
        if (weight != null && (weight.compareTo(WEIGHT_MIN) < 0 || weight.compareTo(WEIGHT_MAX) > 0)) {
            faults.add("/weight", "out_of_range", "From 0.1 to 100.");
        }
        runs(tier.runsMax(), faults);
        faults.check(GenerationProblem.INVALID);
        return transactions.asSystem("change a tier", tx -> {
            if (weight == null) {
                tx.sql("delete from atelier.queue_tiers where name = :name")
                        .param("name", name)
                        .update();
            } else {
                tx.sql("""
                        insert into atelier.queue_tiers as t (name, weight, runs_max)
                        values (:name, :weight, :runs_max)
                        on conflict (name) do update set weight = excluded.weight, runs_max = excluded.runs_max
                        """)
                        .param("name", name)
                        .param("weight", weight)
                        .param("runs_max", tier.runsMax())
                        .update();
            }
            audit.record(tx, admin, "queue.tier_changed", "tier " + name, Map.of("weight", String.valueOf(weight)));
            return all(tx);
        });
    }

    Rules member(Actor admin, Member member) {
        Faults faults = new Faults();
        faults.required("/user_id", member.userId(), 36);
        UUID user = faults.uuid("/user_id", member.userId());
        faults.check(GenerationProblem.INVALID);
        String tier = member.tier();
        return transactions.asSystem("change a person's tier", tx -> {
            int rows = tier == null
                    ? tx.sql("delete from atelier.queue_people where user_id = :user")
                            .param("user", user)
                            .update()
                    : tx.sql("""
                            insert into atelier.queue_people as p (user_id, tier)
                            select u.id, t.name from auth.users u, atelier.queue_tiers t where u.id = :user and t.name = :tier
                            on conflict (user_id) do update set tier = excluded.tier
                            """).param("user", user).param("tier", tier).update();
            if (rows == 0 && tier != null) {
                faults.add("/tier", "not_found", "There is no such tier, or no such person.");
                faults.check(GenerationProblem.INVALID);
            }
            audit.record(tx, admin, "queue.tier_given", "user " + user, Map.of("tier", String.valueOf(tier)));
            return all(tx);
        });
    }

    Rules limit(Actor admin, Limit limit) {
        Faults faults = new Faults();
        String name = faults.required("/name", limit.name(), 300);
        String scope = limit.scope() == null ? "" : limit.scope();
        if (!SCOPES.contains(scope)) {
            faults.add("/scope", "not_allowed", "One of " + String.join(", ", SCOPES) + ".");
        }
        runs(limit.runsMax(), faults);
        faults.check(GenerationProblem.INVALID);
        return transactions.asSystem("change a limit of runs", tx -> {
            if (limit.runsMax() == null) {
                tx.sql("delete from atelier.run_limits where scope = :scope and name = :name")
                        .param("scope", scope)
                        .param("name", name)
                        .update();
            } else {
                tx.sql("""
                        insert into atelier.run_limits as l (scope, name, runs_max)
                        values (:scope, :name, :runs_max)
                        on conflict (scope, name) do update set runs_max = excluded.runs_max
                        """)
                        .param("scope", scope)
                        .param("name", name)
                        .param("runs_max", limit.runsMax())
                        .update();
            }
            String said = String.valueOf(limit.runsMax());
            audit.record(tx, admin, "queue.limit_changed", scope + " " + name, Map.of("runs_max", said));
            return all(tx);
        });
    }

    private static void runs(@Nullable Integer given, Faults faults) {
        if (given != null && (given < 1 || given > RUNS_MAX)) {
            faults.add("/runs_max", "out_of_range", "From 1 to " + RUNS_MAX + ".");
        }
    }
}
