package studio.atelier.backend.identity.internal;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.crypto.Envelope;
import studio.atelier.platform.crypto.SealedSecret;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.Tx;
import studio.atelier.platform.settings.Secret;

/// The ES256 keys of this installation. The first is made at first start; several nodes agree on one by the
/// database. Thread-safe; kept in memory once read.
final class SigningKeys {

    private static final String PLACE = "auth.signing_keys/";
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

    private final Transactions transactions;
    private final Envelope envelope;
    private final Clock clock;
    private volatile @Nullable Ring ring;
    private volatile Instant lastLook = Instant.EPOCH;

    SigningKeys(Transactions transactions, Envelope envelope, Clock clock) {
        this.transactions = transactions;
        this.envelope = envelope;
        this.clock = clock;
    }

    /// @param current  signs
    /// @param madeAt   when `current` was made
    /// @param byId     verify, `current` among them
    record Ring(ECKey current, Instant madeAt, Map<String, ECKey> byId) {

        /// Public halves, as `/.well-known/jwks.json` shows them.
        Map<String, Object> jwks() {
            return new JWKSet(List.copyOf(byId.values())).toJSONObject(true);
        }
    }

    /// One of the keys by its id. A key another node made is looked for in the database, at most once in
    /// [#LOOK_AGAIN] for all unknown ids.
    Optional<ECKey> byId(String kid) {
        ECKey known = ring().byId().get(kid);
        Instant last = lastLook;
        Instant now = clock.instant();
        if (known != null || last.plus(LOOK_AGAIN).isAfter(now)) {
            return Optional.ofNullable(known);
        }
        lastLook = now;
        return Optional.ofNullable(load().byId().get(kid));
    }

    /// Makes a new key, which signs from now on. The old ones verify still: tokens and project keys that were handed
    /// out stay good.
    Ring rotate(Tx tx) {
        tx.sql("update auth.signing_keys set retired_at = now() where retired_at is null")
                .update();
        insert(tx, generate());
        return open(rows(tx));
    }

    /// Reads the keys anew at the next use.
    void forget() {
        ring = null;
    }

    Ring ring() {
        Ring known = ring;
        return known == null ? load() : known;
    }

    /// Two threads may load at once; both read the same.
    private Ring load() {
        Ring loaded = transactions.asSystem("signing keys", tx -> {
            // Held to the end of the transaction, so that two nodes at their first start make one key.
            tx.sql("select only_row from auth.instance for update")
                    .query(Boolean.class)
                    .single();
            List<Row> rows = rows(tx);
            if (rows.stream().noneMatch(row -> row.retiredAt() == null)) {
                insert(tx, generate());
                rows = rows(tx);
            }
            return open(rows);
        });
        ring = loaded;
        return loaded;
    }

    private record Row(
            String kid,
            String publicJwk,
            SealedSecret sealed,
            Instant createdAt,
            @Nullable Instant retiredAt) {}

    private static List<Row> rows(Tx tx) {
        return tx.sql("""
                        select kid, public_jwk, encrypted_key, encryption_iv, encryption_salt, wrapped_key, key_version,
                               created_at, retired_at
                        from auth.signing_keys
                        order by created_at desc
                        limit 20
                        """)
                .query((row, _) -> new Row(
                        row.getString("kid"),
                        row.getString("public_jwk"),
                        new SealedSecret(
                                row.getString("encrypted_key"),
                                row.getString("encryption_iv"),
                                row.getString("encryption_salt"),
                                row.getString("wrapped_key"),
                                row.getString("key_version")),
                        AccountStore.required(row, "created_at"),
                        AccountStore.time(row, "retired_at")))
                .list();
    }

    private void insert(Tx tx, ECKey key) {
        SealedSecret sealed = envelope.seal(new Secret(key.toJSONString()), PLACE + key.getKeyID());
        tx.sql("""
                        insert into auth.signing_keys
                          (kid, algorithm, public_jwk, encrypted_key, encryption_iv, encryption_salt, wrapped_key, key_version)
                        values (:kid, 'ES256', cast(:public as jsonb), :key, :iv, :salt, :wrapped, :version)
                        """)
                .param("kid", key.getKeyID())
                .param("public", key.toPublicJWK().toJSONString())
                .param("key", sealed.ciphertext())
                .param("iv", sealed.iv())
                .param("salt", sealed.salt())
                .param("wrapped", sealed.wrappedKey())
                .param("version", sealed.keyVersion())
                .update();
    }

    private Ring open(List<Row> rows) {
        Row newest = rows.stream()
                .filter(row -> row.retiredAt() == null)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("there is no signing key"));
        Map<String, ECKey> byId = new java.util.LinkedHashMap<>();
        for (Row row : rows) {
            byId.put(row.kid(), parse(row.publicJwk()));
        }
        ECKey current =
                parse(envelope.open(newest.sealed(), PLACE + newest.kid()).reveal());
        return new Ring(current, newest.createdAt(), Map.copyOf(byId));
    }

    private static ECKey generate() {
        try {
            return new ECKeyGenerator(Curve.P_256)
                    .algorithm(JWSAlgorithm.ES256)
                    .keyUse(KeyUse.SIGNATURE)
                    .keyOperations(Set.of(KeyOperation.VERIFY))
                    .keyIDFromThumbprint(true)
                    .generate();
        } catch (JOSEException failure) {
            throw new IllegalStateException("no signing key could be made", failure);
        }
    }

    private static ECKey parse(String jwk) {
        try {
            return ECKey.parse(jwk);
        } catch (ParseException failure) {
            throw new IllegalStateException("a signing key in the database cannot be read", failure);
        }
    }
}
