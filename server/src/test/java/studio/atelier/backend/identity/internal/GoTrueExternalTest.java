package studio.atelier.backend.identity.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static studio.atelier.backend.identity.internal.Mailbox.bearer;
import static studio.atelier.backend.identity.internal.Mailbox.claims;
import static studio.atelier.backend.identity.internal.Mailbox.json;
import static studio.atelier.backend.identity.internal.Mailbox.refused;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import studio.atelier.testkit.RunningServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// GitHub played by a server on this machine, and ID tokens a program brings by itself. Source: wire reference 2.6,
/// 2.9.
class GoTrueExternalTest {

    private static final Map<String, String> answers = new ConcurrentHashMap<>();
    private static final List<String> asked = new CopyOnWriteArrayList<>();
    private static HttpServer others;
    private static String url;
    private static ECKey key;
    private static RunningServer server;
    private static Mailbox client;

    @BeforeAll
    static void start() throws Exception {
        key = new ECKeyGenerator(Curve.P_256).keyID("k").generate();
        others = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        others.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            asked.add(path + " " + exchange.getRequestHeaders().getFirst("Authorization") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            byte[] said = answers.getOrDefault(path, "{}").getBytes(UTF_8);
            exchange.sendResponseHeaders(200, said.length);
            exchange.getResponseBody().write(said);
            exchange.close();
        });
        others.start();
        String place = "127.0.0.1:" + others.getAddress().getPort();
        url = "http://" + place;
        answers.put("/.well-known/openid-configuration", """
                {"issuer":"%s","authorization_endpoint":"%s/a","token_endpoint":"%s/t","jwks_uri":"%s/k"}
                """.formatted(url, url, url, url));
        answers.put("/k", new JWKSet(key).toString());
        answers.put("/login/oauth/access_token", "{\"access_token\":\"gho_1\"}");
        server = RunningServer.start(Map.ofEntries(
                Map.entry("ATELIER_OWNER_EMAIL", Mailbox.OWNER),
                Map.entry("ATELIER_OWNER_PASSWORD", Mailbox.OWNER_PASSWORD),
                Map.entry("ATELIER_AUTH_SIGNUP", "on"),
                Map.entry("ATELIER_AUTH_AUTOCONFIRM", "off"),
                Map.entry("ATELIER_AUTH_GITHUB_URL", url),
                Map.entry("ATELIER_AUTH_GITHUB_CLIENT_ID", "gh"),
                Map.entry("ATELIER_AUTH_GITHUB_CLIENT_SECRET", "gh secret"),
                Map.entry("ATELIER_AUTH_OIDC_NAME", "keycloak"),
                Map.entry("ATELIER_AUTH_OIDC_ISSUER", url),
                Map.entry("ATELIER_AUTH_OIDC_CLIENT_ID", "studio"),
                Map.entry("ATELIER_AUTH_OIDC_CLIENT_SECRET", "kc secret"),
                Map.entry("ATELIER_AUTH_REDIRECTS", "https://app.example.org/**"),
                Map.entry("ATELIER_OUTBOUND_ALLOW", place),
                Map.entry("ATELIER_LIMITS", "off")));
        client = new Mailbox(server);
    }

    @AfterAll
    static void stop() {
        server.close();
        others.stop(0);
    }

    private static void onGithub(int id, String email, boolean verified) {
        answers.put(
                "/api/v3/user",
                "{\"id\":" + id + ",\"login\":\"octo" + id
                        + "\",\"name\":\"Octo\",\"avatar_url\":\"https://a.example/1\"}");
        answers.put(
                "/api/v3/user/emails",
                "[{\"email\":\"old@example.org\",\"primary\":false,\"verified\":true},{\"email\":\"" + email
                        + "\",\"primary\":true,\"verified\":" + verified + "}]");
    }

    private static URI leave(String more) {
        return location(server.get("/auth/v1/authorize?provider=github&redirect_to=https://app.example.org/cb" + more));
    }

    private static URI location(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
        return URI.create(answer.headers().firstValue("Location").orElseThrow());
    }

    private static String state(URI place) {
        return place.getQuery().replaceAll(".*state=([^&]+).*", "$1");
    }

    @Test
    void signsInByGithub() {
        onGithub(1, "Octo@example.org", true);
        URI place = leave("&scopes=repo&prompt=consent&client_id=evil&state=evil");
        assertThat(place.toString()).startsWith(url + "/login/oauth/authorize?prompt=consent&client_id=gh&");
        assertThat(place.getQuery()).contains("scope=user:email+repo", "code_challenge_method=S256");

        URI back = location(server.get("/auth/v1/callback?code=c-1&state=" + state(place)));

        assertThat(back.toString()).startsWith("https://app.example.org/cb#access_token=");
        assertThat(back.getFragment()).contains("provider_token=gho_1");
        String token = back.getFragment().replaceAll(".*access_token=([^&]+).*", "$1");
        JsonNode user = json(client.send("GET", "/user", null, "Authorization", "Bearer " + token));
        assertThat(user.path("email").asString()).isEqualTo("octo@example.org");
        assertThat(user.at("/identities/0/id").asString()).isEqualTo("1");
        assertThat(user.at("/user_metadata/user_name").asString()).isEqualTo("octo1");
        assertThat(asked)
                .anySatisfy(call -> assertThat(call)
                        .startsWith("/login/oauth/access_token")
                        .contains("client_secret=gh+secret", "code=c-1", "code_verifier="));
        assertThat(asked).anySatisfy(call -> assertThat(call).startsWith("/api/v3/user Bearer gho_1"));
        assertThat(server.database()
                        .asOwner()
                        .sql("select coalesce(string_agg(cast(to_jsonb(f) as text), ''), '') from auth.flow_states f")
                        .query(String.class)
                        .single())
                .doesNotContain("gho_1", state(place));
    }

    @Test
    void takesAnAccountOverThatNobodyConfirmed() {
        client.signUp("claimed@example.org", "attacker1");
        onGithub(2, "claimed@example.org", true);

        URI back = location(server.get("/auth/v1/callback?code=c&state=" + state(leave(""))));

        assertThat(back.getFragment()).contains("access_token=");
        assertThat(client.signIn("claimed@example.org", "attacker1").statusCode())
                .isEqualTo(400);
    }

    @Test
    void sendsAMessageWhereTheAddressIsNotVerified() {
        onGithub(3, "doubtful@example.org", false);

        URI back = location(server.get("/auth/v1/callback?code=c&state=" + state(leave(""))));

        assertThat(back.getFragment())
                .contains("error_code=provider_email_needs_verification")
                .contains("A+confirmation+email+has+been+sent+to+your+github+email");
        assertThat(client.last("doubtful@example.org").kind()).isEqualTo("signup");
    }

    @Test
    void tellsThePageWhatTheIssuerRefused() {
        URI denied = location(
                server.get("/auth/v1/callback?error=access_denied&error_description=No&state=" + state(leave(""))));
        URI nowhere = location(server.get("/auth/v1/callback?code=c"));

        assertThat(denied.toString())
                .startsWith(
                        "https://app.example.org/cb?error=access_denied&error_code=bad_oauth_callback&error_description=No#");
        assertThat(nowhere.toString())
                .startsWith(server.url() + "?error=invalid_request&error_code=bad_oauth_callback");
        var unknown = client.send("GET", "/authorize?provider=apple", null);
        refused(unknown, 400, "validation_failed", "Unsupported provider: provider is not enabled");
        refused(
                client.send("GET", "/authorize?provider=mars", null),
                400,
                "validation_failed",
                "Unsupported provider: Provider mars could not be found");
    }

    @Test
    void takesAnIdTokenAProgramBrings() {
        JsonNode session =
                json(grant(token(claims -> claims.put("nonce", Digests.sha256("raw"))), ",\"nonce\":\"raw\""));
        JsonNode again = json(grant(token(_ -> {}), ""));

        assertThat(session.at("/user/email").asString()).isEqualTo("ida@example.org");
        assertThat(session.at("/user/app_metadata/provider").asString()).isEqualTo("keycloak");
        assertThat(claims(session).at("/amr/0/method").asString()).isEqualTo("oauth");
        assertThat(again.at("/user/id")).isEqualTo(session.at("/user/id"));
        refused(
                client.post(
                        "/token?grant_type=id_token",
                        "{\"provider\":\"keycloak\",\"id_token\":\"x\",\"link_identity\":true}",
                        bearer(session)),
                404,
                "manual_linking_disabled",
                "Manual linking is disabled");
    }

    @Test
    void refusesIdTokensInTheWordsOfOAuth() {
        says(
                grant(token(claims -> claims.put("nonce", "a")), ""),
                "Passed nonce and nonce in id_token should either both exist or not.");
        says(
                grant(token(_ -> {}), ",\"nonce\":\"b\""),
                "Passed nonce and nonce in id_token should either both exist or not.");
        says(grant(token(claims -> claims.put("nonce", "a")), ",\"nonce\":\"b\""), "Nonces mismatch");
        says(grant(token(claims -> claims.put("aud", "other")), ""), "Unacceptable audience in id_token");
        says(grant(token(claims -> claims.put("exp", 1)), ""), "Bad ID token");
        says(grant("x.y.z", ""), "Bad ID token");
        says(client.post("/token?grant_type=id_token", "{\"provider\":\"keycloak\"}"), "id_token required");
        says(
                client.post("/token?grant_type=id_token", "{\"id_token\":\"x\"}"),
                "provider or client_id and issuer required");
        refused(
                client.post("/token?grant_type=id_token", "{\"provider\":\"google\",\"id_token\":\"x\"}"),
                400,
                "provider_disabled",
                "Provider (issuer \"https://accounts.google.com\") is not enabled");
    }

    private static void says(HttpResponse<String> answer, String description) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(json(answer).path("error_description").asString()).isEqualTo(description);
        assertThat(json(answer).path("error").asString()).startsWith("invalid ");
    }

    private static HttpResponse<String> grant(String idToken, String more) {
        return client.post(
                "/token?grant_type=id_token",
                "{\"provider\":\"keycloak\",\"id_token\":\"" + idToken + "\"" + more + "}");
    }

    private static String token(Consumer<ObjectNode> change) {
        long now = Instant.now().getEpochSecond();
        ObjectNode claims = JsonMapper.shared()
                .createObjectNode()
                .put("iss", url)
                .put("aud", "studio")
                .put("sub", "ida-1")
                .put("iat", now)
                .put("exp", now + 300)
                .put("email", "ida@example.org")
                .put("email_verified", true);
        change.accept(claims);
        try {
            JWSObject jws = new JWSObject(
                    new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("k").build(), new Payload(claims.toString()));
            jws.sign(new ECDSASigner(key));
            return jws.serialize();
        } catch (JOSEException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
