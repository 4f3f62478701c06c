package studio.atelier.backend.identity.internal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.audit.Audit;
import studio.atelier.backend.identity.IdentityProblem;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.Ids;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.problem.ProblemException;

/// Keys for programs: made, listed, revoked, recognised. A key is shown once; only its hash is kept.
/// Thread-safe.
final class AccessKeys {

    static final String START = "atl_";

    /// 5 bits each.
    private static final int SECRET_LENGTH = 40;

    private static final int SHOWN = 4;
    private static final int KEYS_MAX = 50;

    /// A revoked key works this long at most on another node.
    private static final Duration REMEMBERED_FOR = Duration.ofSeconds(5);

    private static final int REMEMBERED_MAX = 10_000;

    private final Transactions transactions;
    private final AccountStore accounts;
    private final Audit audit;
    private final Clock clock;
    private final Ids ids;
    private final SecureRandom random;
    private final Cache<String, Optional<Recognised>> recognised = Caffeine.newBuilder()
            .maximumSize(REMEMBERED_MAX)
            .expireAfterWrite(REMEMBERED_FOR)
            .build();

    AccessKeys(Transactions transactions, AccountStore accounts, Audit audit, Clock clock, Randomness randomness) {
        this.transactions = transactions;
        this.accounts = accounts;
        this.audit = audit;
        this.clock = clock;
        this.ids = randomness.ids();
        this.random = randomness.random();
    }

    record Randomness(Ids ids, SecureRandom random) {}

    record AccessKey(
            UUID id,
            String name,
            String prefix,
            String last4,
            List<String> scopes,
            @Nullable Instant expiresAt,
            @Nullable Instant lastUsedAt,
            Instant createdAt,
            @Nullable Instant revokedAt) {}

    /// @param key in the clear, for the one answer that shows it
    record Made(AccessKey row, String key) {

        @Override
        public String toString() {
            return "Made[" + row.id() + "]";
        }
    }

    /// @param expiresIn null: never
    /// @throws ProblemException `identity.access_keys_full`
    Made create(Actor actor, String name, @Nullable Duration expiresIn) {
        String secret = Digests.code(random, SECRET_LENGTH).toLowerCase(Locale.ROOT);
        String key = START + secret;
        UUID id = ids.next();
        Instant expires = expiresIn == null ? null : clock.instant().plus(expiresIn);
        AccessKey row = transactions.asSystem("access key", tx -> {
            long live = tx.sql("select count(*) from atelier.access_keys where user_id = :user and revoked_at is null")
                    .param("user", actor.person())
                    .query(Long.class)
                    .single();
            if (live >= KEYS_MAX) {
                throw IdentityProblem.ACCESS_KEYS_FULL.problem();
            }
            tx.sql("""
                            insert into atelier.access_keys (id, user_id, name, prefix, last4, key_hash, expires_at)
                            values (:id, :user, :name, :prefix, :last4, decode(:hash, 'hex'), :expires)
                            """)
                    .param("id", id)
                    .param("user", actor.person())
                    .param("name", name)
                    .param("prefix", START + secret.substring(0, SHOWN))
                    .param("last4", secret.substring(SECRET_LENGTH - SHOWN))
                    .param("hash", Digests.sha256(key))
                    .param(
                            "expires",
                            expires == null ? null : expires.atOffset(ZoneOffset.UTC),
                            java.sql.Types.TIMESTAMP_WITH_TIMEZONE)
                    .update();
            AccessKey made = tx.sql("select " + COLUMNS + " from atelier.access_keys where id = :id")
                    .param("id", id)
                    .query(AccessKeys::row)
                    .single();
            audit.record(tx, actor, "identity.access_key_created", "access_key " + id, Map.of("name", name));
            return made;
        });
        return new Made(row, key);
    }

    private static final String COLUMNS =
            "id, name, prefix, last4, scopes, expires_at, last_used_at, created_at, revoked_at";

    /// A person's own, newest first; revoked ones stay visible for their last use.
    List<AccessKey> list(Actor actor) {
        return transactions.asSystem(
                "access keys of a person",
                tx -> tx.sql("select " + COLUMNS + """
                         from atelier.access_keys
                        where user_id = :user
                        order by revoked_at is not null, id desc
                        limit 200
                        """)
                        .param("user", actor.person())
                        .query(AccessKeys::row)
                        .list());
    }

    /// Works from the next request on; on other nodes within seconds.
    ///
    /// @throws ProblemException `identity.access_key_not_found`, also for a key of somebody else
    void revoke(Actor actor, UUID id) {
        String hash = transactions.asSystem("access key revocation", tx -> {
            Optional<String> revoked = tx.sql("""
                            update atelier.access_keys set revoked_at = coalesce(revoked_at, now())
                            where id = :id and user_id = :user
                            returning encode(key_hash, 'hex')
                            """)
                    .param("id", id)
                    .param("user", actor.person())
                    .query(String.class)
                    .optional();
            if (revoked.isEmpty()) {
                throw IdentityProblem.ACCESS_KEY_NOT_FOUND.problem();
            }
            audit.record(tx, actor, "identity.access_key_revoked", "access_key " + id, Map.of());
            return revoked.get();
        });
        recognised.invalidate(hash);
    }

    /// Whose key it is; empty for one that is unknown, expired or revoked, or whose owner is blocked.
    Optional<Recognised> recognise(String key) {
        return recognised.get(Digests.sha256(key), this::look);
    }

    /// @param id of the key
    record Recognised(UUID id, Account account) {}

    private record Owned(UUID id, UUID owner) {}

    private Optional<Recognised> look(String hash) {
        return transactions.asSystem("access key", tx -> {
            Optional<Owned> key = tx.sql("""
                            select id, user_id from atelier.access_keys
                            where key_hash = decode(:hash, 'hex') and revoked_at is null
                              and (expires_at is null or expires_at > :now)
                            """)
                    .param("hash", hash)
                    .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                    .query((row, _) -> new Owned(row.getObject("id", UUID.class), row.getObject("user_id", UUID.class)))
                    .optional();
            if (key.isEmpty()) {
                return Optional.<Recognised>empty();
            }
            // At most once a minute, so that a busy program does not write with every request.
            tx.sql("""
                            update atelier.access_keys set last_used_at = :now
                            where key_hash = decode(:hash, 'hex')
                              and (last_used_at is null or last_used_at < :now - interval '1 minute')
                            """)
                    .param("hash", hash)
                    .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                    .update();
            return accounts.byId(tx, key.get().owner())
                    .filter(account -> !account.banned(clock.instant()))
                    .map(account -> new Recognised(key.get().id(), account));
        });
    }

    private static AccessKey row(ResultSet row, int number) throws SQLException {
        return new AccessKey(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("prefix"),
                row.getString("last4"),
                List.of((String[]) row.getArray("scopes").getArray()),
                AccountStore.time(row, "expires_at"),
                AccountStore.time(row, "last_used_at"),
                AccountStore.required(row, "created_at"),
                AccountStore.time(row, "revoked_at"));
    }
}
