package studio.atelier.backend.identity.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.jwk.ECKey;
import java.net.URI;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.identity.ProjectKeys;
import studio.atelier.platform.settings.Secret;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Access tokens and project keys: ES256 JWTs, made and checked in memory. Thread-safe. Claims: wire
/// reference 2.3.
final class Tokens {

    /// Longer texts are not looked at; ours have about 1,000 characters.
    private static final int LENGTH_MAX = 16_384;

    private static final int REMEMBERED_MAX = 10_000;
    private static final Duration REMEMBERED_FOR = Duration.ofMinutes(5);

    /// Clocks of several nodes differ a little.
    private static final Duration SKEW = Duration.ofSeconds(5);

    /// Ten years of 365 days, as the keys of such projects last.
    private static final Duration PROJECT_KEY_LIFETIME = Duration.ofDays(3_650);

    private final SigningKeys keys;
    private final Clock clock;
    private final Duration lifetime;
    private final Optional<Secret> shared;
    private final OpaqueKeys opaque;
    private final JsonMapper json = JsonMapper.shared();
    private final Cache<String, Reading.Valid> verified = Caffeine.newBuilder()
            .maximumSize(REMEMBERED_MAX)
            .expireAfterWrite(REMEMBERED_FOR)
            .build();

    Tokens(SigningKeys keys, OpaqueKeys opaque, Clock clock, Duration lifetime, Optional<Secret> shared) {
        this.keys = keys;
        this.opaque = opaque;
        this.clock = clock;
        this.lifetime = lifetime;
        this.shared = shared;
    }

    /// What came of reading a token.
    sealed interface Reading {

        /// @param claims an object
        /// @param text   the same as JSON
        /// @param ours   signed by us, and not with a secret another issuer has too
        record Valid(JsonNode claims, String text, boolean ours) implements Reading {}

        /// @param reason for developers: what is wrong with the token, nothing of its content
        record Invalid(String reason) implements Reading {}
    }

    /// @param token     the JWT
    /// @param expiresAt in whole seconds
    record AccessToken(String token, Duration lifetime, Instant expiresAt) {

        @Override
        public String toString() {
            return "AccessToken[***]";
        }
    }

    /// What a token says of the sign-in it belongs to.
    ///
    /// @param aal `aal1`, or `aal2` after a second factor
    /// @param amr how the person proved who they are, most recent first
    record Standing(UUID sessionId, String aal, JsonNode amr) {}

    /// @param site scheme and host under which the caller knows this server
    AccessToken accessToken(Account account, Standing standing, URI site) {
        Instant now = clock.instant();
        Instant expires = Instant.ofEpochSecond(now.plus(lifetime).getEpochSecond());
        ObjectNode claims = claims(account, standing);
        claims.put("iss", site + "/auth/v1");
        claims.put("iat", now.getEpochSecond());
        claims.put("exp", expires.getEpochSecond());
        return new AccessToken(sign(claims), lifetime, expires);
    }

    /// Verifies every token anew, after the keys have changed.
    void forget() {
        verified.invalidateAll();
    }

    /// What `auth.jwt()` says of a person, however they proved who they are.
    ObjectNode claims(Account account) {
        ObjectNode claims = json.createObjectNode();
        claims.put("sub", account.id().toString());
        claims.put("aud", "authenticated");
        claims.put("role", account.role());
        claims.put("email", orEmpty(account.email()));
        claims.put("phone", orEmpty(account.phone()));
        claims.set("app_metadata", account.appMetadata());
        claims.set("user_metadata", account.userMetadata());
        claims.put("aal", "aal1");
        claims.put("is_anonymous", account.anonymous());
        return claims;
    }

    /// As [#claims], with what its sign-in adds.
    ObjectNode claims(Account account, Standing standing) {
        ObjectNode claims = claims(account);
        claims.put("session_id", standing.sessionId().toString());
        claims.put("aal", standing.aal());
        claims.set("amr", standing.amr());
        return claims;
    }

    /// The same texts at every call, on every node, until the signing key or the master key changes.
    ProjectKeys projectKeys() {
        return new ProjectKeys(
                projectKey("anon"),
                new Secret(projectKey("service_role")),
                opaque.publishable(),
                new Secret(opaque.secret()));
    }

    Reading read(String token) {
        if (token.length() > LENGTH_MAX) {
            return new Reading.Invalid("the token is too long");
        }
        String key = Digests.sha256(token);
        Reading.Valid valid = verified.getIfPresent(key);
        if (valid == null) {
            switch (verify(token)) {
                case Reading.Invalid invalid -> {
                    return invalid;
                }
                case Reading.Valid fresh -> {
                    valid = fresh;
                    verified.put(key, fresh);
                }
            }
        }
        if (clock.instant().minus(SKEW).getEpochSecond()
                >= valid.claims().path("exp").asLong(valid.ours() ? 0 : Long.MAX_VALUE)) {
            return new Reading.Invalid("token is expired");
        }
        return valid.ours() ? valid : begun(valid);
    }

    /// Tokens of another issuer may be made ahead of their time.
    private Reading begun(Reading.Valid valid) {
        long now = clock.instant().plus(SKEW).getEpochSecond();
        if (valid.claims().path("nbf").asLong(0) > now) {
            return new Reading.Invalid("JWT not yet valid");
        }
        return valid.claims().path("iat").asLong(0) > now ? new Reading.Invalid("JWT issued at future") : valid;
    }

    private Reading verify(String token) {
        try {
            JWSObject jws = JWSObject.parse(token);
            if (jws.getHeader().getAlgorithm().equals(JWSAlgorithm.HS256)) {
                return verifyShared(jws);
            }
            ECKey key = jws.getHeader().getKeyID() == null
                    ? null
                    : keys.byId(jws.getHeader().getKeyID()).orElse(null);
            if (key == null || !jws.getHeader().getAlgorithm().equals(JWSAlgorithm.ES256)) {
                return new Reading.Invalid("signing method or key is not known here");
            }
            if (!jws.verify(new ECDSAVerifier(key))) {
                return new Reading.Invalid("signature is invalid");
            }
            return claims(jws, true);
        } catch (ParseException | JOSEException | tools.jackson.core.JacksonException _) {
            return new Reading.Invalid("token is malformed");
        }
    }

    /// Tokens of another issuer who shares a secret with us.
    private Reading verifyShared(JWSObject jws) throws JOSEException {
        if (shared.isEmpty()) {
            return new Reading.Invalid("signing method or key is not known here");
        }
        return jws.verify(new MACVerifier(shared.get().reveal().getBytes(UTF_8)))
                ? claims(jws, false)
                : new Reading.Invalid("signature is invalid");
    }

    private Reading claims(JWSObject jws, boolean ours) {
        JsonNode claims = json.readTree(jws.getPayload().toString());
        if (!claims.isObject()) {
            return new Reading.Invalid("claims are not an object");
        }
        String fault = ours ? null : fault(claims);
        return fault == null ? new Reading.Valid(claims, claims.toString(), ours) : new Reading.Invalid(fault);
    }

    /// What is wrong with the registered claims of another issuer's token, in PostgREST's words; null for nothing.
    private static @Nullable String fault(JsonNode claims) {
        for (String name : List.of("exp", "nbf", "iat")) {
            JsonNode time = claims.path(name);
            if (!time.isMissingNode() && !time.isNull() && !time.isNumber()) {
                return "The JWT '" + name + "' claim must be a number";
            }
        }
        JsonNode audience = claims.path("aud");
        boolean texts = audience.isArray() && audience.valueStream().allMatch(JsonNode::isString);
        return audience.isMissingNode() || audience.isNull() || audience.isString() || texts
                ? null
                : "The JWT 'aud' claim must be a string or an array of strings";
    }

    private String projectKey(String role) {
        var ring = keys.ring();
        ObjectNode claims = json.createObjectNode();
        claims.put("iss", "atelier");
        claims.put("role", role);
        claims.put("iat", ring.madeAt().getEpochSecond());
        claims.put("exp", ring.madeAt().plus(PROJECT_KEY_LIFETIME).getEpochSecond());
        String head = header(ring.current()).toBase64URL() + "." + new Payload(claims.toString()).toBase64URL();
        return head + "." + RepeatableEcdsa.sign(ring.current(), head);
    }

    private String sign(ObjectNode claims) {
        ECKey key = keys.ring().current();
        JWSObject jws = new JWSObject(header(key), new Payload(claims.toString()));
        try {
            jws.sign(new ECDSASigner(key));
            return jws.serialize();
        } catch (JOSEException failure) {
            throw new IllegalStateException("a token could not be signed", failure);
        }
    }

    private static JWSHeader header(ECKey key) {
        return new JWSHeader.Builder(JWSAlgorithm.ES256)
                .keyID(key.getKeyID())
                .type(JOSEObjectType.JWT)
                .build();
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
