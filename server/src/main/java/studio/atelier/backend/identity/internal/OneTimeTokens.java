package studio.atelier.backend.identity.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import studio.atelier.platform.crypto.MasterKey;
import studio.atelier.platform.database.Tx;

/// Codes of six digits and the links made of them. The link's token is a keyed hash of address and code, so that
/// nobody without the key can try links; the table has a hash of that. A code that was guessed wrong too often is
/// void. Source: wire reference 2.7. Thread-safe.
final class OneTimeTokens {

    static final String PKCE_PREFIX = "pkce_";

    private static final String PURPOSE = "one-time tokens";
    private static final int DIGITS = 6;
    private static final int TEN_TO_DIGITS = 1_000_000;
    private static final int TOKEN_BYTES = 28;

    /// Of 1,000,000 codes; ten tries of one code leave a guesser a chance of 1 in 100,000.
    static final int WRONG_TRIES_MAX = 10;

    /// Text messages are read at once or not at all.
    private static final Duration SMS_LIFETIME = Duration.ofMinutes(5);

    private final MasterKey master;
    private final SecureRandom random;
    private final Clock clock;
    private final Duration lifetime;

    OneTimeTokens(MasterKey master, SecureRandom random, Clock clock, Duration lifetime) {
        this.master = master;
        this.random = random;
        this.clock = clock;
        this.lifetime = lifetime;
    }

    /// What a code is for.
    enum Kind {
        CONFIRMATION,
        RECOVERY,
        EMAIL_CHANGE_CURRENT,
        EMAIL_CHANGE_NEW,
        REAUTHENTICATION,
        PHONE_CONFIRMATION,
        PHONE_CHANGE;

        String sql() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean phone() {
            return this == PHONE_CONFIRMATION || this == PHONE_CHANGE;
        }
    }

    /// @param code what a person types
    /// @param hash what a link carries, with the prefix of its flow
    record Issued(String code, String hash) {

        @Override
        public String toString() {
            return "Issued[***]";
        }
    }

    /// A token that stands.
    record Found(UUID userId, Kind kind, boolean pkce) {}

    /// Makes a new code in place of the one before.
    ///
    /// @param address what it is sent to; the code works together with it only
    Issued issue(Tx tx, UUID userId, Kind kind, String address, boolean pkce) {
        String code = code();
        String token = token(master.derive(PURPOSE), address, code);
        tx.sql("""
                        insert into auth.one_time_tokens (user_id, kind, token_hash, pkce, created_at)
                        values (:user, :kind, decode(:hash, 'hex'), :pkce, :now)
                        on conflict (user_id, kind) do update set
                          token_hash = excluded.token_hash, pkce = excluded.pkce, wrong_tries = 0,
                          created_at = excluded.created_at
                        """)
                .param("user", userId)
                .param("kind", kind.sql())
                .param("hash", Digests.sha256(token))
                .param("pkce", pkce)
                .param("now", now())
                .update();
        return new Issued(code, pkce ? PKCE_PREFIX + token : token);
    }

    /// The token of a link, if it stands and is of one of these kinds.
    Optional<Found> byHash(Tx tx, String hash, List<Kind> kinds) {
        String token = hash.startsWith(PKCE_PREFIX) ? hash.substring(PKCE_PREFIX.length()) : hash;
        return tx.sql("""
                        select user_id, kind, pkce, created_at
                        from auth.one_time_tokens
                        where token_hash = decode(:hash, 'hex')
                        """)
                .param("hash", Digests.sha256(token))
                .query((row, _) -> new Stored(
                        new Found(
                                row.getObject("user_id", UUID.class),
                                Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                                row.getBoolean("pkce")),
                        AccountStore.required(row, "created_at")))
                .optional()
                .filter(stored -> kinds.contains(stored.found().kind()))
                .filter(stored -> alive(stored.found().kind(), stored.createdAt()))
                .map(Stored::found);
    }

    private record Stored(Found found, Instant createdAt) {}

    /// The token of a code a person typed. Counts a wrong try, in the caller's transaction, against every code of
    /// these kinds; the caller must let it commit.
    Optional<Found> byCode(Tx tx, UUID userId, String address, String code, List<Kind> kinds) {
        for (byte[] key : master.derivations(PURPOSE)) {
            Optional<Found> found = byHash(tx, token(key, address, code), kinds)
                    .filter(token -> token.userId().equals(userId));
            if (found.isPresent()) {
                return found;
            }
        }
        tx.sql("""
                        with tried as (
                          update auth.one_time_tokens set wrong_tries = wrong_tries + 1
                          where user_id = :user and kind = any (:kinds) and wrong_tries + 1 < :max
                          returning kind)
                        delete from auth.one_time_tokens
                        where user_id = :user and kind = any (:kinds) and wrong_tries + 1 >= :max
                        """)
                .param("user", userId)
                .param("kinds", kinds.stream().map(Kind::sql).toArray(String[]::new))
                .param("max", WRONG_TRIES_MAX)
                .update();
        return Optional.empty();
    }

    void use(Tx tx, UUID userId, Kind kind) {
        tx.sql("delete from auth.one_time_tokens where user_id = :user and kind = :kind")
                .param("user", userId)
                .param("kind", kind.sql())
                .update();
    }

    /// After a change of password, nothing sent before may sign in.
    void useAll(Tx tx, UUID userId) {
        tx.sql("delete from auth.one_time_tokens where user_id = :user")
                .param("user", userId)
                .update();
    }

    int deleteOld(Tx tx) {
        return tx.sql("delete from auth.one_time_tokens where created_at < :before")
                .param("before", clock.instant().minus(lifetime).atOffset(ZoneOffset.UTC))
                .update();
    }

    private boolean alive(Kind kind, Instant createdAt) {
        return createdAt.plus(kind.phone() ? SMS_LIFETIME : lifetime).isAfter(clock.instant());
    }

    private java.time.OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    private String code() {
        return String.format(Locale.ROOT, "%0" + DIGITS + "d", random.nextInt(TEN_TO_DIGITS));
    }

    private static String token(byte[] key, String address, String code) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            byte[] tag = mac.doFinal((address + "\n" + code).getBytes(UTF_8));
            return HexFormat.of().formatHex(tag, 0, TOKEN_BYTES);
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("the JDK lacks HMAC-SHA256", failure);
        }
    }
}
