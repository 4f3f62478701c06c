package studio.atelier.engine.generation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import studio.atelier.platform.database.Tx;

/// The statements over what waits and runs, as people see it and move it; all as the system, each for one
/// person or, where the person is null, for all.
final class QueueStore {

    /// Runs that are paused or resumed in one go.
    private static final int BULK_MAX = 10_000;

    private static final String LIST = """
            select r.generation_id, r.user_id, g.project_id, r.provider, r.model, g.generation_type, g.prompt, g.status, g.phase,
                   r.priority, r.paused_at is not null as paused, r.pool, r.job_kind, r.attempts, g.estimate_micros,
                   r.available_at, r.rank_at, g.started_at, g.created_at
            from (
              (select generation_id from atelier.generation_runs
               where pool = 'server' and state = 'open' and leased_by is null and paused_at is null
                 and (rank_at, generation_id) > (:at, :id) @whose
               order by rank_at, generation_id limit :limit)
              union all
              (select generation_id from atelier.generation_runs
               where pool = 'workers' and state = 'open' and leased_by is null and paused_at is null
                 and (rank_at, generation_id) > (:at, :id) @whose
               order by rank_at, generation_id limit :limit)
              union all
              (select generation_id from atelier.generation_runs
               where paused_at is not null and (rank_at, generation_id) > (:at, :id) @whose
               order by rank_at, generation_id limit :limit)
              union all
              (select generation_id from atelier.generation_runs
               where leased_by is not null and (rank_at, generation_id) > (:at, :id) @whose
               order by rank_at, generation_id limit :limit)
            ) page
            join atelier.generation_runs r using (generation_id)
            join public.generations g on g.id = r.generation_id
            order by r.rank_at, r.generation_id
            limit :limit
            """;
    private static final String MINE = LIST.replace("@whose", "and user_id = :user");
    private static final String ALL = LIST.replace("@whose", "");

    /// Where a page ends; the next begins behind it.
    record Cursor(Instant rankAt, UUID id) {
        static final Cursor START = new Cursor(Instant.EPOCH, new UUID(0, 0));
    }

    record Row(QueueEntry entry, Cursor cursor) {}

    /// First what comes first.
    List<Row> list(Tx tx, @Nullable UUID user, Cursor after, int limit) {
        StatementSpec statement = user == null ? tx.sql(ALL) : tx.sql(MINE).param("user", user);
        return statement
                .param("at", after.rankAt().atOffset(ZoneOffset.UTC))
                .param("id", after.id())
                .param("limit", limit)
                .query((row, _) -> row(row))
                .list();
    }

    private static Row row(ResultSet row) throws SQLException {
        UUID id = row.getObject("generation_id", UUID.class);
        var entry = new QueueEntry(
                id,
                row.getObject("user_id", UUID.class),
                row.getObject("project_id", UUID.class),
                row.getString("provider"),
                row.getString("model"),
                row.getString("generation_type"),
                row.getString("prompt"),
                row.getString("status"),
                row.getString("phase"),
                Lane.of(row.getInt("priority")).word(),
                row.getBoolean("paused"),
                row.getString("pool"),
                row.getString("job_kind"),
                row.getInt("attempts"),
                row.getLong("estimate_micros"),
                row.getObject("available_at", OffsetDateTime.class).toInstant(),
                instant(row, "started_at"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
        return new Row(
                entry, new Cursor(row.getObject("rank_at", OffsetDateTime.class).toInstant(), id));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /// @param ids null for all of the person's
    /// @return those that wait now and did not before, or the other way round
    List<UUID> pause(Tx tx, @Nullable UUID user, @Nullable List<UUID> ids, boolean paused) {
        return tx.sql("""
                with chosen as (
                  select generation_id
                  from atelier.generation_runs
                  where state = 'open' and leased_by is null and (paused_at is null) = :paused
                    and (:user::uuid is null or user_id = :user)
                    and (:ids::uuid[] is null or generation_id = any (:ids::uuid[]))
                  order by rank_at, generation_id
                  limit :bulk_max
                  for update skip locked
                )
                update atelier.generation_runs r
                set paused_at = case when :paused then now() end
                from chosen
                where r.generation_id = chosen.generation_id
                returning r.generation_id
                """)
                .param("paused", paused)
                .param("user", user)
                .param("ids", ids == null ? null : GenerationStore.uuids(ids))
                .param("bulk_max", BULK_MAX)
                .query((row, _) -> row.getObject(1, UUID.class))
                .list();
    }

    /// Another lane takes a run's place along by the distance of the two lanes.
    boolean lane(Tx tx, UUID user, UUID id, Lane lane) {
        return tx.sql("""
                update atelier.generation_runs
                set priority = :priority,
                    rank_at = rank_at + :later::interval
                              - case priority when -1 then :low::interval when 1 then :high::interval else '0'::interval end
                where generation_id = :id and user_id = :user and state = 'open' and leased_by is null
                """)
                        .param("priority", lane.priority())
                        .param("later", seconds(lane.later()))
                        .param("low", seconds(Lane.LOW.later()))
                        .param("high", seconds(Lane.HIGH.later()))
                        .param("id", id)
                        .param("user", user)
                        .update()
                == 1;
    }

    private static String seconds(Duration time) {
        return time.toSeconds() + " seconds";
    }

    /// Before all others of the person, or behind them; the places of other people do not change.
    boolean move(Tx tx, UUID user, UUID id, boolean front) {
        return tx.sql("""
                with others as (
                  select min(rank_at) as first, max(rank_at) as last
                  from atelier.generation_runs
                  where pool in ('server', 'workers') and user_id = :user and state = 'open' and leased_by is null
                    and paused_at is null and generation_id <> :id
                )
                update atelier.generation_runs r
                set rank_at = case when :front then least(r.rank_at, coalesce(others.first, r.rank_at) - interval '1 millisecond')
                                   else greatest(r.rank_at, coalesce(others.last, r.rank_at) + interval '1 millisecond') end
                from others
                where r.generation_id = :id and r.user_id = :user and r.state = 'open' and r.leased_by is null
                """)
                        .param("user", user)
                        .param("id", id)
                        .param("front", front)
                        .update()
                == 1;
    }

    /// Right before another waiting run of the same person.
    boolean moveBefore(Tx tx, UUID user, UUID id, UUID other) {
        return tx.sql("""
                update atelier.generation_runs r
                set rank_at = other.rank_at - interval '1 microsecond'
                from atelier.generation_runs other
                where r.generation_id = :id and r.user_id = :user and r.state = 'open' and r.leased_by is null
                  and other.generation_id = :other and other.user_id = :user and other.state = 'open' and other.leased_by is null
                """)
                        .param("user", user)
                        .param("id", id)
                        .param("other", other)
                        .update()
                == 1;
    }

    /// What failed within a day and was not tried again.
    List<UUID> failed(Tx tx, UUID user, int limit) {
        return tx.sql("""
                select g.id
                from public.generations g
                where g.user_id = :user and g.status = 'failed' and g.created_at > now() - interval '24 hours'
                  and g.deleted_at is null
                  and not exists (select from public.generations c where c.retry_of = g.id)
                order by g.id desc
                limit :limit
                """)
                .param("user", user)
                .param("limit", limit)
                .query((row, _) -> row.getObject(1, UUID.class))
                .list();
    }

    /// Runs that were tried often enough, newest first; without those that were replayed.
    List<DeadLetter> dead(Tx tx, @Nullable UUID before, int limit) {
        return tx.sql("""
                select r.generation_id, r.user_id, r.provider, r.model, r.pool, r.job_kind, r.attempts, r.dead_at,
                       g.error_message, g.error ->> 'provider_message' as provider_message
                from atelier.generation_runs r
                join public.generations g on g.id = r.generation_id
                where r.dead_at is not null and (:before::uuid is null or r.generation_id < :before)
                  and not exists (select from public.generations c where c.retry_of = r.generation_id)
                order by r.generation_id desc
                limit :limit
                """)
                .param("before", before)
                .param("limit", limit)
                .query((row, _) -> new DeadLetter(
                        row.getObject("generation_id", UUID.class),
                        row.getObject("user_id", UUID.class),
                        row.getString("provider"),
                        row.getString("model"),
                        row.getString("pool"),
                        row.getString("job_kind"),
                        row.getInt("attempts"),
                        row.getObject("dead_at", OffsetDateTime.class).toInstant(),
                        row.getString("error_message"),
                        row.getString("provider_message")))
                .list();
    }

    /// As many as [#dead] lists in the end.
    long deadCount(Tx tx) {
        return tx.sql("""
                select count(*)
                from atelier.generation_runs r
                where r.dead_at is not null
                  and not exists (select from public.generations c where c.retry_of = r.generation_id)
                """).query(Long.class).single();
    }

    /// @return whose it is; empty when it is no dead letter
    Optional<UUID> deadOf(Tx tx, UUID id) {
        return tx.sql("select user_id from atelier.generation_runs where generation_id = :id and dead_at is not null")
                .param("id", id)
                .query(UUID.class)
                .optional();
    }

    /// @return false when it is no dead letter
    boolean bury(Tx tx, UUID id) {
        return tx.sql(
                                "update atelier.generation_runs set dead_at = null where generation_id = :id and dead_at is not null")
                        .param("id", id)
                        .update()
                == 1;
    }
}
