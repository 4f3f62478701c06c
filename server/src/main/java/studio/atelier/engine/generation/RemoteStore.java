package studio.atelier.engine.generation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import studio.atelier.engine.media.StagedMedia;
import studio.atelier.platform.database.Tx;
import tools.jackson.databind.json.JsonMapper;

/// The statements over runs that workers lease, all as the system. Those that a worker causes name its
/// ticket, and change nothing when another lease is the current one.
final class RemoteStore {

    /// What `leased_by` says of a worker's lease; nodes have numbers from 1.
    static final long WORKER = 0;

    /// Runs of one person that are looked at for one that the worker can do.
    private static final int LOOKAHEAD = 200;

    /// Runs of dead workers that are given up in one go.
    private static final int BURY_MAX = 50;

    /// A lease that ran out is still the worker's until somebody else takes the run.
    private static final String MINE = """
            generation_id = :id and state = 'open' and leased_by = 0 and worker_id = :worker and fencing = :fencing
            """;

    private final RunStore runs;
    private final JsonMapper json;

    RemoteStore(RunStore runs, JsonMapper json) {
        this.runs = runs;
        this.json = json;
    }

    /// What a worker can do, and for how long it asks.
    record Ask(UUID workerId, Collection<String> jobKinds, Collection<String> labels, Duration lease) {}

    /// The next run for a worker; each lease is an attempt.
    Optional<RemoteLease> lease(Tx tx, Ask ask, int attemptsMax) {
        return tx.sql("""
                with recursive people (kind, user_id, n) as (
                  select k.kind, (select r.user_id from atelier.generation_runs r
                                  where r.pool = 'workers' and r.state = 'open' and r.leased_by is null and r.paused_at is null
                                    and r.job_kind = k.kind
                                  order by r.user_id limit 1), 1
                  from unnest(:kinds::text[]) as k (kind)
                  union all
                  select p.kind, (select r.user_id from atelier.generation_runs r
                                  where r.pool = 'workers' and r.state = 'open' and r.leased_by is null and r.paused_at is null
                                    and r.job_kind = p.kind and r.user_id > p.user_id
                                  order by r.user_id limit 1), p.n + 1
                  from people p
                  where p.user_id is not null and p.n < :people_max
                ), busy as materialized (
                  select user_id, count(*) as runs from atelier.generation_runs where leased_by = 0 group by user_id
                ), due as (
                  select first.generation_id, first.rank_at, before.served_at,
                         coalesce(b.runs, 0) / coalesce(t.weight, 1) as load
                  from people p
                  left join busy b on b.user_id = p.user_id
                  left join atelier.queue_people q on q.user_id = p.user_id
                  left join atelier.queue_tiers t on t.name = q.tier
                  left join lateral (
                    select r.served_at from atelier.generation_runs r
                    where r.user_id = p.user_id and r.served_at is not null
                    order by r.served_at desc limit 1
                  ) before on true
                  cross join lateral (
                    select ahead.generation_id, ahead.rank_at
                    from (
                      select r.generation_id, r.rank_at, r.available_at, r.attempts, r.labels, r.delivered
                      from atelier.generation_runs r
                      where r.pool = 'workers' and r.state = 'open' and r.leased_by is null and r.paused_at is null
                        and r.job_kind = p.kind and r.user_id = p.user_id
                      order by r.rank_at, r.generation_id
                      limit :lookahead
                    ) ahead
                    where ahead.available_at <= now() and ahead.labels <@ :labels::text[]
                      -- What an administrator closed waits until it is open again.
                      and not exists (
                        select from atelier.maintenance m
                        where m.provider in ('workers', '*') and (m.ends_at is null or m.ends_at > now()))
                      and ahead.attempts < :attempts_max and ahead.delivered is null
                    limit 1
                  ) first
                  where p.user_id is not null
                ), next as (
                  -- Who has least at work for the weight, then who was served longest ago, then who waits longest.
                  select r.generation_id
                  from due d
                  join atelier.generation_runs r using (generation_id)
                  where r.state = 'open' and r.leased_by is null and r.paused_at is null
                  order by d.load, d.served_at nulls first, d.rank_at, d.generation_id
                  limit 1
                  for update of r skip locked
                ), leased as (
                  update atelier.generation_runs r
                  set leased_by = 0, worker_id = :worker, leased_until = now() + :lease::interval, fencing = r.fencing + 1,
                      attempts = r.attempts + 1, sent_at = now(), served_at = clock_timestamp()
                  from next
                  where r.generation_id = next.generation_id
                  returning r.*
                ), started as (
                  update public.generations g
                  set status = 'running', phase = 'waiting', started_at = coalesce(g.started_at, now())
                  from leased
                  where g.id = leased.generation_id
                  returning g.*
                ), forgotten as (
                  delete from atelier.run_outputs o using leased where o.generation_id = leased.generation_id
                )
                select r.generation_id, r.worker_id, r.fencing, r.job_kind, r.attempts, r.leased_until,
                       g.model, g.generation_type, g.prompt, g.parameters::text as parameters, g.reference_asset_ids
                from leased r
                join started g on g.id = r.generation_id
                """)
                .param("kinds", ask.jobKinds().toArray(String[]::new))
                .param("labels", ask.labels().toArray(String[]::new))
                .param("people_max", LeaseStore.PEOPLE_MAX)
                .param("lookahead", LOOKAHEAD)
                .param("attempts_max", attemptsMax)
                .param("worker", ask.workerId())
                .param("lease", ask.lease().toSeconds() + " seconds")
                .query(this::remoteLease)
                .optional();
    }

    private RemoteLease remoteLease(ResultSet row, int index) throws SQLException {
        return new RemoteLease(
                new RemoteTicket(
                        row.getObject("generation_id", UUID.class),
                        row.getObject("worker_id", UUID.class),
                        row.getLong("fencing")),
                row.getString("job_kind"),
                row.getString("model"),
                row.getString("generation_type"),
                row.getString("prompt"),
                json.readTree(row.getString("parameters")),
                GenerationStore.uuidList(row.getArray("reference_asset_ids")),
                row.getInt("attempts"),
                row.getObject("leased_until", OffsetDateTime.class).toInstant());
    }

    /// @return when the lease ends now; empty when it is not the worker's
    Optional<Instant> extend(Tx tx, RemoteTicket ticket, Duration lease) {
        return ticket(
                        tx,
                        "update atelier.generation_runs set leased_until = now() + :lease::interval where " + MINE
                                + " returning leased_until",
                        ticket)
                .param("lease", lease.toSeconds() + " seconds")
                .query((row, _) -> row.getObject(1, OffsetDateTime.class).toInstant())
                .optional();
    }

    /// @return when the lease ends; empty when it is not the worker's
    Optional<Instant> held(Tx tx, RemoteTicket ticket) {
        return ticket(tx, "select leased_until from atelier.generation_runs where " + MINE, ticket)
                .query((row, _) -> row.getObject(1, OffsetDateTime.class).toInstant())
                .optional();
    }

    /// The run as the rest of the engine knows it, while it is the worker's. The attempt under way is not
    /// counted yet.
    Optional<Lease> lease(Tx tx, RemoteTicket ticket) {
        return held(tx, ticket).map(_ -> runs.held(tx, ticket.generationId()).beforeThisAttempt());
    }

    /// What became of a run that a worker with this very ticket gave away.
    ///
    /// @param ended only what is over for good
    Optional<String> givenBy(Tx tx, RemoteTicket ticket, boolean ended) {
        return ticket(tx, """
                        select g.status
                        from atelier.generation_runs r
                        join public.generations g on g.id = r.generation_id
                        where r.generation_id = :id and r.worker_id = :worker and r.fencing = :fencing and r.leased_by is null
                          and (r.state = 'ended' or not :ended)
                        """, ticket).param("ended", ended).query(String.class).optional();
    }

    boolean cancelled(Tx tx, UUID generationId) {
        return tx.sql("select exists (select from public.generations where id = :id and status = 'cancelled')")
                .param("id", generationId)
                .query(Boolean.class)
                .single();
    }

    /// @return false when the lease is not the worker's
    boolean keepOutput(Tx tx, RemoteTicket ticket, int position, StagedMedia staged) {
        return ticket(tx, """
                        with run as (
                          select generation_id from atelier.generation_runs where
                        """ + MINE + """
                          for update
                        )
                        insert into atelier.run_outputs as o (generation_id, position, fencing, staged)
                        select generation_id, :position, :fencing, :staged::jsonb from run
                        on conflict (generation_id, position) do update
                          set fencing = excluded.fencing, staged = excluded.staged, created_at = now()
                        """, ticket)
                        .param("position", position)
                        .param("staged", json.writeValueAsString(staged))
                        .update()
                == 1;
    }

    List<StagedMedia> outputs(Tx tx, RemoteTicket ticket) {
        return tx.sql("""
                select staged::text
                from atelier.run_outputs
                where generation_id = :id and fencing = :fencing
                order by position
                """)
                .param("id", ticket.generationId())
                .param("fencing", ticket.fencing())
                .query((row, _) -> json.readValue(row.getString(1), StagedMedia.class))
                .list();
    }

    /// @return false when the lease is not the worker's
    boolean keepPreview(Tx tx, RemoteTicket ticket, RemoteRuns.Preview preview) {
        return ticket(tx, """
                        insert into atelier.run_previews as p (generation_id, mime_type, bytes)
                        select generation_id, :type, :bytes from atelier.generation_runs where
                        """ + MINE + """
                        on conflict (generation_id) do update
                          set mime_type = excluded.mime_type, bytes = excluded.bytes, updated_at = now()
                        """, ticket)
                        .param("type", preview.mimeType())
                        .param("bytes", preview.bytes())
                        .update()
                == 1;
    }

    Optional<RemoteRuns.Preview> preview(Tx tx, UUID generationId) {
        return tx.sql("select mime_type, bytes from atelier.run_previews where generation_id = :id")
                .param("id", generationId)
                .query((row, _) -> new RemoteRuns.Preview(row.getString(1), row.getBytes(2)))
                .optional();
    }

    /// Back to the queue; a worker that gives a run back untouched did not try it.
    boolean handBack(Tx tx, RemoteTicket ticket) {
        return ticket(tx, """
                        with run as (
                          update atelier.generation_runs
                          set leased_by = null, leased_until = null, sent_at = null, attempts = attempts - 1
                          where
                        """ + MINE + """
                          returning generation_id
                        )
                        update public.generations g
                        set status = 'pending', phase = 'queued'
                        from run
                        where g.id = run.generation_id
                        """, ticket).update() == 1;
    }

    /// Frees runs whose worker let its lease run out. What was delivered goes to this server, which settles
    /// it; the rest waits for another worker, as long as there are attempts left.
    ///
    /// @return how many
    int rescue(Tx tx, int attemptsMax) {
        return tx.sql("""
                with freed as (
                  update atelier.generation_runs
                  set leased_by = null, leased_until = null,
                      sent_at = case when delivered is null then null else sent_at end,
                      pool = case when delivered is null then pool else 'server' end
                  where leased_by = 0 and state = 'open' and leased_until < now()
                    and (attempts < :attempts_max or delivered is not null)
                  returning generation_id, delivered
                )
                update public.generations g
                set status = 'pending', phase = 'queued'
                from freed
                where g.id = freed.generation_id
                """).param("attempts_max", attemptsMax).update();
    }

    /// Takes runs that were tried often enough from workers that are silent, to end them.
    List<Lease> takeExhausted(Tx tx, long node, Duration lease, int attemptsMax) {
        List<UUID> taken = tx.sql("""
                with silent as (
                  select generation_id
                  from atelier.generation_runs
                  where state = 'open' and pool = 'workers' and attempts >= :attempts_max and delivered is null
                    and (leased_by is null or (leased_by = 0 and leased_until < now()))
                  limit :bury_max
                  for update skip locked
                )
                update atelier.generation_runs r
                set leased_by = :node, leased_until = now() + :lease::interval, fencing = fencing + 1
                from silent
                where r.generation_id = silent.generation_id
                returning r.generation_id
                """)
                .param("attempts_max", attemptsMax)
                .param("bury_max", BURY_MAX)
                .param("node", node)
                .param("lease", lease.toSeconds() + " seconds")
                .query((row, _) -> row.getObject(1, UUID.class))
                .list();
        return taken.stream().map(id -> runs.held(tx, id).beforeThisAttempt()).toList();
    }

    List<RemoteDemand> demand(Tx tx) {
        return tx.sql("""
                select job_kind,
                       count(*) filter (where leased_by is null and paused_at is null and available_at <= now()) as waiting,
                       count(*) filter (where leased_by is not null) as leased,
                       coalesce(extract(epoch from now() - min(available_at)
                         filter (where leased_by is null and paused_at is null and available_at <= now())), 0)::bigint as oldest
                from atelier.generation_runs
                where state = 'open' and pool = 'workers'
                group by job_kind
                order by job_kind
                """)
                .query((row, _) -> new RemoteDemand(
                        row.getString("job_kind"),
                        row.getLong("waiting"),
                        row.getLong("leased"),
                        Duration.ofSeconds(row.getLong("oldest"))))
                .list();
    }

    /// Outputs and previews of runs that are over.
    void forget(Tx tx) {
        tx.sql("""
                delete from atelier.run_outputs o
                using atelier.generation_runs r
                where r.generation_id = o.generation_id and r.state = 'ended'
                """).update();
        tx.sql("""
                delete from atelier.run_previews p
                using atelier.generation_runs r
                where r.generation_id = p.generation_id and r.state = 'ended'
                """).update();
    }

    private static JdbcClient.StatementSpec ticket(Tx tx, String sql, RemoteTicket ticket) {
        return tx.sql(sql)
                .param("id", ticket.generationId())
                .param("worker", ticket.workerId())
                .param("fencing", ticket.fencing());
    }
}
