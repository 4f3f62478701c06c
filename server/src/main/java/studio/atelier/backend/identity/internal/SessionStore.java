package studio.atelier.backend.identity.internal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.database.Tx;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `auth.sessions`, as the system.
final class SessionStore {

    private static final int USER_AGENT_LENGTH_MAX = 400;

    /// Sign-ins of one person on one page.
    private static final int SHOWN_MAX = 100;

    /// One sign-in.
    ///
    /// @param refreshCounter number of the refresh token that counts now
    /// @param refreshedAt    since when it counts
    /// @param idle           whether it ends for lack of use, and not by its age
    record SessionRow(
            UUID id,
            UUID userId,
            long refreshCounter,
            Instant refreshedAt,
            Instant signedInAt,
            Instant endsAt,
            boolean idle,
            String aal,
            JsonNode amr) {

        Tokens.Standing standing() {
            return new Tokens.Standing(id, aal, amr);
        }
    }

    /// @param cookieHash in hex; null for a sign-in without a cookie
    record NewSession(
            UUID id,
            UUID userId,
            JsonNode amr,
            @Nullable String cookieHash,
            Instant now,
            Instant idleUntil,
            Instant notAfter,
            @Nullable String userAgent,
            String address) {}

    void insert(Tx tx, NewSession session) {
        String agent = session.userAgent();
        tx.sql("""
                        insert into auth.sessions
                          (id, user_id, amr, refreshed_at, cookie_hash, idle_until, not_after, user_agent, ip, created_at)
                        values
                          (:id, :user, cast(:amr as jsonb), :now, decode(:cookie, 'hex'), :idle, :end, :agent, cast(:ip as inet), :now)
                        """)
                .param("id", session.id())
                .param("user", session.userId())
                .param("amr", session.amr().toString())
                .param("now", session.now().atOffset(ZoneOffset.UTC))
                .param("cookie", session.cookieHash(), java.sql.Types.VARCHAR)
                .param("idle", session.idleUntil().atOffset(ZoneOffset.UTC))
                .param("end", session.notAfter().atOffset(ZoneOffset.UTC))
                .param(
                        "agent",
                        agent == null ? null : agent.substring(0, Math.min(agent.length(), USER_AGENT_LENGTH_MAX)),
                        java.sql.Types.VARCHAR)
                .param("ip", session.address())
                .update();
    }

    /// Locks the row, so that two refreshes of one token are one after the other.
    Optional<SessionRow> lock(Tx tx, UUID id) {
        return tx.sql("""
                        select id, user_id, refresh_counter, refreshed_at, created_at, aal, amr,
                               least(idle_until, not_after) as ends_at, idle_until < not_after as idle
                        from auth.sessions
                        where id = :id
                        for update
                        """).param("id", id).query(SessionStore::session).optional();
    }

    Optional<SessionRow> byId(Tx tx, UUID id) {
        return tx.sql("""
                        select id, user_id, refresh_counter, refreshed_at, created_at, aal, amr,
                               least(idle_until, not_after) as ends_at, idle_until < not_after as idle
                        from auth.sessions
                        where id = :id
                        """).param("id", id).query(SessionStore::session).optional();
    }

    /// A cookie of the first level opens nothing once its owner has an authenticator.
    Optional<SessionRow> byCookie(Tx tx, String cookieHash) {
        return tx.sql("""
                        select id, user_id, refresh_counter, refreshed_at, created_at, aal, amr,
                               least(idle_until, not_after) as ends_at, idle_until < not_after as idle
                        from auth.sessions
                        where cookie_hash = decode(:hash, 'hex')
                          and (aal = 'aal2' or not exists (
                            select from auth.mfa_factors f where f.user_id = sessions.user_id and f.status = 'verified'))
                        """)
                .param("hash", cookieHash)
                .query(SessionStore::session)
                .optional();
    }

    /// @return whether the sign-in had no cookie before
    boolean cookie(Tx tx, UUID id, String cookieHash) {
        return tx.sql("""
                        update auth.sessions set cookie_hash = decode(:hash, 'hex')
                        where id = :id and cookie_hash is null
                        """).param("hash", cookieHash).param("id", id).update() == 1;
    }

    /// A sign-in as its owner sees it.
    ///
    /// @param usedAt    to the hour where only its cookie is used
    /// @param userAgent as the browser or program called itself when it signed in
    /// @param address   from where
    record Seen(
            SessionRow session,
            Instant usedAt,
            @Nullable String userAgent,
            @Nullable String address) {}

    /// Those that stand, newest first.
    List<Seen> of(Tx tx, UUID userId, Instant now) {
        return tx.sql("""
                        select id, user_id, refresh_counter, refreshed_at, created_at, aal, amr,
                               least(idle_until, not_after) as ends_at, idle_until < not_after as idle,
                               updated_at, user_agent, host(ip) as address
                        from auth.sessions
                        where user_id = :user and least(idle_until, not_after) > :now
                        order by created_at desc, id desc
                        limit :limit
                        """)
                .param("user", userId)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("limit", SHOWN_MAX)
                .query((row, number) -> new Seen(
                        session(row, number),
                        AccountStore.required(row, "updated_at"),
                        row.getString("user_agent"),
                        row.getString("address")))
                .list();
    }

    /// @return whether there was such a sign-in of this person
    boolean deleteOne(Tx tx, UUID userId, UUID id) {
        return tx.sql("delete from auth.sessions where id = :id and user_id = :user")
                        .param("id", id)
                        .param("user", userId)
                        .update()
                == 1;
    }

    void rotate(Tx tx, UUID id, Instant now, Instant idleUntil) {
        tx.sql("""
                        update auth.sessions
                        set refresh_counter = refresh_counter + 1, refreshed_at = :now, idle_until = :idle
                        where id = :id
                        """)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("idle", idleUntil.atOffset(ZoneOffset.UTC))
                .param("id", id)
                .update();
    }

    /// Moves the idle end on, at most once in `step`, so that reading does not write.
    void touch(Tx tx, UUID id, Instant idleUntil, Duration step) {
        tx.sql("update auth.sessions set idle_until = :idle where id = :id and idle_until < :enough")
                .param("idle", idleUntil.atOffset(ZoneOffset.UTC))
                .param("enough", idleUntil.minus(step).atOffset(ZoneOffset.UTC))
                .param("id", id)
                .update();
    }

    /// A second factor was proven.
    void raise(Tx tx, UUID id, JsonNode amr) {
        tx.sql("update auth.sessions set aal = 'aal2', amr = cast(:amr as jsonb) where id = :id")
                .param("amr", amr.toString())
                .param("id", id)
                .update();
    }

    /// The second factors are gone.
    void lower(Tx tx, UUID userId) {
        tx.sql("""
                        update auth.sessions
                        set aal = 'aal1',
                            amr = (select coalesce(jsonb_agg(entry), '[]') from jsonb_array_elements(amr) as entry
                                   where entry ->> 'method' not in ('totp', 'mfa/phone'))
                        where user_id = :user and aal = 'aal2'
                        """).param("user", userId).update();
    }

    /// Ends what was begun before a second factor was asked for.
    void deleteLower(Tx tx, UUID userId, UUID keep) {
        tx.sql("delete from auth.sessions where user_id = :user and id <> :keep and aal = 'aal1'")
                .param("user", userId)
                .param("keep", keep)
                .update();
    }

    void delete(Tx tx, UUID id) {
        tx.sql("delete from auth.sessions where id = :id").param("id", id).update();
    }

    /// With the sign-ins that wait for a code.
    void deleteAll(Tx tx, UUID userId) {
        deleteHalves(tx, userId);
        tx.sql("delete from auth.sessions where user_id = :user")
                .param("user", userId)
                .update();
    }

    /// With the sign-ins that wait for a code.
    void deleteOthers(Tx tx, UUID userId, @Nullable UUID keep) {
        deleteHalves(tx, userId);
        tx.sql("delete from auth.sessions where user_id = :user and id is distinct from cast(:keep as uuid)")
                .param("user", userId)
                .param("keep", keep, java.sql.Types.OTHER)
                .update();
    }

    private static void deleteHalves(Tx tx, UUID userId) {
        tx.sql("delete from auth.second_steps where user_id = :user")
                .param("user", userId)
                .update();
    }

    /// @return how many had ended
    int deleteEnded(Tx tx, Instant now, int limit) {
        return tx.sql("""
                        delete from auth.sessions
                        where id in (
                          select id from auth.sessions where least(idle_until, not_after) < :now limit :limit)
                        """)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("limit", limit)
                .update();
    }

    private static SessionRow session(ResultSet row, int number) throws SQLException {
        return new SessionRow(
                row.getObject("id", UUID.class),
                row.getObject("user_id", UUID.class),
                row.getLong("refresh_counter"),
                AccountStore.required(row, "refreshed_at"),
                AccountStore.required(row, "created_at"),
                AccountStore.required(row, "ends_at"),
                row.getBoolean("idle"),
                row.getString("aal"),
                JsonMapper.shared().readTree(row.getString("amr")));
    }
}
