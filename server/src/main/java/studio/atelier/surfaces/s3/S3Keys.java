package studio.atelier.surfaces.s3;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.security.SecureRandom;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import studio.atelier.backend.audit.Audit;
import studio.atelier.platform.crypto.Envelope;
import studio.atelier.platform.crypto.SealedSecret;
import studio.atelier.platform.database.Ids;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.Tx;
import studio.atelier.platform.http.Admin;
import studio.atelier.platform.http.HttpProblem;
import studio.atelier.platform.settings.Secret;

/// Access keys for S3 that an administrator issues. Whoever has one sees everything that storage keeps. A
/// secret is shown once; it lies sealed, and opened in memory for a minute where it is used. Thread-safe.
final class S3Keys {

    private static final int KEYS_MAX = 200;
    private static final int KEY_ID_BYTES = 16;
    private static final int SECRET_BYTES = 32;
    private static final Duration REMEMBERED = Duration.ofMinutes(1);

    private final Transactions transactions;
    private final Envelope envelope;
    private final Audit audit;
    private final Ids ids;
    private final SecureRandom random;
    private final Cache<String, Optional<Secret>> secrets =
            Caffeine.newBuilder().maximumSize(1000).expireAfterWrite(REMEMBERED).build();

    S3Keys(Transactions transactions, Envelope envelope, Audit audit, Ids ids, SecureRandom random) {
        this.transactions = transactions;
        this.envelope = envelope;
        this.audit = audit;
        this.ids = ids;
        this.random = random;
    }

    /// What may be shown of a key.
    record S3Key(UUID id, String keyId, String description, Instant createdAt) {}

    /// A key that was just made; its secret is never shown again.
    record Issued(S3Key key, Secret secret) {}

    List<S3Key> list() {
        return transactions.asSystem(
                "list keys of S3",
                tx -> tx.sql("""
                        select id, key_id, description, created_at
                        from atelier.s3_keys
                        order by created_at, id
                        limit :max
                        """)
                        .param("max", KEYS_MAX)
                        .query((row, _) -> new S3Key(
                                row.getObject("id", UUID.class),
                                row.getString("key_id"),
                                row.getString("description"),
                                row.getObject("created_at", OffsetDateTime.class)
                                        .toInstant()))
                        .list());
    }

    /// @param description 1 to 200 characters
    Issued issue(Admin admin, String description) {
        UUID id = ids.next();
        String keyId = hex(KEY_ID_BYTES);
        var secret = new Secret(hex(SECRET_BYTES));
        SealedSecret sealed = envelope.seal(secret, place(id));
        Instant created = transactions.asSystem("issue a key of S3", tx -> {
            Instant at = insert(tx, new S3Key(id, keyId, description, Instant.EPOCH), sealed, admin);
            audit.record(tx, admin.actor(), "storage.key_issued", "s3_key " + id, Map.of("description", description));
            return at;
        });
        return new Issued(new S3Key(id, keyId, description, created), secret);
    }

    private static Instant insert(Tx tx, S3Key key, SealedSecret sealed, Admin admin) {
        return tx.sql("""
                        insert into atelier.s3_keys
                          (id, key_id, description, created_by, encrypted_key, encryption_iv, encryption_salt, wrapped_key,
                           key_version)
                        values (:id, :key_id, :description, :by, :ciphertext, :iv, :salt, :wrapped, :version)
                        returning created_at
                        """)
                .param("id", key.id())
                .param("key_id", key.keyId())
                .param("description", key.description())
                .param("by", admin.actor().userId(), Types.OTHER)
                .param("ciphertext", sealed.ciphertext())
                .param("iv", sealed.iv())
                .param("salt", sealed.salt())
                .param("wrapped", sealed.wrappedKey())
                .param("version", sealed.keyVersion())
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
    }

    /// @throws studio.atelier.platform.problem.ProblemException `http.not_found`
    void revoke(Admin admin, UUID id) {
        String keyId = transactions.asSystem("revoke a key of S3", tx -> {
            String gone = tx.sql("""
                            delete from atelier.s3_keys
                            where id = :id
                            returning key_id
                            """)
                    .param("id", id)
                    .query(String.class)
                    .optional()
                    .orElseThrow(HttpProblem.NOT_FOUND::problem);
            audit.record(tx, admin.actor(), "storage.key_revoked", "s3_key " + id, Map.of());
            return gone;
        });
        secrets.invalidate(keyId);
    }

    /// @return nothing for a key that is not known
    Optional<Secret> secret(String keyId) {
        return secrets.get(keyId, this::opened);
    }

    private Optional<Secret> opened(String keyId) {
        record Row(UUID id, SealedSecret sealed) {}
        Optional<Row> found = transactions.asSystem(
                "open a key of S3",
                tx -> tx.sql("""
                        select id, encrypted_key, encryption_iv, encryption_salt, wrapped_key, key_version
                        from atelier.s3_keys
                        where key_id = :key_id
                        """)
                        .param("key_id", keyId)
                        .query((row, _) -> new Row(
                                row.getObject("id", UUID.class),
                                new SealedSecret(
                                        row.getString("encrypted_key"),
                                        row.getString("encryption_iv"),
                                        row.getString("encryption_salt"),
                                        row.getString("wrapped_key"),
                                        row.getString("key_version"))))
                        .optional());
        return found.map(row -> envelope.open(row.sealed(), place(row.id())));
    }

    private static String place(UUID id) {
        return "s3_keys/" + id;
    }

    private String hex(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
