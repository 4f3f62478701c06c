package studio.atelier.engine.generation;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.database.Tx;

/// The statements over callbacks of providers, all as the system.
final class CallbackStore {

    /// Signed messages about one run that are remembered; more than that say nothing new.
    private static final int REMEMBERED_MAX = 100;

    /// @param open    false once the run has ended
    /// @param unknown a request left, and nobody knows the job
    record Run(String provider, @Nullable UUID keyId, boolean open, boolean unknown) {}

    Optional<Run> find(Tx tx, UUID id) {
        return tx.sql("""
                select provider, key_id, state = 'open' as open, sent_at is not null and handle is null as unknown
                from atelier.generation_runs
                where generation_id = :id
                """)
                .param("id", id)
                .query((row, _) -> new Run(
                        row.getString("provider"),
                        row.getObject("key_id", UUID.class),
                        row.getBoolean("open"),
                        row.getBoolean("unknown")))
                .optional();
    }

    /// @return false for a message that came before
    boolean remember(Tx tx, String provider, String replayId, UUID id) {
        return tx.sql("""
                insert into atelier.provider_callbacks (provider, replay_id, generation_id)
                select :provider, :replay, :id
                where (select count(*) from atelier.provider_callbacks where generation_id = :id) < :remembered_max
                on conflict (provider, replay_id) do nothing
                """)
                        .param("provider", provider)
                        .param("replay", replayId)
                        .param("id", id)
                        .param("remembered_max", REMEMBERED_MAX)
                        .update()
                == 1;
    }

    /// Whoever has the run is to look at once. Said again before that, it changes nothing.
    void note(Tx tx, UUID id) {
        tx.sql("""
                update atelier.generation_runs
                set called_back_at = now()
                where generation_id = :id and state = 'open' and called_back_at is null
                """).param("id", id).update();
    }

    /// The job of a run is known now; who awaits it goes on. Nothing happens where it was known.
    void found(Tx tx, UUID id, String handle) {
        tx.sql("""
                update atelier.generation_runs
                set handle = :handle, exposure_micros = 0,
                    available_at = case when leased_by is null then now() else available_at end
                where generation_id = :id and state = 'open' and sent_at is not null and handle is null
                """).param("id", id).param("handle", handle).update();
    }

    /// @param running the runs this node works on
    /// @return those of them about which a provider called, each once
    List<UUID> take(Tx tx, long node, List<UUID> running) {
        return tx.sql("""
                update atelier.generation_runs
                set called_back_at = null
                where leased_by = :node and called_back_at is not null and generation_id = any (:running::uuid[])
                returning generation_id
                """)
                .param("node", node)
                .param("running", GenerationStore.uuids(running))
                .query((row, _) -> row.getObject(1, UUID.class))
                .list();
    }

    int forget(Tx tx) {
        return tx.sql("delete from atelier.provider_callbacks where expires_at < now()")
                .update();
    }
}
