package studio.atelier.engine.generation;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.database.Tx;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The statements that give a run another model, as the system.
final class SuccessorStore {

    private final JsonMapper json;

    SuccessorStore(JsonMapper json) {
        this.json = json;
    }

    /// A run whose model a policy chose, and that nobody took a job of yet.
    ///
    /// @param asked     names of the parameters that were asked for
    /// @param accessKey of the program that asked; null for a person at a page
    record Chosen(
            JsonNode routing, List<String> asked, @Nullable UUID accessKey) {}

    /// @return empty where the model was named, a job was taken, somebody wants it stopped, or the lease is lost
    Optional<Chosen> chosen(Tx tx, Lease lease) {
        return tx.sql("""
                select g.routing::text as routing, r.asked_parameters, r.access_key_id
                from atelier.generation_runs r
                join public.generations g on g.id = r.generation_id
                where r.generation_id = :id and r.fencing = :fencing and r.state = 'open'
                  and r.asked_parameters is not null and r.handle is null and r.cancel_requested_at is null
                """)
                .param("id", lease.generationId())
                .param("fencing", lease.fencing())
                .query((row, _) -> new Chosen(
                        json.readTree(row.getString("routing")),
                        List.of((String[]) row.getArray("asked_parameters").getArray()),
                        row.getObject("access_key_id", UUID.class)))
                .optional();
    }

    /// The run with another model, at its place in the queue.
    ///
    /// @param assets names of parameters that name files
    record Successor(
            String provider,
            String model,
            JsonNode parameters,
            JsonNode routing,
            String keySource,
            @Nullable UUID keyId,
            JsonNode price,
            List<String> assets,
            Pool pool,
            @Nullable String jobKind,
            List<String> labels) {}

    /// Nothing has left for the new model yet.
    ///
    /// @param here it stays in this node's hands
    /// @return false when somebody else has it by now, or wants it stopped
    boolean succeed(Tx tx, Lease lease, Successor next, boolean here) {
        return tx.sql("""
                        with run as (
                          update atelier.generation_runs
                          set provider = :provider, model = :model, key_id = :key, price = :price::jsonb, asset_parameters = :assets::text[],
                              pool = :pool, job_kind = :job_kind, labels = :labels::text[], sent_at = null, called_back_at = null,
                              leased_by = case when :here then leased_by end, leased_until = case when :here then leased_until end,
                              available_at = now()
                          where generation_id = :id and fencing = :fencing and state = 'open' and handle is null
                            and cancel_requested_at is null
                          returning generation_id
                        )
                        update public.generations g
                        set provider = :provider, model = :model, parameters = :parameters::jsonb, routing = :routing::jsonb,
                            key_source = :key_source, estimate_micros = :estimate,
                            status = case when :here then g.status else 'pending' end,
                            phase = case when :here then 'submitting' else 'queued' end
                        from run
                        where g.id = run.generation_id
                        """)
                        .param("id", lease.generationId())
                        .param("fencing", lease.fencing())
                        .param("provider", next.provider())
                        .param("model", next.model())
                        .param("key", next.keyId(), java.sql.Types.OTHER)
                        .param("price", next.price().toString())
                        .param("assets", next.assets().toArray(String[]::new))
                        .param("pool", next.pool().word())
                        .param("job_kind", next.jobKind())
                        .param("labels", next.labels().toArray(String[]::new))
                        .param("parameters", next.parameters().toString())
                        .param("routing", next.routing().toString())
                        .param("key_source", next.keySource())
                        .param("estimate", next.price().path("amount").asLong())
                        .param("here", here)
                        .update()
                == 1;
    }
}
