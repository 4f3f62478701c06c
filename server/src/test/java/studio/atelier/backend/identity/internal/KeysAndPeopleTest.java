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
import com.nimbusds.jose.crypto.MACSigner;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import studio.atelier.backend.identity.Identity;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.WithServer;
import tools.jackson.databind.JsonNode;

/// Tokens of another issuer, keys that change, and people in the hands of an administrator. Sources: wire reference
/// 8.1;
/// D50 to D53, D63, D65 to D69.
@WithServer({
    "ATELIER_OWNER_EMAIL=owner@example.org",
    "ATELIER_OWNER_PASSWORD=a long enough one",
    "ATELIER_AUTH_SIGNUP=on",
    "ATELIER_JWT_SECRET=super-secret-jwt-token-with-at-least-32-characters-long",
    "ATELIER_LIMITS=off"
})
class KeysAndPeopleTest {

    private static final String SECRET = "super-secret-jwt-token-with-at-least-32-characters-long";

    private final RunningServer server;
    private final Mailbox client;

    KeysAndPeopleTest(RunningServer server) {
        this.server = server;
        this.client = new Mailbox(server);
    }

    @Test
    void takesTheKeysOfAnOlderProject() {
        String anon = token(SECRET, "{\"role\":\"anon\",\"iss\":\"supabase\",\"exp\":4102444800}");
        String service = token(SECRET, "{\"role\":\"service_role\",\"iss\":\"supabase\",\"exp\":4102444800}");

        assertThat(server.get("/auth/v1/settings", "apikey", anon, "Authorization", "Bearer " + anon)
                        .statusCode())
                .isEqualTo(200);
        assertThat(server.get("/auth/v1/admin/users", "apikey", service, "Authorization", "Bearer " + service)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void takesPeopleOfAnotherIssuerAndMakesNoneAnAdministrator() {
        JsonNode session = client.signUp("shared@example.org", "secret1");
        String known = token(
                SECRET,
                "{\"role\":\"authenticated\",\"exp\":4102444800,\"sub\":\""
                        + session.at("/user/id").asString()
                        + "\",\"session_id\":\"" + UUID.randomUUID() + "\",\"app_metadata\":{\"role\":\"admin\"}}");
        String stranger = token(SECRET, "{\"role\":\"authenticated\",\"exp\":4102444800,\"sub\":\"user_2abc\"}");

        assertThat(json(client.send("GET", "/user", null, "Authorization", "Bearer " + known))
                        .path("email")
                        .asString())
                .isEqualTo("shared@example.org");
        assertThat(server.get("/api/admin/users", "Authorization", "Bearer " + known)
                        .statusCode())
                .isEqualTo(403);
        refused(
                client.send("GET", "/user", null, "Authorization", "Bearer " + stranger),
                400,
                "bad_jwt",
                "invalid claim: sub claim must be a UUID");
        assertThat(server.get("/api/projects", "Authorization", "Bearer " + stranger)
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void refusesWhatIsSignedWithAnotherSecretOrLongAgo() {
        String forged = token(
                "another-secret-of-thirty-two-characters-or-more", "{\"role\":\"service_role\",\"exp\":4102444800}");
        String old = token(SECRET, "{\"role\":\"service_role\",\"exp\":1000000000}");

        for (String token : new String[] {forged, old}) {
            var answer = client.send("GET", "/admin/users", null, "Authorization", "Bearer " + token);
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(json(answer).path("code").asString()).isEqualTo("bad_jwt");
        }
    }

    @Test
    void changesTheSigningKeyWithoutSigningAnybodyOut() {
        JsonNode before = client.signUp("rotated@example.org", "secret1");
        String[] admin = owner();
        String anon = server.room(Identity.class).projectKeys().anon();
        String oldKid = header(before);

        String newKid = json(server.post("/api/admin/signing-keys", "", admin))
                .at("/data/kid")
                .asString();
        JsonNode after = json(client.signIn("rotated@example.org", "secret1"));

        assertThat(header(after)).isEqualTo(newKid).isNotEqualTo(oldKid);
        assertThat(client.send("GET", "/user", null, bearer(before)).statusCode())
                .isEqualTo(200);
        assertThat(server.get("/auth/v1/settings", "apikey", anon).statusCode()).isEqualTo(200);
        assertThat(server.get("/auth/v1/.well-known/jwks.json").body()).contains(oldKid, newKid);
        assertThat(server.send("DELETE", "/api/admin/signing-keys/" + newKid, null, admin)
                        .statusCode())
                .isEqualTo(404);
        String[] fresh = owner();
        assertThat(server.send("DELETE", "/api/admin/signing-keys/" + oldKid, null, fresh)
                        .statusCode())
                .isEqualTo(204);
        assertThat(client.send("GET", "/user", null, bearer(before)).statusCode())
                .isEqualTo(403);
        assertThat(client.send("GET", "/user", null, bearer(after)).statusCode())
                .isEqualTo(200);
        assertThat(server.get("/auth/v1/.well-known/jwks.json").body()).doesNotContain(oldKid);
    }

    @Test
    void saysWhoAsksAndWhatTheyMay() {
        JsonNode session = client.signUp("member@example.org", "secret1");
        UUID org = UUID.randomUUID();
        var sql = server.database().asOwner();
        sql.sql("insert into public.orgs (id, name) values (:id, 'Studio')")
                .param("id", org)
                .update();
        sql.sql("insert into public.memberships (org_id, user_id, role) values (:org, cast(:user as uuid), 'member')")
                .param("org", org)
                .param("user", session.at("/user/id").asString())
                .update();

        JsonNode me = json(server.get("/auth/me", bearer(session))).path("data");
        JsonNode mine = json(server.get("/auth/permissions", bearer(session))).path("data");
        JsonNode owners = json(server.get("/auth/permissions", owner())).path("data");

        assertThat(me.at("/user/email").asString()).isEqualTo("member@example.org");
        assertThat(me.path("role").asString()).isEqualTo("user");
        assertThat(me.at("/organizations/0/role").asString()).isEqualTo("member");
        assertThat(mine.at("/organizations/0/permissions").toString())
                .contains("projects.create", "generations.read")
                .doesNotContain("projects.delete");
        assertThat(mine.path("permissions")).isEmpty();
        assertThat(owners.path("permissions").toString()).contains("users.manage");
        assertThat(owners.path("organizations")).isEmpty();
        assertThat(server.get("/auth/me").statusCode()).isEqualTo(401);
        assertThat(server.get("/auth/me", "Authorization", "Bearer nonsense").statusCode())
                .isEqualTo(401);
    }

    @Test
    void letsAnAdministratorChangeAndRemovePeople() {
        String[] admin = owner();
        JsonNode session = client.signUp("subject@example.org", "secret1");
        String path = "/api/admin/users/" + session.at("/user/id").asString();

        JsonNode changed = json(server.send(
                "PUT",
                path,
                "{\"email\":\"Renamed@example.org\",\"name\":\"Sam\",\"password\":\"secret123\",\"is_admin\":true}",
                admin));
        assertThat(changed.at("/data/email").asString()).isEqualTo("renamed@example.org");
        assertThat(changed.at("/data/name").asString()).isEqualTo("Sam");
        assertThat(changed.at("/data/is_admin").asBoolean()).isTrue();
        assertThat(client.send("GET", "/user", null, bearer(session)).statusCode())
                .as("a new role takes effect at once")
                .isEqualTo(403);
        JsonNode again = json(client.signIn("renamed@example.org", "secret123"));
        assertThat(server.get("/api/admin/users", bearer(again)).statusCode()).isEqualTo(200);

        server.send("PUT", path, "{\"is_admin\":false}", admin);
        assertThat(server.get("/api/admin/users", bearer(again)).statusCode()).isEqualTo(401);
        server.send("PUT", path, "{\"banned\":true}", admin);
        assertThat(client.signIn("renamed@example.org", "secret123").body()).contains("user_banned");
        assertThat(server.send("DELETE", path, null, admin).statusCode()).isEqualTo(200);
        assertThat(server.send("DELETE", path, null, admin).statusCode()).isEqualTo(404);
        assertThat(server.send("PUT", path, "{\"email\":\"no\",\"password\":\"1\"}", admin)
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void keepsTheLastAdministrator() {
        String[] admin = owner();
        String id = json(server.get("/auth/me", admin)).at("/data/user/id").asString();

        var demoted = server.send("PUT", "/api/admin/users/" + id, "{\"is_admin\":false}", admin);
        var deleted = server.send("DELETE", "/api/admin/users/" + id, null, admin);
        var faulty = server.send("PUT", "/api/admin/users/" + id, "{\"email\":\"no\",\"password\":\"short\"}", admin);

        assertThat(json(demoted).path("code").asString()).isEqualTo("identity.last_admin");
        assertThat(json(deleted).path("code").asString()).isEqualTo("identity.last_admin");
        assertThat(json(faulty).path("errors").toString()).contains("/email", "/password");
    }

    private String[] owner() {
        return bearer(json(client.signIn(Mailbox.OWNER, Mailbox.OWNER_PASSWORD)));
    }

    private static String header(JsonNode session) {
        assertThat(claims(session).path("iat").asLong())
                .isLessThanOrEqualTo(Instant.now().getEpochSecond());
        try {
            return JWSObject.parse(session.path("access_token").asString())
                    .getHeader()
                    .getKeyID();
        } catch (java.text.ParseException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static String token(String secret, String claims) {
        try {
            JWSObject jws = new JWSObject(new JWSHeader(JWSAlgorithm.HS256), new Payload(claims));
            jws.sign(new MACSigner(secret.getBytes(UTF_8)));
            return jws.serialize();
        } catch (JOSEException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
