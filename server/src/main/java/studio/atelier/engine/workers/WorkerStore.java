package studio.atelier.engine.workers;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.database.Tx;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The statements over workers and their addresses, all as the system.
final class WorkerStore {

    private static final String SELECT = """
            select w.id, w.name, w.worker_type, w.job_kinds, w.labels, w.key_last4, w.draining, w.offered_kinds, w.version, w.device,
                   w.model_loaded, w.vram_total_bytes, w.vram_used_bytes, w.last_error, w.last_error_at, w.registered_at, w.seen_at,
                   w.stopped_at, w.created_at, w.updated_at, u.worker_url, u.is_active, u.told_at, u.last_error as url_error,
                   (select count(*) from atelier.worker_jobs j
                    where j.worker_id = w.id and j.outcome = 'completed' and j.ended_at > now() - interval '1 hour') as completed,
                   (select count(*) from atelier.worker_jobs j
                    where j.worker_id = w.id and j.outcome in ('failed', 'retried', 'lost')
                      and j.ended_at > now() - interval '1 hour') as failed,
                   (select coalesce(jsonb_agg(jsonb_build_object(
                             'generation_id', j.generation_id, 'job_kind', j.job_kind, 'model', j.model, 'attempt', j.attempt,
                             'progress', j.progress, 'leased_at', j.leased_at, 'leased_until', j.leased_until)
                             order by j.leased_at), '[]')::text
                    from atelier.worker_jobs j
                    where j.worker_id = w.id and j.ended_at is null and j.leased_until > now()) as current_jobs
            from atelier.workers w
            left join public.worker_urls u on u.id = w.id
            """;

    private final JsonMapper json;

    WorkerStore(JsonMapper json) {
        this.json = json;
    }

    /// What an administrator says of a worker.
    record Terms(String name, WorkerType type, Collection<String> jobKinds, Collection<String> labels) {}

    void insert(Tx tx, UUID id, Terms terms, WorkerKey key) {
        tx.sql("""
                insert into atelier.workers (id, name, worker_type, job_kinds, labels, key_hash, key_last4)
                values (:id, :name, :type, :kinds, :labels, :hash, :last4)
                """)
                .param("id", id)
                .param("name", terms.name())
                .param("type", terms.type().word())
                .param("kinds", terms.jobKinds().toArray(String[]::new))
                .param("labels", terms.labels().toArray(String[]::new))
                .param("hash", key.hash())
                .param("last4", key.last4())
                .update();
    }

    /// What it offered and may not any more is taken from its offer.
    void change(Tx tx, UUID id, Terms terms, boolean draining) {
        tx.sql("""
                        update atelier.workers
                        set name = :name, worker_type = :type, job_kinds = :kinds::text[], labels = :labels, draining = :draining,
                            offered_kinds = array(select unnest(offered_kinds) intersect select unnest(:kinds::text[]))
                        where id = :id
                        """)
                .param("id", id)
                .param("name", terms.name())
                .param("type", terms.type().word())
                .param("kinds", terms.jobKinds().toArray(String[]::new))
                .param("labels", terms.labels().toArray(String[]::new))
                .param("draining", draining)
                .update();
        retype(tx, id);
    }

    /// The address says of which sort its worker is, and the worker may have become another.
    private static void retype(Tx tx, UUID id) {
        tx.sql("""
                update public.worker_urls u
                set worker_type = w.worker_type
                from atelier.workers w
                where u.id = :id and w.id = u.id and u.worker_type <> w.worker_type
                """).param("id", id).update();
    }

    boolean changeKey(Tx tx, UUID id, WorkerKey key) {
        return tx.sql("update atelier.workers set key_hash = :hash, key_last4 = :last4 where id = :id")
                        .param("id", id)
                        .param("hash", key.hash())
                        .param("last4", key.last4())
                        .update()
                == 1;
    }

    void delete(Tx tx, UUID id) {
        tx.sql("delete from atelier.workers where id = :id").param("id", id).update();
    }

    long count(Tx tx) {
        return tx.sql("select count(*) from atelier.workers").query(Long.class).single();
    }

    List<Worker> list(Tx tx) {
        return tx.sql(SELECT + " order by w.name").query(this::worker).list();
    }

    Optional<Worker> find(Tx tx, UUID id) {
        return tx.sql(SELECT + " where w.id = :id")
                .param("id", id)
                .query(this::worker)
                .optional();
    }

    Optional<Worker> byKey(Tx tx, byte[] hash) {
        return tx.sql(SELECT + " where w.key_hash = :hash")
                .param("hash", hash)
                .query(this::worker)
                .optional();
    }

    /// Only who it is, for the door.
    Optional<UUID> idByKey(Tx tx, byte[] hash) {
        return tx.sql("select id from atelier.workers where key_hash = :hash")
                .param("hash", hash)
                .query(UUID.class)
                .optional();
    }

    /// What a worker brings at its start.
    ///
    /// @param type null: as it is
    record Start(
            Collection<String> offeredKinds,
            @Nullable WorkerType type,
            @Nullable String version,
            @Nullable String device,
            @Nullable Long vramTotalBytes) {}

    void start(Tx tx, UUID id, Start start) {
        tx.sql("""
                update atelier.workers
                set offered_kinds = :kinds, worker_type = coalesce(:type, worker_type), version = :version, device = :device,
                    vram_total_bytes = :total, registered_at = now(), seen_at = now(), stopped_at = null
                where id = :id
                """)
                .param("id", id)
                .param("kinds", start.offeredKinds().toArray(String[]::new))
                .param("type", start.type() == null ? null : start.type().word(), Types.VARCHAR)
                .param("version", start.version(), Types.VARCHAR)
                .param("device", start.device(), Types.VARCHAR)
                .param("total", start.vramTotalBytes(), Types.BIGINT)
                .update();
        retype(tx, id);
    }

    /// It was heard of; what it does not say stays as it was.
    void seen(Tx tx, UUID id, @Nullable Long vramUsed, @Nullable String modelLoaded) {
        tx.sql("""
                update atelier.workers
                set seen_at = now(), registered_at = coalesce(registered_at, now()),
                    vram_used_bytes = coalesce(:used, vram_used_bytes), model_loaded = coalesce(:model, model_loaded)
                where id = :id
                """)
                .param("id", id)
                .param("used", vramUsed, Types.BIGINT)
                .param("model", modelLoaded, Types.VARCHAR)
                .update();
    }

    void stopped(Tx tx, UUID id) {
        tx.sql("update atelier.workers set stopped_at = now(), seen_at = now() where id = :id")
                .param("id", id)
                .update();
    }

    void failed(Tx tx, UUID id, String error) {
        tx.sql("update atelier.workers set last_error = left(:error, 1000), last_error_at = now() where id = :id")
                .param("id", id)
                .param("error", error)
                .update();
    }

    void setUrl(Tx tx, UUID id, String url) {
        tx.sql("""
                insert into public.worker_urls as u (id, worker_type, worker_url)
                select id, worker_type, :url from atelier.workers where id = :id
                on conflict (id) do update
                  set worker_type = excluded.worker_type, worker_url = excluded.worker_url, is_active = true, last_error = null
                """).param("id", id).param("url", url).update();
    }

    void removeUrl(Tx tx, UUID id) {
        tx.sql("delete from public.worker_urls where id = :id").param("id", id).update();
    }

    /// A worker to be told that there is work.
    ///
    /// @param secret the hash of its credential, which both sides have
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Told(UUID id, String url, byte[] secret, List<String> kinds) {
        @Override
        public String toString() {
            return "Told[" + id + "]";
        }
    }

    /// Those with an address that serve one of these kinds, have no job and were not told within the last
    /// second; they count as told now, so that of several nodes one tells.
    List<Told> takeForTelling(Tx tx, Collection<String> kinds, int limit) {
        return tx.sql("""
                with ready as (
                  select u.id
                  from public.worker_urls u
                  join atelier.workers w on w.id = u.id
                  where w.offered_kinds && :kinds::text[] and not w.draining
                    and (u.told_at is null or u.told_at < now() - interval '1 second')
                    and not exists (select from atelier.worker_jobs j
                                    where j.worker_id = w.id and j.ended_at is null and j.leased_until > now())
                  order by u.told_at nulls first
                  limit :limit
                  for update of u skip locked
                )
                update public.worker_urls u
                set told_at = now()
                from ready
                join atelier.workers w on w.id = ready.id
                where u.id = ready.id
                returning u.id, u.worker_url, w.key_hash, w.offered_kinds
                """)
                .param("kinds", kinds.toArray(String[]::new))
                .param("limit", limit)
                .query((row, _) -> new Told(
                        row.getObject("id", UUID.class),
                        row.getString("worker_url"),
                        row.getBytes("key_hash"),
                        texts(row.getArray("offered_kinds"))))
                .list();
    }

    /// @param error null when it answered
    void told(Tx tx, UUID id, @Nullable String error) {
        tx.sql("update public.worker_urls set is_active = :active, last_error = left(:error, 1000) where id = :id")
                .param("id", id)
                .param("active", error == null)
                .param("error", error, Types.VARCHAR)
                .update();
    }

    private Worker worker(ResultSet row, int index) throws SQLException {
        return new Worker(
                row.getObject("id", UUID.class),
                row.getString("name"),
                WorkerType.of(row.getString("worker_type")).orElseThrow(),
                texts(row.getArray("job_kinds")),
                texts(row.getArray("labels")),
                row.getString("key_last4"),
                row.getBoolean("draining"),
                texts(row.getArray("offered_kinds")),
                new Worker.Said(
                        row.getString("version"),
                        row.getString("device"),
                        row.getString("model_loaded"),
                        row.getObject("vram_total_bytes", Long.class),
                        row.getObject("vram_used_bytes", Long.class),
                        row.getString("last_error"),
                        time(row, "last_error_at")),
                url(row),
                jobs(row.getString("current_jobs")),
                row.getLong("completed"),
                row.getLong("failed"),
                time(row, "registered_at"),
                time(row, "seen_at"),
                time(row, "stopped_at"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }

    private static Worker.@Nullable Url url(ResultSet row) throws SQLException {
        String address = row.getString("worker_url");
        return address == null
                ? null
                : new Worker.Url(
                        address, row.getBoolean("is_active"), time(row, "told_at"), row.getString("url_error"));
    }

    private List<Worker.Job> jobs(String text) {
        return json.readTree(text).values().stream().map(WorkerStore::job).toList();
    }

    private static Worker.Job job(JsonNode job) {
        JsonNode progress = job.path("progress");
        return new Worker.Job(
                UUID.fromString(job.path("generation_id").asString()),
                job.path("job_kind").asString(),
                job.path("model").asString(),
                job.path("attempt").asInt(),
                progress.isNumber() ? progress.asDouble() : null,
                OffsetDateTime.parse(job.path("leased_at").asString()).toInstant(),
                OffsetDateTime.parse(job.path("leased_until").asString()).toInstant());
    }

    private static List<String> texts(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }

    private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
