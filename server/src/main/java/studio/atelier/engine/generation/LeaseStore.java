package studio.atelier.engine.generation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.database.Trip;
import studio.atelier.platform.database.Tx;

/// Takes runs from the queue, fairly, in one statement whose cost does not grow with the length of the queue:
/// it walks over the people who wait, at most so many in one go, and looks at the first few runs of each.
final class LeaseStore {

    static final UUID FROM_THE_START = new UUID(0, 0);

    /// People looked at in one go; the next goes on behind them.
    static final int PEOPLE_MAX = 500;

    /// Runs of one person that are looked at for one that no limit stops.
    private static final int LOOKAHEAD = 200;

    /// Places in the queue that are counted; who stands further back hears no number.
    private static final int PLACES_MAX = 200;

    private final RunStore runs;

    LeaseStore(RunStore runs) {
        this.runs = runs;
    }

    /// Runs at once, where no row says otherwise.
    record Limits(int perPerson, int perProvider, int perModel, int perKey) {}

    /// @param free  runs wanted at most
    /// @param after people up to here were looked at in the last go; [#FROM_THE_START] for all
    record Ask(long node, Duration lease, int free, Limits limits, Turns.Standing turns, UUID after) {}

    /// @param start where the person stood in the turns, and `end` where the person stands now
    record Taken(Lease lease, double start, double end) {}

    /// @param people how many were looked at
    /// @param last   the last of them; null when there was none
    record Go(List<Taken> taken, int people, @Nullable UUID last) {
        Go {
            taken = List.copyOf(taken);
        }
    }

    private record Line(
            @Nullable Taken taken, int people, @Nullable UUID last) {}

    /// What several nodes take at the same moment is not seen by each other, so a limit may be passed by that
    /// much, for one run's time.
    Go lease(Tx tx, Ask ask) {
        Trip trip = tx.trip();
        trip.planOnce();
        Supplier<List<Line>> lines = trip.sql("""
                with recursive people (user_id, n) as (
                  (select user_id, 1
                   from atelier.generation_runs
                   where pool = 'server' and state = 'open' and leased_by is null and paused_at is null and user_id > :after::uuid
                   order by user_id limit 1)
                  union all
                  select (select r.user_id from atelier.generation_runs r
                          where r.pool = 'server' and r.state = 'open' and r.leased_by is null and r.paused_at is null
                            and r.user_id > p.user_id
                          order by r.user_id limit 1), p.n + 1
                  from people p
                  where p.user_id is not null and p.n < :people_max::int
                ), busy as materialized (
                  select user_id::text as person, provider, provider || '/' || model as model, key_id::text as key
                  from atelier.generation_runs
                  where leased_by > 0
                ), at_work as materialized (
                  select 'person' as scope, person as name, count(*) as runs from busy group by person
                  union all select 'provider', provider, count(*) from busy group by provider
                  union all select 'model', model, count(*) from busy group by model
                  union all select 'key', key, count(*) from busy where key is not null group by key
                ), capped as materialized (
                  -- What has work or a limit of its own, and how much more it may have.
                  select scope, name,
                         coalesce(l.runs_max, case scope when 'person' then :per_person::int when 'provider' then :per_provider::int
                                              when 'model' then :per_model::int else :per_key::int end) - coalesce(w.runs, 0) as room
                  from at_work w
                  full join atelier.run_limits l using (scope, name)
                ), stopped as materialized (
                  select scope, name from capped where room <= 0 and scope <> 'person'
                ), standing as materialized (
                  select user_id, place from unnest(:people::uuid[], :places::float8[]) as s (user_id, place)
                ), due as (
                  select next.generation_id, next.provider, next.model, next.key_id, next.rank_at,
                         greatest(coalesce(s.place, 0), :turn::float8) + (next.k - 1) / coalesce(t.weight, 1)::float8 as starts,
                         greatest(coalesce(s.place, 0), :turn::float8) + next.k / coalesce(t.weight, 1)::float8 as ends
                  from people p
                  left join atelier.queue_people q on q.user_id = p.user_id
                  left join atelier.queue_tiers t on t.name = q.tier
                  left join standing s on s.user_id = p.user_id
                  left join atelier.run_limits l on l.scope = 'person' and l.name = p.user_id::text
                  left join at_work w on w.scope = 'person' and w.name = p.user_id::text
                  cross join lateral (
                    select ahead.*, row_number() over (order by ahead.rank_at, ahead.generation_id) as k
                    from (
                      select r.generation_id, r.provider, r.model, r.key_id, r.rank_at, r.available_at
                      from atelier.generation_runs r
                      where r.pool = 'server' and r.state = 'open' and r.leased_by is null and r.paused_at is null
                        and r.user_id = p.user_id
                      order by r.rank_at, r.generation_id
                      limit :lookahead::int
                    ) ahead
                    where ahead.available_at <= now()
                      -- What an administrator closed waits until it is open again.
                      and not exists (
                        select from atelier.maintenance m
                        where m.provider in (ahead.provider, '*') and (m.ends_at is null or m.ends_at > now()))
                      and not exists (
                        select from stopped x
                        where (x.scope = 'provider' and x.name = ahead.provider)
                           or (x.scope = 'model' and x.name = ahead.provider || '/' || ahead.model)
                           or (x.scope = 'key' and x.name = ahead.key_id::text))
                    limit greatest(least(coalesce(l.runs_max, t.runs_max, :per_person::int) - coalesce(w.runs, 0), :free::int), 0)
                  ) next
                  where p.user_id is not null
                ), first as (
                  select * from due order by starts, rank_at, generation_id limit :free::int * 2 + 16
                ), counted as (
                  select f.*,
                         row_number() over (partition by provider order by starts, rank_at, generation_id) as of_provider,
                         row_number() over (partition by provider, model order by starts, rank_at, generation_id) as of_model,
                         row_number() over (partition by key_id order by starts, rank_at, generation_id) as of_key
                  from first f
                ), chosen as (
                  select r.generation_id, c.starts, c.ends
                  from counted c
                  left join capped p on p.scope = 'provider' and p.name = c.provider
                  left join capped m on m.scope = 'model' and m.name = c.provider || '/' || c.model
                  left join capped y on y.scope = 'key' and y.name = c.key_id::text
                  join atelier.generation_runs r on r.generation_id = c.generation_id
                  where r.state = 'open' and r.leased_by is null and r.paused_at is null
                    and c.of_provider <= coalesce(p.room, :per_provider::int) and c.of_model <= coalesce(m.room, :per_model::int)
                    and (c.key_id is null or c.of_key <= coalesce(y.room, :per_key::int))
                  order by c.starts, c.rank_at, c.generation_id
                  limit :free::int
                  for update of r skip locked
                ), leased as (
                  update atelier.generation_runs r
                  set leased_by = :node::bigint, leased_until = now() + :lease::interval, fencing = fencing + 1
                  from chosen
                  where r.generation_id = chosen.generation_id
                  returning r.*, chosen.starts, chosen.ends
                ), started as (
                  update public.generations g
                  set status = 'running',
                      phase = case when leased.handle is null then 'submitting' else 'waiting' end,
                      started_at = coalesce(g.started_at, now())
                  from leased
                  where g.id = leased.generation_id
                  returning g.*
                )
                select walk.people, walk.last, r.starts, r.ends,
                       g.id, g.user_id, g.org_id, g.project_id, g.provider, g.model, g.generation_type, g.prompt,
                       g.parameters::text as parameters, g.reference_asset_ids, g.key_source, g.started_at, r.key_id, r.fencing,
                       r.attempts, r.sent_at, r.handle, r.delivered::text as delivered, r.price::text as price,
                       r.asset_parameters, r.cancel_requested_at is not null as cancel_asked
                from (select count(user_id) as people,
                             (array_agg(user_id order by n desc) filter (where user_id is not null))[1] as last from people) walk
                left join leased r on true
                left join started g on g.id = r.generation_id
                order by r.starts, r.rank_at, r.generation_id
                """)
                .param("after", ask.after())
                .param("people_max", PEOPLE_MAX)
                .param("lookahead", LOOKAHEAD)
                .param("per_person", ask.limits().perPerson())
                .param("per_provider", ask.limits().perProvider())
                .param("per_model", ask.limits().perModel())
                .param("per_key", ask.limits().perKey())
                .param("people", ask.turns().peopleText())
                .param("places", ask.turns().placesText())
                .param("turn", ask.turns().now())
                .param("free", ask.free())
                .param("node", ask.node())
                .param("lease", ask.lease().toSeconds() + " seconds")
                .query(this::line);
        trip.send();
        List<Taken> taken = new ArrayList<>();
        for (Line line : lines.get()) {
            if (line.taken() != null) {
                taken.add(line.taken());
            }
        }
        return new Go(
                taken, lines.get().getFirst().people(), lines.get().getFirst().last());
    }

    private Line line(ResultSet row, int index) throws SQLException {
        Taken taken = row.getObject("id") == null
                ? null
                : new Taken(runs.lease(row, index), row.getDouble("starts"), row.getDouble("ends"));
        return new Line(taken, row.getInt("people"), row.getObject("last", UUID.class));
    }

    /// @return places in the queue by id, counted from 1, of runs nobody works on
    Map<UUID, Integer> places(Tx tx, Pool pool, List<UUID> ids) {
        return tx
                .sql("""
                        select generation_id, place
                        from (
                          select generation_id, row_number() over (order by rank_at, generation_id) as place
                          from atelier.generation_runs
                          where state = 'open' and leased_by is null and paused_at is null and pool = :pool
                          order by rank_at, generation_id
                          limit :places_max
                        ) queue
                        where generation_id = any (:ids::uuid[])
                        """)
                .param("pool", pool.word())
                .param("places_max", PLACES_MAX)
                .param("ids", GenerationStore.uuids(ids))
                .query((row, _) -> Map.entry(row.getObject(1, UUID.class), row.getInt(2)))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
