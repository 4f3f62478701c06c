package studio.atelier.backend.identity.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.net.URI;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.identity.IdentitySettings;
import studio.atelier.platform.settings.Secret;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Any issuer of OpenID Connect, found by its discovery document: code flow with PKCE and nonce. What it says is
/// believed
/// only with its signature, for this client, for this sign-in. Thread-safe. Sources: OpenID Connect Core 1.0, Discovery
/// 1.0.
final class OpenidIssuer implements ExternalIssuer {

    private static final Duration METADATA_LIFETIME = Duration.ofHours(1);
    private static final Duration KEYS_AGAIN = Duration.ofSeconds(30);
    private static final Duration SKEW = Duration.ofMinutes(1);
    private static final Duration AGE_MAX = Duration.ofHours(24);
    private static final int TOKEN_LENGTH_MAX = 16_384;

    /// Asymmetric ones only: with a symmetric one the client secret, or a public key, would be the signing key.
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    private final IdentitySettings.Issuer settings;
    private final IssuerHttp http;
    private final Clock clock;
    private volatile @Nullable Metadata metadata;
    private volatile @Nullable Keys keys;

    OpenidIssuer(IdentitySettings.Issuer settings, IssuerHttp http, Clock clock) {
        this.settings = settings;
        this.http = http;
        this.clock = clock;
    }

    private record Metadata(
            String issuer,
            URI authorization,
            URI token,
            URI keys,
            @Nullable URI userInfo,
            boolean secretInForm,
            Instant readAt) {}

    private record Keys(JWKSet set, Instant readAt) {}

    @Override
    public String name() {
        return settings.name();
    }

    String issuer() {
        return settings.url().toString();
    }

    @Override
    public URI authorization(Departure departure) {
        Map<String, String> query = new LinkedHashMap<>(departure.more());
        query.put("response_type", "code");
        query.put("client_id", settings.clientId());
        query.put("redirect_uri", departure.callback().toString());
        query.put("scope", ("openid email profile " + departure.scopes()).strip());
        query.put("state", departure.state());
        query.put("nonce", departure.nonce());
        query.put("code_challenge", departure.challenge());
        query.put("code_challenge_method", "S256");
        return IssuerHttp.with(metadata().authorization(), query);
    }

    @Override
    public Arrival arrive(String code, String verifier, String nonce, URI callback) {
        Metadata known = metadata();
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", callback.toString());
        form.put("code_verifier", verifier);
        Map<String, Secret> headers = new LinkedHashMap<>();
        if (known.secretInForm()) {
            form.put("client_id", settings.clientId());
            form.put("client_secret", settings.clientSecret().reveal());
        } else {
            headers.put("Authorization", basic());
        }
        JsonNode answer = http.post(known.token(), form, headers);
        JsonNode claims = claims(answer.path("id_token").asString(""));
        if (!claims.path("nonce").asString("").equals(nonce)) {
            throw new IssuerRefused("The ID token is not for this sign-in.");
        }
        String access = answer.path("access_token").asString("");
        Map<String, String> tokens = new LinkedHashMap<>();
        if (!access.isEmpty()) {
            tokens.put("provider_token", access);
        }
        String refresh = answer.path("refresh_token").asString("");
        if (!refresh.isEmpty()) {
            tokens.put("provider_refresh_token", refresh);
        }
        return new Arrival(person(withUserInfo(claims, known, access)), tokens);
    }

    private Secret basic() {
        // RFC 6749, 2.3.1: both halves are form-encoded first.
        String id = java.net.URLEncoder.encode(settings.clientId(), UTF_8);
        String secret = java.net.URLEncoder.encode(settings.clientSecret().reveal(), UTF_8);
        return new Secret("Basic " + Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(UTF_8)));
    }

    /// Issuers may keep the address out of the ID token.
    private JsonNode withUserInfo(JsonNode claims, Metadata known, String access) {
        if (claims.has("email") || known.userInfo() == null || access.isEmpty()) {
            return claims;
        }
        JsonNode more = http.get(known.userInfo(), Map.of("Authorization", new Secret("Bearer " + access)));
        if (!more.path("sub").asString("").equals(claims.path("sub").asString())) {
            throw new IssuerRefused("The issuer speaks of two people.");
        }
        ObjectNode all = JsonMapper.shared().createObjectNode();
        more.properties().forEach(entry -> all.set(entry.getKey(), entry.getValue()));
        claims.properties().forEach(entry -> all.set(entry.getKey(), entry.getValue()));
        return all;
    }

    ExternalPerson person(JsonNode claims) {
        String email = claims.path("email").asString("");
        boolean valid = EmailAddress.valid(email);
        // Some write the flag as text.
        boolean verified = claims.path("email_verified").asBoolean(false)
                || claims.path("email_verified").asString("").equals("true");
        ObjectNode data = JsonMapper.shared().createObjectNode();
        for (String name : Set.of("name", "given_name", "family_name", "nickname", "preferred_username", "locale")) {
            if (claims.has(name)) {
                data.set(name, claims.get(name));
            }
        }
        String subject = claims.path("sub").asString();
        data.put("iss", claims.path("iss").asString());
        data.put("sub", subject);
        data.put("provider_id", subject);
        if (claims.has("name")) {
            data.set("full_name", claims.get("name"));
        }
        if (claims.has("picture")) {
            data.set("picture", claims.get("picture"));
            data.set("avatar_url", claims.get("picture"));
        }
        if (valid) {
            data.put("email", EmailAddress.normal(email));
        }
        data.put("email_verified", valid && verified);
        data.put("phone_verified", false);
        return new ExternalPerson(subject, valid ? EmailAddress.normal(email) : null, valid && verified, data);
    }

    /// What a valid ID token says; its nonce is the caller's to compare.
    ///
    /// @throws IssuerRefused for one that is not of this issuer, not for us, or not of now
    JsonNode claims(String idToken) {
        if (idToken.isEmpty() || idToken.length() > TOKEN_LENGTH_MAX) {
            throw new IssuerRefused("The issuer gave no ID token.");
        }
        try {
            JWSObject jws = JWSObject.parse(idToken);
            if (!ALGORITHMS.contains(jws.getHeader().getAlgorithm())) {
                throw new IssuerRefused("The ID token is signed in a way that is not accepted.");
            }
            JWK key = key(jws.getHeader().getKeyID())
                    .orElseThrow(() -> new IssuerRefused("The ID token is signed by a key the issuer does not have."));
            JWSVerifier verifier = new DefaultJWSVerifierFactory()
                    .createJWSVerifier(jws.getHeader(), ((AsymmetricJWK) key).toPublicKey());
            if (!jws.verify(verifier)) {
                throw new IssuerRefused("The signature of the ID token is wrong.");
            }
            JsonNode claims = JsonMapper.shared().readTree(jws.getPayload().toString());
            check(claims);
            return claims;
        } catch (ParseException | JOSEException | JacksonException | ClassCastException _) {
            throw new IssuerRefused("The ID token cannot be read.");
        }
    }

    private void check(JsonNode claims) {
        long now = clock.instant().getEpochSecond();
        if (!claims.path("iss").asString("").equals(metadata().issuer())) {
            throw new IssuerRefused("The ID token is of another issuer.");
        }
        JsonNode audience = claims.path("aud");
        boolean forUs = audience.isArray()
                ? audience.valueStream().anyMatch(one -> one.asString("").equals(settings.clientId()))
                : audience.asString("").equals(settings.clientId());
        boolean party = !claims.has("azp")
                || claims.path("azp").asString("").equals(settings.clientId())
                || !audience.isArray()
                || audience.size() == 1;
        if (!forUs || !party) {
            throw new IssuerRefused("Unacceptable audience in id_token");
        }
        long issued = claims.path("iat").asLong(0);
        if (claims.path("exp").asLong(0) + SKEW.toSeconds() <= now
                || issued > now + SKEW.toSeconds()
                || issued < now - AGE_MAX.toSeconds()) {
            throw new IssuerRefused("The ID token is not of now.");
        }
        if (claims.path("sub").asString("").isEmpty()) {
            throw new IssuerRefused("Missing sub claim in id_token");
        }
    }

    private Optional<JWK> key(@Nullable String id) throws ParseException {
        Keys known = keys;
        Instant now = clock.instant();
        if (known == null
                || (find(known.set(), id).isEmpty()
                        && known.readAt().plus(KEYS_AGAIN).isBefore(now))) {
            known = new Keys(JWKSet.parse(http.get(metadata().keys(), Map.of()).toString()), now);
            keys = known;
        }
        return find(known.set(), id);
    }

    private static Optional<JWK> find(JWKSet set, @Nullable String id) {
        if (id == null) {
            return set.getKeys().size() == 1 ? Optional.of(set.getKeys().getFirst()) : Optional.empty();
        }
        return Optional.ofNullable(set.getKeyByKeyId(id));
    }

    private Metadata metadata() {
        Metadata known = metadata;
        if (known != null && known.readAt().plus(METADATA_LIFETIME).isAfter(clock.instant())) {
            return known;
        }
        JsonNode document = http.get(URI.create(settings.url() + "/.well-known/openid-configuration"), Map.of());
        String issuer = document.path("issuer").asString("");
        if (!withoutSlash(issuer).equals(settings.url().toString())) {
            throw new IssuerRefused("The issuer's discovery document is of another issuer.");
        }
        JsonNode methods = document.path("token_endpoint_auth_methods_supported");
        boolean basic = !methods.isArray()
                || methods.valueStream().anyMatch(method -> method.asString("").equals("client_secret_basic"));
        known = new Metadata(
                issuer,
                address(document, "authorization_endpoint"),
                address(document, "token_endpoint"),
                address(document, "jwks_uri"),
                document.has("userinfo_endpoint") ? address(document, "userinfo_endpoint") : null,
                !basic,
                clock.instant());
        metadata = known;
        return known;
    }

    private static String withoutSlash(String issuer) {
        return issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    }

    private static URI address(JsonNode document, String name) {
        try {
            URI uri = URI.create(document.path(name).asString(""));
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            if (uri.getHost() != null && (scheme.equals("https") || scheme.equals("http"))) {
                return uri;
            }
        } catch (IllegalArgumentException _) {
            // the one message below says what is wrong
        }
        throw new IssuerRefused("The issuer's discovery document has no usable " + name + ".");
    }
}
