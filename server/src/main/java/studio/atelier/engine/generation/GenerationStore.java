package studio.atelier.engine.generation;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.database.Trip;
import studio.atelier.platform.database.Tx;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The statements over `public.generations`. Reads run as the person and see what the policies let that
/// person see.
final class GenerationStore {

    private static final String COLUMNS = """
            id, project_id, user_id, provider, model, generation_type, prompt, parameters::text as parameters,
            reference_asset_ids, status, phase, result::text as result, error_message, error_code, error::text as error,
            key_source, estimate_micros, cost_micros, cost_cents, tokens_input, tokens_output, tokens_total, title, tags, rating,
            retry_of, started_at, completed_at, duration_ms, created_at, updated_at, deleted_at, moderation::text as moderation,
            routing::text as routing
            """;

    private final JsonMapper json;

    GenerationStore(JsonMapper json) {
        this.json = json;
    }

    /// What a list shows; null components do not narrow it.
    ///
    /// @param text   words that the prompt or title contains
    /// @param trash  false: what is not deleted; true: only what is
    /// @param before the last id of the page before
    /// @param limit  1 to 100
    record Filter(
            @Nullable UUID projectId,
            @Nullable String status,
            @Nullable String type,
            @Nullable String text,
            boolean trash,
            @Nullable UUID before,
            int limit) {}

    Optional<Generation> find(Tx tx, UUID id) {
        return tx.sql("select " + COLUMNS + " from public.generations where id = :id")
                .param("id", id)
                .query(this::generation)
                .optional();
    }

    /// Drafts that nobody ran for a day. As the system.
    int removeDrafts(Tx tx) {
        return tx.sql("""
                delete from public.generations
                where status = 'draft' and created_at < now() - interval '24 hours'
                """).update();
    }

    Optional<Generation> findChild(Tx tx, UUID parent) {
        return tx.sql("select " + COLUMNS + " from public.generations where retry_of = :id")
                .param("id", parent)
                .query(this::generation)
                .optional();
    }

    /// Newest first, by id, which is by time.
    List<Generation> list(Tx tx, Filter filter) {
        return tx.sql("select " + COLUMNS + """
                from public.generations
                where (deleted_at is not null) = :trash
                  and (:project::uuid is not null or user_id = (select auth.uid()))
                  and (status <> 'draft' or :status::text is not null)
                  and (:project::uuid is null or project_id = :project::uuid)
                  and (:status::text is null or status = any (string_to_array(:status::text, ',')))
                  and (:type::text is null or generation_type = any (string_to_array(:type::text, ',')))
                  and (:text::text is null or prompt ilike :text::text or title ilike :text::text)
                  and (:before::uuid is null or id < :before::uuid)
                order by id desc
                limit :limit
                """)
                .param("trash", filter.trash())
                .param("project", filter.projectId())
                .param("status", filter.status())
                .param("type", filter.type())
                .param("text", filter.text() == null ? null : "%" + escapeLike(filter.text()) + "%")
                .param("before", filter.before())
                .param("limit", filter.limit())
                .query(this::generation)
                .list();
    }

    private static String escapeLike(String text) {
        return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    }

    /// What providers may bill without anything delivered; as the system, for admins. Newest first.
    List<Exposed> exposed(Tx tx, @Nullable UUID before, int limit) {
        return tx.sql("select " + COLUMNS + """
                , r.exposure_micros, r.sent_at, r.provider_request_id
                from public.generations
                join (select generation_id, exposure_micros, sent_at, provider_request_id from atelier.generation_runs) r
                  on r.generation_id = id
                where r.exposure_micros > 0 and (:before::uuid is null or id < :before::uuid)
                order by id desc
                limit :limit
                """)
                .param("before", before)
                .param("limit", limit)
                .query((row, index) -> new Exposed(
                        generation(row, index),
                        row.getLong("exposure_micros"),
                        instant(row, "sent_at"),
                        row.getString("provider_request_id")))
                .list();
    }

    record Exposed(
            Generation generation,
            long exposureMicros,
            @Nullable Instant sentAt,
            @Nullable String providerRequestId) {}

    /// One statement: the rows, their runs, ready to be leased; or leased already by the node that holds the
    /// connection, and marked as sent by it.
    ///
    /// @return the rows as they stand then, in any order; without those of drafts that somebody else ran, or owns
    Supplier<List<Generation>> insert(Trip trip, List<NewGeneration> rows) {
        return trip.sql("""
                with given as (
                  select *
                  from jsonb_to_recordset(:rows::jsonb) as r (
                    id uuid, project uuid, person uuid, provider text, model text, type text, prompt text, parameters jsonb,
                    files uuid[], status text, phase text, moderation jsonb, routing jsonb, key_source text, estimate bigint,
                    retry_of uuid, key uuid, price jsonb, priority integer, later interval, pool text, job_kind text, labels text[],
                    assets text[], asked text[], access_key uuid, node bigint, lease interval)
                ), accepted as (
                  insert into public.generations
                    (id, project_id, user_id, org_id, provider, model, generation_type, prompt, parameters, reference_asset_ids,
                     status, phase, moderation, routing, key_source, estimate_micros, retry_of, started_at)
                  select id, project, person, (select p.org_id from public.projects p where p.id = given.project), provider, model,
                         type, prompt, parameters, files, status, phase, moderation, routing, key_source, estimate, retry_of,
                         case when status = 'running' then now() end
                  from given
                  -- Only a draft can be there under this id: its owner wants it run.
                  on conflict (id) do update set
                    project_id = excluded.project_id, org_id = excluded.org_id, provider = excluded.provider,
                    model = excluded.model, generation_type = excluded.generation_type, prompt = excluded.prompt,
                    parameters = excluded.parameters, reference_asset_ids = excluded.reference_asset_ids,
                    status = excluded.status, phase = excluded.phase, moderation = excluded.moderation,
                    routing = excluded.routing, key_source = excluded.key_source, estimate_micros = excluded.estimate_micros
                    where generations.status = 'draft' and generations.user_id = excluded.user_id
                  returning *
                ), queued as (
                  insert into atelier.generation_runs
                    (generation_id, user_id, provider, model, key_id, price, priority, rank_at, pool, job_kind, labels,
                     asset_parameters, asked_parameters, access_key_id, leased_by, leased_until, fencing, sent_at, attempts)
                  select g.id, g.user_id, g.provider, g.model, r.key, r.price, r.priority, now() + r.later, r.pool, r.job_kind,
                         r.labels, r.assets, r.asked, r.access_key, r.node,
                         case when r.node is not null then now() + r.lease end,
                         case when r.node is not null then :first::bigint else 0 end,
                         case when r.node is not null then now() end, case when r.node is not null then 1 else 0 end
                  from accepted g
                  join given r on r.id = g.id
                )
                select
                """ + COLUMNS + "from accepted")
                .rows("rows", rows.stream().map(GenerationStore::values).toList())
                .param("first", Lease.FIRST)
                .query(this::generation);
    }

    private static Map<String, @Nullable Object> values(NewGeneration row) {
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("id", row.id());
        values.put("project", row.projectId());
        values.put("person", row.userId());
        values.put("provider", row.provider());
        values.put("model", row.model());
        values.put("type", row.type());
        values.put("prompt", row.prompt());
        values.put("parameters", row.parameters());
        values.put("files", row.references());
        values.put("status", row.node() == null ? "pending" : "running");
        values.put("phase", row.node() == null ? Phase.QUEUED.word() : Phase.WAITING.word());
        values.put("moderation", row.moderation());
        values.put("routing", row.routing());
        values.put("key_source", row.keySource());
        values.put("estimate", row.price().path("amount").asLong());
        values.put("retry_of", row.retryOf());
        values.put("key", row.keyId());
        values.put("price", row.price());
        values.put("priority", row.place().lane().priority());
        values.put("later", row.place().lane().later().toSeconds() + " seconds");
        values.put("pool", row.place().pool().word());
        values.put("job_kind", row.place().jobKind());
        values.put("labels", row.place().labels());
        values.put("assets", row.assets());
        values.put("asked", row.asked());
        values.put("access_key", row.accessKey());
        values.put("node", row.node());
        values.put("lease", row.leaseSeconds() + " seconds");
        return values;
    }

    /// @param routing see [NamedModel]
    /// @param price   JSON of the price fixed now: `{"amount", "estimate", "rule"}`
    /// @param asked   see [RequestCheck.Checked]
    /// @param accessKey of the program that asked; null for a person at a page
    /// @param node    the node that runs it at once; null for the queue
    record NewGeneration(
            UUID id,
            @Nullable UUID projectId,
            UUID userId,
            String provider,
            String model,
            String type,
            String prompt,
            JsonNode parameters,
            List<UUID> references,
            List<String> assets,
            JsonNode moderation,
            @Nullable JsonNode routing,
            String keySource,
            @Nullable UUID keyId,
            JsonNode price,
            @Nullable List<String> asked,
            @Nullable UUID accessKey,
            @Nullable UUID retryOf,
            @Nullable Long node,
            long leaseSeconds,
            Place place) {}

    /// Who may take it from the queue.
    record Place(Pool pool, @Nullable String jobKind, List<String> labels, Lane lane) {}

    /// What a generation ends with.
    record Ending(
            UUID id,
            Status status,
            @Nullable JsonNode result,
            @Nullable String errorCode,
            @Nullable String errorMessage,
            @Nullable JsonNode error,
            long costMicros,
            @Nullable Long tokensInput,
            @Nullable Long tokensOutput) {

        static Ending cancelled(UUID id, long costMicros) {
            return new Ending(id, Status.CANCELLED, null, null, null, null, costMicros, null, null);
        }
    }

    /// @return the rows as they ended, in any order
    Supplier<List<Generation>> finish(Trip trip, List<Ending> endings) {
        return trip.sql("""
                with given as (
                  select *
                  from jsonb_to_recordset(:endings::jsonb) as r (
                    generation uuid, ended_as text, made jsonb, code text, message text, details jsonb, cost bigint,
                    tokens_in bigint, tokens_out bigint)
                )
                update public.generations
                set status = e.ended_as, phase = null, result = e.made, error_code = e.code, error_message = e.message,
                    error = e.details, cost_micros = e.cost, tokens_input = e.tokens_in, tokens_output = e.tokens_out,
                    completed_at = now(),
                    duration_ms = least(extract(epoch from now() - coalesce(started_at, created_at)) * 1000, 2147483647)::integer
                from given e
                where id = any (array(select generation from given)) and id = e.generation
                returning
                """ + COLUMNS)
                .rows("endings", endings.stream().map(GenerationStore::values).toList())
                .query(this::generation);
    }

    private static Map<String, @Nullable Object> values(Ending ending) {
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("generation", ending.id());
        values.put("ended_as", ending.status().word());
        values.put("made", ending.result());
        values.put("code", ending.errorCode());
        values.put("message", ending.errorMessage());
        values.put("details", ending.error());
        values.put("cost", ending.costMicros());
        values.put("tokens_in", ending.tokensInput());
        values.put("tokens_out", ending.tokensOutput());
        return values;
    }

    /// What a person may change by hand; null components stay.
    boolean change(Tx tx, UUID id, @Nullable String title, @Nullable List<String> tags, @Nullable Integer rating) {
        return tx.sql("""
                update public.generations
                set title = coalesce(:title, title),
                    tags = coalesce(:tags::text[], tags),
                    rating = coalesce(:rating::smallint, rating)
                where id = :id
                """)
                        .param("id", id)
                        .param("title", title)
                        .param("tags", tags == null ? null : tags.toArray(String[]::new))
                        .param("rating", rating)
                        .update()
                == 1;
    }

    boolean trash(Tx tx, UUID id, boolean deleted) {
        return tx.sql("""
                update public.generations
                set deleted_at = case when :deleted then coalesce(deleted_at, now()) end
                where id = :id
                """).param("id", id).param("deleted", deleted).update() == 1;
    }

    /// For good; as the system, after the person's right was checked.
    void delete(Tx tx, UUID id) {
        tx.sql("delete from public.generations where id = :id").param("id", id).update();
    }

    /// @param limit rows at most
    List<UUID> expiredTrash(Tx tx, int limit) {
        return tx.sql("""
                select id
                from public.generations
                where deleted_at < now() - interval '30 days' and status in ('completed', 'failed', 'cancelled')
                limit :limit
                """)
                .param("limit", limit)
                .query((row, _) -> row.getObject(1, UUID.class))
                .list();
    }

    Generation generation(ResultSet row, int index) throws SQLException {
        return new Generation(
                row.getObject("id", UUID.class),
                row.getObject("project_id", UUID.class),
                row.getObject("user_id", UUID.class),
                row.getString("provider"),
                row.getString("model"),
                row.getString("generation_type"),
                row.getString("prompt"),
                json.readTree(row.getString("parameters")),
                uuidList(row.getArray("reference_asset_ids")),
                Status.of(row.getString("status")),
                row.getString("phase"),
                tree(row.getString("result")),
                row.getString("error_message"),
                row.getString("error_code"),
                tree(row.getString("error")),
                row.getString("key_source"),
                row.getLong("estimate_micros"),
                row.getObject("cost_micros", Long.class),
                row.getObject("cost_cents", Integer.class),
                row.getObject("tokens_input", Integer.class),
                row.getObject("tokens_output", Integer.class),
                row.getObject("tokens_total", Integer.class),
                row.getString("title"),
                List.of((String[]) row.getArray("tags").getArray()),
                row.getObject("rating", Integer.class),
                row.getObject("retry_of", UUID.class),
                instant(row, "started_at"),
                instant(row, "completed_at"),
                row.getObject("duration_ms", Integer.class),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant(),
                instant(row, "deleted_at"),
                tree(row.getString("moderation")),
                tree(row.getString("routing")));
    }

    private @Nullable JsonNode tree(@Nullable String text) {
        return text == null ? null : json.readTree(text);
    }

    static String uuids(List<UUID> ids) {
        return "{" + String.join(",", ids.stream().map(UUID::toString).toList()) + "}";
    }

    static List<UUID> uuidList(Array array) throws SQLException {
        return new ArrayList<>(Arrays.asList((UUID[]) array.getArray()));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
