package studio.atelier.engine.generation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import studio.atelier.platform.database.Trip;
import studio.atelier.platform.database.Tx;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The statements over runs that somebody has, all as the system; taking them is [LeaseStore]'s. Each write
/// of an executor names its fencing token and fails with [LeaseLost] when it is not the current one.
final class RunStore {

    private final JsonMapper json;

    RunStore(JsonMapper json) {
        this.json = json;
    }

    /// Reads one row with the columns of [#held].
    Lease lease(ResultSet row, int index) throws SQLException {
        JsonNode parameters = json.readTree(row.getString("parameters"));
        Map<String, UUID> assets = new LinkedHashMap<>();
        for (String name : (String[]) row.getArray("asset_parameters").getArray()) {
            assets.put(name, UUID.fromString(parameters.path(name).asString()));
        }
        OffsetDateTime sent = row.getObject("sent_at", OffsetDateTime.class);
        String delivered = row.getString("delivered");
        return new Lease(
                row.getObject("id", UUID.class),
                row.getObject("user_id", UUID.class),
                row.getObject("org_id", UUID.class),
                row.getObject("project_id", UUID.class),
                row.getString("provider"),
                row.getString("model"),
                row.getString("generation_type"),
                row.getString("prompt"),
                parameters,
                GenerationStore.uuidList(row.getArray("reference_asset_ids")),
                assets,
                row.getString("key_source"),
                row.getObject("key_id", UUID.class),
                row.getLong("fencing"),
                row.getInt("attempts"),
                sent == null ? null : sent.toInstant(),
                row.getString("handle"),
                delivered == null ? null : json.readTree(delivered),
                json.readTree(row.getString("price")),
                row.getObject("started_at", OffsetDateTime.class).toInstant(),
                row.getBoolean("cancel_asked"),
                false);
    }

    /// A run that was accepted with a lease.
    Lease held(Tx tx, UUID id) {
        return tx.sql("""
                select g.id, g.user_id, g.org_id, g.project_id, g.provider, g.model, g.generation_type, g.prompt,
                       g.parameters::text as parameters, g.reference_asset_ids, g.key_source, g.started_at, r.key_id, r.fencing,
                       r.attempts, r.sent_at, r.handle, r.delivered::text as delivered, r.price::text as price,
                       r.asset_parameters, r.cancel_requested_at is not null as cancel_asked
                from atelier.generation_runs r
                join public.generations g on g.id = r.generation_id
                where r.generation_id = :id
                """).param("id", id).query(this::lease).single();
    }

    /// Renews what this node works on, and nothing else that bears its number: a run whose work broke off is free
    /// again when its lease ends.
    ///
    /// @param ids of the runs that are worked on
    /// @return those this node still holds, with their fencing tokens
    Map<UUID, Long> renew(Tx tx, long node, List<UUID> ids, Duration lease) {
        return tx
                .sql("""
                        update atelier.generation_runs
                        set leased_until = now() + :lease::interval
                        where generation_id = any (:ids::uuid[]) and leased_by = :node and state = 'open'
                        returning generation_id, fencing
                        """)
                .param("lease", lease.toSeconds() + " seconds")
                .param("node", node)
                .param("ids", GenerationStore.uuids(ids))
                .query((row, _) -> Map.entry(row.getObject(1, UUID.class), row.getLong(2)))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /// Frees runs of nodes that are gone. A node that lives holds the advisory lock of its number; one that
    /// lost it must also have been silent for a while, so that a broken connection alone costs nothing.
    ///
    /// @return how many
    int rescue(Tx tx, long node, Duration lease, Duration silence) {
        return tx.sql("""
                update atelier.generation_runs r
                set leased_by = null, leased_until = null
                where state = 'open' and leased_by > 0
                  and (leased_until < now()
                    or (leased_by <> :node
                      and leased_until < now() + :lease::interval - :silence::interval
                      and not exists (
                        select from pg_locks l
                        where l.locktype = 'advisory' and l.granted and l.objsubid = 1
                          and (l.classid::bigint << 32 | l.objid::bigint) = r.leased_by)))
                """)
                .param("node", node)
                .param("lease", lease.toSeconds() + " seconds")
                .param("silence", silence.toSeconds() + " seconds")
                .update();
    }

    /// Before the bytes leave: from here on nobody knows, until somebody is told.
    ///
    /// @return for each whether its lease still holds
    List<Boolean> markSent(Tx tx, List<Lease> leases) {
        Trip trip = tx.trip();
        trip.byKeys();
        Supplier<List<Map.Entry<UUID, Long>>> sent = trip.sql("""
                        with given as (
                          select * from jsonb_to_recordset(:leases::jsonb) as r (run uuid, token bigint)
                        ), run as (
                          update atelier.generation_runs
                          set sent_at = now(), attempts = attempts + 1
                          from given
                          where generation_id = any (array(select run from given))
                            and generation_id = given.run and fencing = given.token and state = 'open'
                          returning generation_id, fencing
                        ), waits as (
                          update public.generations
                          set phase = 'waiting'
                          where id = any (array(select generation_id from run))
                        )
                        select generation_id, fencing from run
                        """)
                .rows(
                        "leases",
                        leases.stream()
                                .map(lease -> Map.of("run", lease.generationId(), "token", lease.fencing()))
                                .toList())
                .query((row, _) -> Map.entry(row.getObject(1, UUID.class), row.getLong(2)));
        trip.send();
        var marked = new HashSet<>(sent.get());
        return leases.stream()
                .map(lease -> marked.contains(Map.entry(lease.generationId(), lease.fencing())))
                .toList();
    }

    /// A change of the run under its fencing token, and of its row.
    ///
    /// @param run what is set in the run
    /// @param row what is set in the row
    private static StatementSpec step(Tx tx, Lease lease, String run, String row) {
        return tx.sql("""
                        with run as (
                          update atelier.generation_runs
                          set %s
                          where generation_id = :id and fencing = :fencing and state = 'open'
                          returning generation_id
                        )
                        update public.generations g
                        set %s
                        from run
                        where g.id = run.generation_id
                        """.formatted(run, row)).param("id", lease.generationId()).param("fencing", lease.fencing());
    }

    void keepHandle(Tx tx, Lease lease, String handle, @Nullable String requestId) {
        fenced(
                step(tx, lease, "handle = :handle, provider_request_id = :request", "phase = 'waiting'")
                        .param("handle", handle)
                        .param("request", requestId)
                        .update(),
                "handle");
    }

    /// How sure it is what the provider does, and what it may bill meanwhile.
    void doubt(Tx tx, Lease lease, Phase phase, long exposureMicros) {
        fenced(
                step(tx, lease, "exposure_micros = :exposure", "phase = :phase")
                        .param("exposure", exposureMicros)
                        .param("phase", phase.word())
                        .update(),
                "doubt");
    }

    /// Everything a provider delivered lies durable: from here on a crash costs nothing, the run is settled
    /// from this.
    ///
    /// @param delivered see [Delivery#asJson]
    void keepDelivery(Tx tx, Lease lease, JsonNode delivered) {
        fenced(
                step(tx, lease, "delivered = :delivered::jsonb", "phase = 'storing'")
                        .param("delivered", delivered.toString())
                        .update(),
                "delivery");
    }

    /// A run that was tried often enough waits for an admin's word.
    void markDead(Tx tx, UUID id) {
        tx.sql("update atelier.generation_runs set dead_at = now() where generation_id = :id")
                .param("id", id)
                .update();
    }

    /// Back to the queue for another attempt; the failed one was certainly not billed.
    void requeue(Tx tx, Lease lease, Duration wait) {
        fenced(
                step(
                                tx,
                                lease,
                                "leased_by = null, leased_until = null, sent_at = null, handle = null, available_at = now() + :wait::interval",
                                "status = 'pending', phase = 'queued'")
                        .param("wait", wait.toMillis() + " milliseconds")
                        .update(),
                "requeue");
    }

    /// On no node, until the provider calls or the time is over. Where it called already, at once.
    void awaitCall(Tx tx, Lease lease, Instant until, long exposureMicros) {
        fenced(
                step(
                                tx,
                                lease,
                                "leased_by = null, leased_until = null, exposure_micros = :exposure,"
                                        + " available_at = case when handle is null then :until else now() end",
                                "phase = 'reconciling'")
                        .param("exposure", exposureMicros)
                        .param("until", until.atOffset(ZoneOffset.UTC))
                        .update(),
                "await a call");
    }

    /// As before the request left, for another attempt under the same lease; the failed one was certainly not billed.
    Lease takeBack(Tx tx, Lease lease) {
        fenced(step(tx, lease, "sent_at = null", "phase = 'submitting'").update(), "take back");
        return held(tx, lease.generationId());
    }

    /// Gives a run back, for another node or the next start.
    ///
    /// @param sent the request may have left
    void handBack(Tx tx, Lease lease, boolean sent) {
        tx.sql("""
                update atelier.generation_runs
                set leased_by = null, leased_until = null, sent_at = case when :sent then sent_at end
                where generation_id = :id and fencing = :fencing and state = 'open'
                """)
                .param("id", lease.generationId())
                .param("sent", sent)
                .param("fencing", lease.fencing())
                .update();
    }

    /// A run that ends.
    ///
    /// @param exposureMicros what the provider may bill without having delivered
    record End(Lease lease, @Nullable String requestId, long exposureMicros) {}

    /// Ends the runs; first statement of every settling transaction, so that only one of them gets
    /// further.
    ///
    /// @return to be called after the trip: fails with [LeaseLost] where a run is somebody else's now
    Runnable end(Trip trip, List<End> ends) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (End end : ends) {
            Map<String, @Nullable Object> row = new HashMap<>();
            row.put("run", end.lease().generationId());
            row.put("token", end.lease().fencing());
            row.put("request", end.requestId());
            row.put("exposure", end.exposureMicros());
            rows.add(row);
        }
        Supplier<Integer> ended = trip.sql("""
                        with given as (
                          select * from jsonb_to_recordset(:ends::jsonb) as r (run uuid, token bigint, request text, exposure bigint)
                        )
                        update atelier.generation_runs
                        set state = 'ended', leased_by = null, leased_until = null, delivered = null,
                            provider_request_id = coalesce(e.request, provider_request_id), exposure_micros = e.exposure
                        from given e
                        where generation_id = any (array(select run from given))
                          and generation_id = e.run and fencing = e.token and state = 'open'
                        """).rows("ends", rows).update();
        return () -> {
            if (ended.get() != ends.size()) {
                throw new LeaseLost("end");
            }
        };
    }

    /// What cancelling needs to know, locked.
    ///
    /// @param leasedBy null while nobody works on it
    record Standing(
            @Nullable Long leasedBy,
            boolean remote,
            boolean sent,
            @Nullable String handle,
            String provider,
            long fencing) {}

    Optional<Standing> lockOpen(Tx tx, UUID id) {
        return tx.sql("""
                select leased_by, pool = 'workers' and delivered is null as remote, sent_at is not null as sent, handle, provider, fencing
                from atelier.generation_runs
                where generation_id = :id and state = 'open'
                for update
                """)
                .param("id", id)
                .query((row, _) -> new Standing(
                        row.getObject("leased_by", Long.class),
                        row.getBoolean("remote"),
                        row.getBoolean("sent"),
                        row.getString("handle"),
                        row.getString("provider"),
                        row.getLong("fencing")))
                .optional();
    }

    void requestCancel(Tx tx, UUID id) {
        tx.sql("""
                update atelier.generation_runs
                set cancel_requested_at = coalesce(cancel_requested_at, now()),
                    available_at = case when leased_by is null and sent_at is not null then now() else available_at end
                where generation_id = :id and state = 'open'
                """).param("id", id).update();
    }

    /// @return which of this node's runs somebody wants stopped
    List<UUID> cancelRequested(Tx tx, long node) {
        return tx.sql("""
                select generation_id
                from atelier.generation_runs
                where leased_by = :node and state = 'open' and cancel_requested_at is not null
                """)
                .param("node", node)
                .query((row, _) -> row.getObject(1, UUID.class))
                .list();
    }

    /// A run that was open.
    ///
    /// @param sent bytes had left for the provider
    record Open(UUID id, boolean sent, long estimateMicros) {}

    /// Ends all runs of a person that belong to no organisation, whoever works on them: a lease of before
    /// is worth nothing any more.
    List<Open> endAll(Tx tx, UUID userId) {
        return tx.sql("""
                update atelier.generation_runs r
                set state = 'ended', leased_by = null, leased_until = null, paused_at = null, fencing = fencing + 1
                from public.generations g
                where g.id = r.generation_id and g.user_id = :user and g.org_id is null and r.state = 'open'
                returning r.generation_id, r.sent_at is not null as sent, g.estimate_micros
                """)
                .param("user", userId)
                .query((row, _) -> new Open(
                        row.getObject("generation_id", UUID.class),
                        row.getBoolean("sent"),
                        row.getLong("estimate_micros")))
                .list();
    }

    /// Ends a run that nobody works on, or a worker does: it bought nothing, and finds its lease lost.
    ///
    /// @return false when somebody took it meanwhile
    boolean endUnbought(Tx tx, UUID id) {
        return tx.sql("""
                update atelier.generation_runs
                set state = 'ended', leased_by = null, leased_until = null, paused_at = null, fencing = fencing + 1, cancel_requested_at = now()
                where generation_id = :id and state = 'open'
                  and (leased_by is null or (leased_by = 0 and delivered is null))
                """).param("id", id).update() == 1;
    }

    private static void fenced(int rows, String what) {
        if (rows != 1) {
            throw new LeaseLost(what);
        }
    }
}
