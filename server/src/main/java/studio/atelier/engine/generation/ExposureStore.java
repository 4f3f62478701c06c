package studio.atelier.engine.generation;

import java.sql.Types;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.database.Tx;
import studio.atelier.platform.money.Micros;

/// The statements over money that nobody covers, all as the system.
final class ExposureStore {

    /// @param inDoubt        what providers may bill the server's keys without anything delivered
    /// @param inDoubtOwnKeys the same for people's own keys, which costs the house nothing
    /// @param owed           what people are below zero
    /// @param held           what is set aside for runs under way
    record Totals(Micros inDoubt, Micros inDoubtOwnKeys, Micros owed, Micros held) {

        Micros uncovered() {
            return inDoubt.plus(owed);
        }

        Micros of(Exposures.Kind kind) {
            return switch (kind) {
                case UNCOVERED -> uncovered();
                case HELD -> held;
            };
        }
    }

    Totals totals(Tx tx) {
        return tx.sql("""
                select coalesce(sum(r.exposure_micros) filter (where g.key_source = 'server'), 0)::bigint as in_doubt,
                       coalesce(sum(r.exposure_micros) filter (where g.key_source <> 'server'), 0)::bigint as in_doubt_own,
                       (select coalesce(-sum(balance_micros), 0)::bigint from atelier.accounts
                         where kind = 'credits' and balance_micros < 0) as owed,
                       (select coalesce(sum(balance_micros), 0)::bigint from atelier.accounts where kind = 'held') as held
                from atelier.generation_runs r
                join public.generations g on g.id = r.generation_id
                where r.exposure_micros > 0
                """)
                .query((row, _) -> new Totals(
                        Micros.of(row.getLong("in_doubt")),
                        Micros.of(row.getLong("in_doubt_own")),
                        Micros.of(row.getLong("owed")),
                        Micros.of(row.getLong("held"))))
                .single();
    }

    /// @param told administrators heard of it, and it has not fallen since
    record Limit(Exposures.Kind kind, Micros amount, boolean told) {}

    /// Locked, so that two nodes do not tell at once.
    List<Limit> limits(Tx tx) {
        return tx.sql(
                        "select kind, limit_micros, told_at is not null as told from atelier.exposure_limits order by kind for update")
                .query((row, _) -> new Limit(
                        Exposures.Kind.of(row.getString("kind")),
                        Micros.of(row.getLong("limit_micros")),
                        row.getBoolean("told")))
                .list();
    }

    /// @param amount null takes it away
    void limit(Tx tx, Exposures.Kind kind, @Nullable Micros amount) {
        tx.sql("""
                with gone as (delete from atelier.exposure_limits where kind = :kind and cast(:amount as bigint) is null)
                insert into atelier.exposure_limits as l (kind, limit_micros)
                select :kind, cast(:amount as bigint) where cast(:amount as bigint) is not null
                on conflict (kind) do update set limit_micros = excluded.limit_micros, told_at = null, updated_at = now()
                  where l.limit_micros <> excluded.limit_micros
                """)
                .param("kind", kind.word())
                .param("amount", amount == null ? null : amount.value(), Types.BIGINT)
                .update();
    }

    void told(Tx tx, Exposures.Kind kind, boolean told) {
        tx.sql("update atelier.exposure_limits set told_at = case when :told then now() end where kind = :kind")
                .param("kind", kind.word())
                .param("told", told)
                .update();
    }

    /// A run in doubt, locked.
    ///
    /// @param ended nobody looks for it any more
    record Doubtful(UUID id, UUID userId, Micros exposure, boolean ownKey, boolean ended, boolean reconciling) {}

    Optional<Doubtful> lock(Tx tx, UUID id) {
        return tx.sql("""
                select r.generation_id, r.user_id, r.exposure_micros, g.key_source <> 'server' as own_key, r.state = 'ended' as ended,
                       r.state = 'open' and g.phase = 'reconciling' as reconciling
                from atelier.generation_runs r
                join public.generations g on g.id = r.generation_id
                where r.generation_id = :id and r.exposure_micros > 0
                for update of r
                """)
                .param("id", id)
                .query((row, _) -> new Doubtful(
                        row.getObject("generation_id", UUID.class),
                        row.getObject("user_id", UUID.class),
                        Micros.of(row.getLong("exposure_micros")),
                        row.getBoolean("own_key"),
                        row.getBoolean("ended"),
                        row.getBoolean("reconciling")))
                .optional();
    }

    void writtenOff(Tx tx, UUID id) {
        tx.sql(
                        "update atelier.generation_runs set exposure_micros = 0, written_off_at = now() where generation_id = :id")
                .param("id", id)
                .update();
    }

    /// Addresses of administrators.
    List<String> administrators(Tx tx) {
        return tx.sql("""
                select email
                from auth.users
                where deleted_at is null and email is not null and email_confirmed_at is not null
                  and raw_app_meta_data ->> 'role' = 'admin'
                order by email
                """).query((row, _) -> row.getString(1)).list();
    }
}
