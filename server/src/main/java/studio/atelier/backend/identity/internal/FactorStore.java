package studio.atelier.backend.identity.internal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.crypto.SealedSecret;
import studio.atelier.platform.database.Tx;

/// `auth.mfa_factors` and their challenges, as the system.
final class FactorStore {

    private static final String SELECT = """
            select id, user_id, friendly_name, factor_type, status, encrypted_key, encryption_iv, encryption_salt, wrapped_key,
                   key_version, last_step, last_challenged_at, created_at, updated_at
            from auth.mfa_factors
            """;

    /// @param lastStep period of the last code that was taken
    record Factor(
            UUID id,
            UUID userId,
            @Nullable String friendlyName,
            String type,
            boolean verified,
            SealedSecret sealed,
            long lastStep,
            @Nullable Instant lastChallengedAt,
            Instant createdAt,
            Instant updatedAt) {

        String status() {
            return verified ? "verified" : "unverified";
        }

        @Override
        public String toString() {
            return "Factor[" + id + "]";
        }
    }

    record Challenge(UUID id, UUID factorId, int wrongTries, Instant createdAt) {}

    /// @return how many verified ones each has; nobody without one is in it
    static Map<UUID, Long> counts(Tx tx, List<UUID> users) {
        return tx
                .sql("""
                        select user_id, count(*) as verified
                        from auth.mfa_factors
                        where user_id = any (:users)
                          and status = 'verified'
                        group by user_id
                        """)
                .param("users", users.toArray(UUID[]::new))
                .query((row, _) -> Map.entry(row.getObject("user_id", UUID.class), row.getLong("verified")))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    static boolean anyVerified(Tx tx, UUID userId) {
        return tx.sql("select exists (select from auth.mfa_factors where user_id = :user and status = 'verified')")
                .param("user", userId)
                .query(Boolean.class)
                .single();
    }

    /// Of the authenticators that count, oldest first; an authenticator without a name has an empty one.
    static List<String> verifiedNames(Tx tx, UUID userId) {
        return tx.sql("""
                        select coalesce(friendly_name, '') as name from auth.mfa_factors
                        where user_id = :user and status = 'verified'
                        order by created_at, id
                        limit 50
                        """)
                .param("user", userId)
                .query((row, _) -> row.getString("name"))
                .list();
    }

    /// In the order of their ids, so that two requests lock them in one order.
    static List<Factor> lockVerified(Tx tx, UUID userId) {
        return tx.sql(SELECT + " where user_id = :user and status = 'verified' order by id limit 50 for update")
                .param("user", userId)
                .query(FactorStore::factor)
                .list();
    }

    /// Oldest first.
    static List<Factor> of(Tx tx, UUID userId) {
        return tx.sql(SELECT + " where user_id = :user order by created_at, id limit 50")
                .param("user", userId)
                .query(FactorStore::factor)
                .list();
    }

    static Optional<Factor> lock(Tx tx, UUID userId, UUID id) {
        return tx.sql(SELECT + " where id = :id and user_id = :user for update")
                .param("id", id)
                .param("user", userId)
                .query(FactorStore::factor)
                .optional();
    }

    static void insert(Tx tx, UUID id, UUID userId, String name, SealedSecret sealed) {
        tx.sql("""
                        insert into auth.mfa_factors
                          (id, user_id, friendly_name, factor_type, encrypted_key, encryption_iv, encryption_salt, wrapped_key,
                           key_version)
                        values (:id, :user, :name, 'totp', :key, :iv, :salt, :wrapped, :version)
                        """)
                .param("id", id)
                .param("user", userId)
                .param("name", name)
                .param("key", sealed.ciphertext())
                .param("iv", sealed.iv())
                .param("salt", sealed.salt())
                .param("wrapped", sealed.wrappedKey())
                .param("version", sealed.keyVersion())
                .update();
    }

    static void verified(Tx tx, UUID id, long step) {
        tx.sql("update auth.mfa_factors set status = 'verified', last_step = :step where id = :id")
                .param("step", step)
                .param("id", id)
                .update();
    }

    static void rename(Tx tx, UUID id, String name) {
        tx.sql("update auth.mfa_factors set friendly_name = :name where id = :id")
                .param("name", name)
                .param("id", id)
                .update();
    }

    static void delete(Tx tx, UUID id) {
        tx.sql("delete from auth.mfa_factors where id = :id").param("id", id).update();
    }

    static void deleteUnverified(Tx tx, UUID userId, UUID keep) {
        tx.sql("delete from auth.mfa_factors where user_id = :user and id <> :keep and status = 'unverified'")
                .param("user", userId)
                .param("keep", keep)
                .update();
    }

    static void challenge(Tx tx, UUID id, UUID factorId, Instant now) {
        tx.sql("insert into auth.mfa_challenges (id, factor_id, created_at) values (:id, :factor, :now)")
                .param("id", id)
                .param("factor", factorId)
                .param("now", now.atOffset(java.time.ZoneOffset.UTC))
                .update();
        tx.sql("update auth.mfa_factors set last_challenged_at = :now where id = :factor")
                .param("factor", factorId)
                .param("now", now.atOffset(java.time.ZoneOffset.UTC))
                .update();
    }

    static Optional<Challenge> challenge(Tx tx, UUID id, UUID factorId) {
        return tx.sql("""
                        select id, factor_id, wrong_tries, created_at
                        from auth.mfa_challenges
                        where id = :id and factor_id = :factor
                        for update
                        """)
                .param("id", id)
                .param("factor", factorId)
                .query((row, _) -> new Challenge(
                        row.getObject("id", UUID.class),
                        row.getObject("factor_id", UUID.class),
                        row.getInt("wrong_tries"),
                        AccountStore.required(row, "created_at")))
                .optional();
    }

    static void wrongTry(Tx tx, UUID challenge) {
        tx.sql("update auth.mfa_challenges set wrong_tries = wrong_tries + 1 where id = :id")
                .param("id", challenge)
                .update();
    }

    /// Wrong codes for a factor in the last while, over all its challenges.
    static long wrongTries(Tx tx, UUID factorId, Duration period) {
        return tx.sql("""
                        select coalesce(sum(wrong_tries), 0) from auth.mfa_challenges
                        where factor_id = :factor and created_at > now() - make_interval(secs => :period)
                        """)
                .param("factor", factorId)
                .param("period", period.toSeconds())
                .query(Long.class)
                .single();
    }

    static void deleteChallenge(Tx tx, UUID id) {
        tx.sql("delete from auth.mfa_challenges where id = :id").param("id", id).update();
    }

    static int deleteOldChallenges(Tx tx, Duration age) {
        return tx.sql("delete from auth.mfa_challenges where created_at < now() - make_interval(secs => :age)")
                .param("age", age.toSeconds())
                .update();
    }

    private static Factor factor(ResultSet row, int number) throws SQLException {
        return new Factor(
                row.getObject("id", UUID.class),
                row.getObject("user_id", UUID.class),
                row.getString("friendly_name"),
                row.getString("factor_type").toLowerCase(Locale.ROOT),
                row.getString("status").equals("verified"),
                new SealedSecret(
                        row.getString("encrypted_key"),
                        row.getString("encryption_iv"),
                        row.getString("encryption_salt"),
                        row.getString("wrapped_key"),
                        row.getString("key_version")),
                row.getLong("last_step"),
                AccountStore.time(row, "last_challenged_at"),
                AccountStore.required(row, "created_at"),
                AccountStore.required(row, "updated_at"));
    }
}
