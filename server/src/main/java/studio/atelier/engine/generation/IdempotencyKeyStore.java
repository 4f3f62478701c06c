package studio.atelier.engine.generation;

import java.util.Optional;
import java.util.UUID;
import studio.atelier.platform.database.Tx;

/// Under which keys requests were made within the day, so that one that is sent again is not run again.
final class IdempotencyKeyStore {

    /// @param hash of the request that used it, in hex
    record Used(UUID generationId, String hash) {}

    /// What the same key was used for before, if it was within the day.
    ///
    /// @return empty when the key is now this generation's
    Optional<Used> claim(Tx tx, UUID userId, String route, String key, String hash, UUID generationId) {
        boolean claimed = tx.sql("""
                insert into atelier.idempotency_keys as k (user_id, route, key, request_hash, generation_id)
                values (:user, :route, :key, decode(:hash, 'hex'), :generation)
                on conflict (user_id, route, key) do update
                  set request_hash = excluded.request_hash, generation_id = excluded.generation_id, created_at = now()
                  where k.created_at < now() - interval '24 hours'
                """)
                        .param("user", userId)
                        .param("route", route)
                        .param("key", key)
                        .param("hash", hash)
                        .param("generation", generationId)
                        .update()
                == 1;
        if (claimed) {
            return Optional.empty();
        }
        return tx.sql("""
                select generation_id, encode(request_hash, 'hex')
                from atelier.idempotency_keys
                where user_id = :user and route = :route and key = :key
                """)
                .param("user", userId)
                .param("route", route)
                .param("key", key)
                .query((row, _) -> new Used(row.getObject(1, UUID.class), row.getString(2)))
                .optional();
    }

    int forget(Tx tx) {
        return tx.sql("delete from atelier.idempotency_keys where created_at < now() - interval '24 hours'")
                .update();
    }
}
