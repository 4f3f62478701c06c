package studio.atelier.engine.workers;

import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.generation.RemoteLease;
import studio.atelier.engine.generation.RemoteTicket;
import studio.atelier.platform.database.Tx;

/// The statements over what workers had in hand. It only remembers: whose a run is stands with the run.
final class JobStore {

    /// A lease that nobody ended had better luck elsewhere, or none.
    void leased(Tx tx, RemoteLease lease) {
        RemoteTicket ticket = lease.ticket();
        tx.sql("""
                update atelier.worker_jobs set ended_at = now(), outcome = 'lost'
                where generation_id = :id and ended_at is null
                """).param("id", ticket.generationId()).update();
        tx.sql("""
                insert into atelier.worker_jobs (generation_id, fencing, worker_id, job_kind, model, attempt, leased_until)
                values (:id, :fencing, :worker, :kind, :model, :attempt, :until)
                """)
                .param("id", ticket.generationId())
                .param("fencing", ticket.fencing())
                .param("worker", ticket.workerId())
                .param("kind", lease.jobKind())
                .param("model", lease.model())
                .param("attempt", lease.attempt())
                .param("until", lease.until().atOffset(ZoneOffset.UTC))
                .update();
    }

    /// @param progress null: as before
    void held(Tx tx, RemoteTicket ticket, Instant until, @Nullable Double progress) {
        tx.sql("""
                update atelier.worker_jobs
                set leased_until = :until, progress = coalesce(:progress, progress)
                where generation_id = :id and fencing = :fencing and worker_id = :worker and ended_at is null
                """)
                .param("id", ticket.generationId())
                .param("fencing", ticket.fencing())
                .param("worker", ticket.workerId())
                .param("until", until.atOffset(ZoneOffset.UTC))
                .param("progress", progress, Types.REAL)
                .update();
    }

    void uploaded(Tx tx, RemoteTicket ticket, int position) {
        tx.sql("""
                update atelier.worker_jobs
                set uploaded = array(select distinct unnest(uploaded || :position::smallint) order by 1)
                where generation_id = :id and fencing = :fencing and worker_id = :worker
                """)
                .param("id", ticket.generationId())
                .param("fencing", ticket.fencing())
                .param("worker", ticket.workerId())
                .param("position", position)
                .update();
    }

    Set<Integer> uploaded(Tx tx, RemoteTicket ticket) {
        List<Integer> positions = tx.sql("""
                select unnest(uploaded)::integer
                from atelier.worker_jobs
                where generation_id = :id and fencing = :fencing and worker_id = :worker
                """)
                .param("id", ticket.generationId())
                .param("fencing", ticket.fencing())
                .param("worker", ticket.workerId())
                .query((row, _) -> row.getInt(1))
                .list();
        return Set.copyOf(positions);
    }

    /// The first word counts.
    ///
    /// @param outcome one of those the table knows
    void ended(Tx tx, RemoteTicket ticket, String outcome) {
        tx.sql("""
                update atelier.worker_jobs set ended_at = now(), outcome = :outcome
                where generation_id = :id and fencing = :fencing and worker_id = :worker and ended_at is null
                """)
                .param("id", ticket.generationId())
                .param("fencing", ticket.fencing())
                .param("worker", ticket.workerId())
                .param("outcome", outcome)
                .update();
    }

    /// What a worker has not ended, whether it still holds it or not.
    List<RemoteTicket> open(Tx tx, UUID workerId) {
        return tx.sql("""
                select generation_id, fencing
                from atelier.worker_jobs
                where worker_id = :worker and ended_at is null
                """)
                .param("worker", workerId)
                .query((row, _) -> new RemoteTicket(row.getObject(1, UUID.class), workerId, row.getLong(2)))
                .list();
    }

    /// The last lease of a run.
    record Last(UUID workerId, String jobKind, String model) {}

    Optional<Last> last(Tx tx, UUID generationId) {
        return tx.sql("""
                select worker_id, job_kind, model
                from atelier.worker_jobs
                where generation_id = :id
                order by fencing desc
                limit 1
                """).param("id", generationId).query(Last.class).optional();
    }

    /// Leases of runs that are over.
    void closeAll(Tx tx, UUID generationId, String outcome) {
        tx.sql("""
                update atelier.worker_jobs set ended_at = now(), outcome = :outcome
                where generation_id = :id and ended_at is null
                """).param("id", generationId).param("outcome", outcome).update();
    }

    /// Housekeeping: leases that nobody ended, and what is older than 30 days.
    void sweep(Tx tx) {
        tx.sql("""
                update atelier.worker_jobs set ended_at = now(), outcome = 'lost'
                where ended_at is null and leased_until < now() - interval '1 hour'
                """).update();
        tx.sql("delete from atelier.worker_jobs where ended_at < now() - interval '30 days'")
                .update();
    }
}
