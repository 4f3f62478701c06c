package studio.atelier.backend.identity.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.database.Tx;

/// `auth.second_steps`, as the system.
final class SecondStepStore {

    /// Tickets of one person at a time; the oldest go first.
    private static final int OPEN_MAX = 20;

    private SecondStepStore() {}

    /// @param ticketHash of [Digests#sha256]
    /// @param sessionId  the sign-in to raise; null: one begins
    /// @param method     what was proven first; empty where the sign-in knows it
    record Step(
            String ticketHash,
            UUID userId,
            @Nullable UUID sessionId,
            String method,
            int wrongTries,
            Instant createdAt) {}

    static void insert(Tx tx, Step step) {
        tx.sql("""
                        delete from auth.second_steps
                        where user_id = :user and ticket_hash not in (
                          select ticket_hash from auth.second_steps
                          where user_id = :user
                          order by created_at desc
                          limit :rest)
                        """).param("user", step.userId()).param("rest", OPEN_MAX - 1).update();
        tx.sql("""
                        insert into auth.second_steps (ticket_hash, user_id, session_id, method, created_at)
                        values (decode(:hash, 'hex'), :user, cast(:session as uuid), :method, :now)
                        """)
                .param("hash", step.ticketHash())
                .param("user", step.userId())
                .param("session", step.sessionId(), java.sql.Types.OTHER)
                .param("method", step.method())
                .param("now", step.createdAt().atOffset(ZoneOffset.UTC))
                .update();
    }

    static Optional<Step> lock(Tx tx, String hash) {
        return tx.sql("""
                        select user_id, session_id, method, wrong_tries, created_at
                        from auth.second_steps
                        where ticket_hash = decode(:hash, 'hex')
                        for update
                        """)
                .param("hash", hash)
                .query((row, _) -> new Step(
                        hash,
                        row.getObject("user_id", UUID.class),
                        row.getObject("session_id", UUID.class),
                        row.getString("method"),
                        row.getInt("wrong_tries"),
                        AccountStore.required(row, "created_at")))
                .optional();
    }

    static void wrongTry(Tx tx, String hash) {
        tx.sql("update auth.second_steps set wrong_tries = wrong_tries + 1 where ticket_hash = decode(:hash, 'hex')")
                .param("hash", hash)
                .update();
    }

    static void delete(Tx tx, String hash) {
        tx.sql("delete from auth.second_steps where ticket_hash = decode(:hash, 'hex')")
                .param("hash", hash)
                .update();
    }

    static int deleteOld(Tx tx, Duration age) {
        return tx.sql("delete from auth.second_steps where created_at < now() - make_interval(secs => :age)")
                .param("age", age.toSeconds())
                .update();
    }
}
