package studio.atelier.backend.identity.internal;

import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.database.Tx;

/// `auth.instance`, the one row about this installation, as the system.
final class InstanceStore {

    /// @param setupCodeHash  hex; null when no code was made
    /// @param setupTries     wrong tries since `triesSince`
    /// @param setupCompleted the first person exists
    /// @param signup         the administrator's switch; null when it was never touched
    record Instance(
            @Nullable String setupCodeHash,
            int setupTries,
            Instant triesSince,
            boolean setupCompleted,
            @Nullable Boolean signup) {}

    Instance read(Tx tx) {
        return one(tx, SELECT);
    }

    /// Held to the end of the transaction: two first persons at once become one.
    Instance lock(Tx tx) {
        return one(tx, SELECT + " for update");
    }

    private static final String SELECT = """
            select encode(setup_code_hash, 'hex') as code, setup_tries, setup_tries_since,
                   setup_completed_at is not null as completed, signup_enabled
            from auth.instance
            """;

    private static Instance one(Tx tx, String sql) {
        return tx.sql(sql)
                .query((row, _) -> new Instance(
                        row.getString("code"),
                        row.getInt("setup_tries"),
                        AccountStore.required(row, "setup_tries_since"),
                        row.getBoolean("completed"),
                        row.getObject("signup_enabled", Boolean.class)))
                .single();
    }

    void setupCode(Tx tx, String hash) {
        tx.sql("update auth.instance set setup_code_hash = decode(:hash, 'hex'), setup_tries = 0")
                .param("hash", hash)
                .update();
    }

    void wrongTry(Tx tx, int tries, Instant since) {
        tx.sql("update auth.instance set setup_tries = :tries, setup_tries_since = :since")
                .param("tries", tries)
                .param("since", since.atOffset(ZoneOffset.UTC))
                .update();
    }

    void completed(Tx tx) {
        tx.sql("update auth.instance set setup_completed_at = now(), setup_code_hash = null, setup_tries = 0")
                .update();
    }

    void signup(Tx tx, boolean enabled) {
        tx.sql("update auth.instance set signup_enabled = :enabled")
                .param("enabled", enabled)
                .update();
    }
}
