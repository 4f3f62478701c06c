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
import studio.atelier.platform.events.Signals;
import studio.atelier.platform.limits.Rate;
import studio.atelier.platform.problem.Faults;

/// Tiers, who is in one, and runs at once by provider, model, key and person: all of it data. Weights and runs at once
/// hold from the next lease on, rates on every node within moments. Thread-safe.
final class QueueRules {

    private static final BigDecimal WEIGHT_MIN = new BigDecimal("0.1");
    private static final BigDecimal WEIGHT_MAX = new BigDecimal("100");
    private static final int RUNS_MAX = 2000;
    private static final int ROWS_MAX = 1000;
    private static final List<String> SCOPES = List.of("provider", "model", "key", "person");

    private final Transactions transactions;
    private final Audit audit;
    private final Signals signals;

    QueueRules(Transactions transactions, Audit audit, Signals signals) {
        this.transactions = transactions;
        this.audit = audit;
        this.signals = signals;
    }

    /// @param weight  of its people's turns, 0.1 to 100; null removes the tier
    /// @param runsMax runs at once for each of its people; null: as the settings say
    /// @param requestsPerMinute    of each of its people, or each access key; null: as the settings say
    /// @param requestsBurst        how many of them at once; null: a minute's worth
    /// @param generationsPerMinute started by each of its people; null: as the settings say
    record Tier(
            @Nullable String name,
            @Nullable BigDecimal weight,
            @Nullable Integer runsMax,
            @Nullable Long requestsPerMinute,
            @Nullable Long requestsBurst,
            @Nullable Long generationsPerMinute) {}

    /// @param tier null: none
    record Member(@Nullable String userId, @Nullable String tier) {}

    /// @param tier null: none
    record Organisation(@Nullable String orgId, @Nullable String tier) {}

    /// @param scope   `provider`, `model` (its id), `key` (the id of a provider key), `person`
    /// @param runsMax runs at once; null removes the limit, and the settings hold
    record Limit(
            @Nullable String scope,
            @Nullable String name,
            @Nullable Integer runsMax) {}

    /// @param email of the account; null where it is gone or has none
    record MemberView(
            String userId, @Nullable String email, @Nullable String name, String tier) {}

    /// @param name null where the organisation is gone
    record OrganisationView(String orgId, @Nullable String name, String tier) {}

    /// At most 1,000 of each.
    record Rules(List<Tier> tiers, List<MemberView> people, List<OrganisationView> organisations, List<Limit> limits) {}

    Rules all() {
        return transactions.asSystem("queue rules", this::all);
    }

    private Rules all(Tx tx) {
        return new Rules(
                tx.sql("""
                                select name, weight, runs_max, requests_per_minute, requests_burst, generations_per_minute
                                from atelier.queue_tiers
                                order by name
                                limit :max
                                """)
                        .param("max", ROWS_MAX)
                        .query((row, _) -> new Tier(
                                row.getString(1),
                                row.getBigDecimal(2),
                                row.getObject(3, Integer.class),
                                row.getObject(4, Long.class),
                                row.getObject(5, Long.class),
                                row.getObject(6, Long.class)))
                        .list(),
                tx.sql("""
                                select p.user_id, u.email, u.name, p.tier
                                from atelier.queue_people p
                                left join public.users u on u.id = p.user_id
                                order by u.email, p.user_id
                                limit :max
                                """)
                        .param("max", ROWS_MAX)
                        .query((row, _) ->
                                new MemberView(row.getString(1), row.getString(2), row.getString(3), row.getString(4)))
                        .list(),
                tx.sql("""
                                select t.org_id, o.name, t.tier
                                from atelier.tier_organisations t
                                left join public.orgs o on o.id = t.org_id
                                order by o.name, t.org_id
                                limit :max
                                """)
                        .param("max", ROWS_MAX)
                        .query((row, _) -> new OrganisationView(row.getString(1), row.getString(2), row.getString(3)))
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
        perMinute("/requests_per_minute", tier.requestsPerMinute(), faults);
        perMinute("/requests_burst", tier.requestsBurst(), faults);
        perMinute("/generations_per_minute", tier.generationsPerMinute(), faults);
        if (tier.requestsBurst() != null && tier.requestsPerMinute() == null) {
            faults.add("/requests_burst", "not_allowed", "Only beside requests a minute.");
        }
        faults.check(GenerationProblem.INVALID);
        return transactions.asSystem("change a tier", tx -> {
            if (weight == null) {
                tx.sql("delete from atelier.queue_tiers where name = :name")
                        .param("name", name)
                        .update();
            } else {
                write(tx, name, tier);
            }
            signals.afterCommit(tx, TierRates.SIGNAL);
            audit.record(tx, admin, "queue.tier_changed", "tier " + name, said(tier));
            return all(tx);
        });
    }

    private static void write(Tx tx, String name, Tier tier) {
        tx.sql("""
                        insert into atelier.queue_tiers as t
                          (name, weight, runs_max, requests_per_minute, requests_burst, generations_per_minute)
                        values (:name, :weight, :runs_max, :requests, :burst, :generations)
                        on conflict (name) do update
                        set weight = excluded.weight, runs_max = excluded.runs_max,
                            requests_per_minute = excluded.requests_per_minute, requests_burst = excluded.requests_burst,
                            generations_per_minute = excluded.generations_per_minute
                        """)
                .param("name", name)
                .param("weight", tier.weight())
                .param("runs_max", tier.runsMax())
                .param("requests", tier.requestsPerMinute())
                .param("burst", tier.requestsBurst())
                .param("generations", tier.generationsPerMinute())
                .update();
    }

    private static Map<String, Object> said(Tier tier) {
        return Map.of(
                "weight", String.valueOf(tier.weight()),
                "runs_max", String.valueOf(tier.runsMax()),
                "requests_per_minute", String.valueOf(tier.requestsPerMinute()),
                "requests_burst", String.valueOf(tier.requestsBurst()),
                "generations_per_minute", String.valueOf(tier.generationsPerMinute()));
    }

    /// Who may hold a tier. Both statements name the holder `:id`.
    private enum Holder {
        PERSON("/user_id", "user", "person", "delete from atelier.queue_people where user_id = :id", """
                insert into atelier.queue_people (user_id, tier)
                select u.id, t.name from auth.users u, atelier.queue_tiers t where u.id = :id and t.name = :tier
                on conflict (user_id) do update set tier = excluded.tier
                """),
        ORGANISATION(
                "/org_id",
                "organisation",
                "organisation",
                "delete from atelier.tier_organisations where org_id = :id",
                """
                insert into atelier.tier_organisations (org_id, tier)
                select g.id, t.name from public.orgs g, atelier.queue_tiers t where g.id = :id and t.name = :tier
                on conflict (org_id) do update set tier = excluded.tier
                """);

        private final String pointer;
        private final String audited;
        private final String word;
        private final String take;
        private final String give;

        Holder(String pointer, String audited, String word, String take, String give) {
            this.pointer = pointer;
            this.audited = audited;
            this.word = word;
            this.take = take;
            this.give = give;
        }
    }

    Rules member(Actor admin, Member member) {
        return give(admin, Holder.PERSON, member.userId(), member.tier());
    }

    Rules organisation(Actor admin, Organisation organisation) {
        return give(admin, Holder.ORGANISATION, organisation.orgId(), organisation.tier());
    }

    /// @param tier null takes it away
    private Rules give(Actor admin, Holder holder, @Nullable String named, @Nullable String tier) {
        Faults faults = new Faults();
        faults.required(holder.pointer, named, 36);
        UUID id = faults.uuid(holder.pointer, named);
        faults.check(GenerationProblem.INVALID);
        return transactions.asSystem("give a tier", tx -> {
            int rows = tier == null
                    ? tx.sql(holder.take).param("id", id).update()
                    : tx.sql(holder.give).param("id", id).param("tier", tier).update();
            if (rows == 0 && tier != null) {
                faults.add("/tier", "not_found", "There is no such tier, or no such " + holder.word + ".");
                faults.check(GenerationProblem.INVALID);
            }
            signals.afterCommit(tx, TierRates.SIGNAL);
            audit.record(
                    tx, admin, "queue.tier_given", holder.audited + " " + id, Map.of("tier", String.valueOf(tier)));
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

    private static void perMinute(String pointer, @Nullable Long given, Faults faults) {
        if (given != null && (given < 1 || given > Rate.CAPACITY_MAX)) {
            faults.add(pointer, "out_of_range", "From 1 to " + Rate.CAPACITY_MAX + ".");
        }
    }

    private static void runs(@Nullable Integer given, Faults faults) {
        if (given != null && (given < 1 || given > RUNS_MAX)) {
            faults.add("/runs_max", "out_of_range", "From 1 to " + RUNS_MAX + ".");
        }
    }
}
