package studio.atelier.backend.identity.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import studio.atelier.backend.identity.IdentitySettings;
import studio.atelier.backend.identity.internal.ExternalIssuer.IssuerRefused;
import studio.atelier.platform.outbound.Outbound;
import studio.atelier.platform.outbound.OutboundSettings;
import studio.atelier.platform.settings.Secret;
import studio.atelier.platform.settings.SettingsReader;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What an issuer may say wrong. A real one is asked in `e2e/tests/supabase-auth.test.js`.
class OpenidIssuerTest {

    private static final URI CALLBACK = URI.create("https://studio.example.org/auth/v1/callback");

    private final RSAKey key;
    private final HttpServer server;
    private final String url;
    private final Outbound outbound;
    private final OpenidIssuer issuer;
    private String named;
    private String idToken = "";

    OpenidIssuerTest() throws IOException, JOSEException {
        key = new RSAKeyGenerator(2_048).keyID("one").generate();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        url = "http://127.0.0.1:" + server.getAddress().getPort();
        named = url;
        answer("/.well-known/openid-configuration", () -> """
                {"issuer":"%s","authorization_endpoint":"%s/a","token_endpoint":"%s/t","jwks_uri":"%s/k"}
                """.formatted(named, url, url, url));
        answer("/k", () -> new JWKSet(key).toString());
        answer("/t", () -> "{\"access_token\":\"at\",\"id_token\":\"" + idToken + "\"}");
        server.start();
        outbound = new Outbound(OutboundSettings.read(new SettingsReader(Map.of(
                "ATELIER_OUTBOUND_ALLOW", "127.0.0.1:" + server.getAddress().getPort()))));
        issuer = new OpenidIssuer(
                new IdentitySettings.Issuer(
                        "oidc",
                        "Issuer",
                        IdentitySettings.Issuer.Kind.OPENID,
                        URI.create(url),
                        "studio",
                        new Secret("a secret of thirty-two characters")),
                new IssuerHttp(outbound),
                Clock.systemUTC());
    }

    @AfterEach
    void close() {
        server.stop(0);
        outbound.close();
    }

    private void answer(String path, java.util.function.Supplier<String> body) {
        server.createContext(path, exchange -> {
            byte[] bytes = body.get().getBytes(UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    @Test
    void believesAGoodToken() {
        idToken = token(_ -> {});

        var arrival = issuer.arrive("code", "verifier", "n", CALLBACK);

        assertThat(arrival.person().subject()).isEqualTo("s-1");
        assertThat(arrival.person().email()).isEqualTo("ada@example.org");
        assertThat(arrival.person().verified()).isTrue();
        assertThat(arrival.tokens()).containsEntry("provider_token", "at");
    }

    @Test
    void doesNotBelieveWhatIsNotForThisSignIn() {
        refuses("another nonce", claims -> claims.put("nonce", "m"));
        refuses("no nonce", claims -> claims.remove("nonce"));
        refuses("another issuer", claims -> claims.put("iss", "https://evil.example.org"));
        refuses("another client", claims -> claims.put("aud", "somebody"));
        refuses("no client", claims -> claims.remove("aud"));
        refuses("expired", claims -> claims.put("exp", Instant.now().getEpochSecond() - 120));
        refuses("of tomorrow", claims -> claims.put("iat", Instant.now().getEpochSecond() + 86_400));
        refuses("of nobody", claims -> claims.remove("sub"));
        refuses("for another party", claims -> {
            claims.putArray("aud").add("studio").add("other");
            claims.put("azp", "other");
        });
    }

    private void refuses(String what, Consumer<ObjectNode> change) {
        idToken = token(change);
        assertThatThrownBy(() -> issuer.arrive("code", "verifier", "n", CALLBACK))
                .as(what)
                .isInstanceOf(IssuerRefused.class);
    }

    @Test
    void doesNotBelieveOtherSignatures() throws Exception {
        RSAKey other = new RSAKeyGenerator(2_048).keyID("one").generate();
        var shared = new MACSigner("a secret of thirty-two characters".getBytes(UTF_8));
        for (String forged : new String[] {
            sign(claims(), JWSAlgorithm.RS256, new RSASSASigner(other), "one"),
            sign(claims(), JWSAlgorithm.RS256, new RSASSASigner(key), "unknown"),
            sign(claims(), JWSAlgorithm.HS256, shared, "one"),
            "eyJhbGciOiJub25lIn0."
                    + java.util.Base64.getUrlEncoder()
                            .encodeToString(claims().toString().getBytes(UTF_8)) + ".",
            "nonsense",
            ""
        }) {
            idToken = forged;
            assertThatThrownBy(() -> issuer.arrive("code", "verifier", "n", CALLBACK))
                    .as(forged)
                    .isInstanceOf(IssuerRefused.class);
        }
    }

    @Test
    void doesNotFollowADocumentOfAnotherIssuer() {
        named = "https://evil.example.org";

        assertThatThrownBy(() -> issuer.arrive("code", "verifier", "n", CALLBACK))
                .isInstanceOf(IssuerRefused.class)
                .hasMessageContaining("another issuer");
    }

    @Test
    void takesAnUnverifiedAddressForWhatItIs() {
        idToken = token(claims -> claims.put("email_verified", false));

        assertThat(issuer.arrive("code", "verifier", "n", CALLBACK).person().verified())
                .isFalse();
    }

    private ObjectNode claims() {
        long now = Instant.now().getEpochSecond();
        return JsonMapper.shared()
                .createObjectNode()
                .put("iss", url)
                .put("aud", "studio")
                .put("sub", "s-1")
                .put("nonce", "n")
                .put("iat", now)
                .put("exp", now + 300)
                .put("email", "Ada@example.org")
                .put("email_verified", true);
    }

    private String token(Consumer<ObjectNode> change) {
        ObjectNode claims = claims();
        change.accept(claims);
        try {
            return sign(claims, JWSAlgorithm.RS256, new RSASSASigner(key), "one");
        } catch (JOSEException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static String sign(ObjectNode claims, JWSAlgorithm algorithm, JWSSigner signer, String kid)
            throws JOSEException {
        JWSObject jws =
                new JWSObject(new JWSHeader.Builder(algorithm).keyID(kid).build(), new Payload(claims.toString()));
        jws.sign(signer);
        return jws.serialize();
    }
}
