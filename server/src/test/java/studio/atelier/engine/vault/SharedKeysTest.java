package studio.atelier.engine.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.Someone;
import studio.atelier.testkit.WithServer;
import tools.jackson.databind.JsonNode;

/// Keys of an organisation and of the server, over HTTP, with members of every kind and a second tenant.
@WithServer({
    "ATELIER_OWNER_EMAIL=admin@example.org",
    "ATELIER_OWNER_PASSWORD=a long enough one",
    "ATELIER_AUTH_SIGNUP=on",
    "ATELIER_AUTH_AUTOCONFIRM=on",
    "ATELIER_OUTBOUND_ALLOW=127.0.0.1:9",
    "ATELIER_LIMITS=off"
})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SharedKeysTest {

    /// Nobody listens there, so a key is kept as unverified and nothing leaves the machine.
    private static final String KEY = "\"api_key\":\"sk-shared-canary-WXYZ\",\"base_url\":\"http://127.0.0.1:9/v1\"";

    private final RunningServer server;
    private Someone admin;
    private Someone owner;
    private Someone member;
    private Someone stranger;
    private String org;
    private String keys;

    SharedKeysTest(RunningServer server) {
        this.server = server;
    }

    @BeforeAll
    void people() {
        admin = Someone.signsIn(server, "admin@example.org");
        owner = Someone.signsUp(server, "owner@example.org");
        member = Someone.signsUp(server, "member@example.org");
        stranger = Someone.signsUp(server, "stranger@example.org");
        org = owner.makes("Studio");
        owner.brings(member, org, "member");
        keys = "/api/organisations/" + org + "/provider-keys";
    }

    @BeforeEach
    void clear() {
        server.database()
                .asOwner()
                .sql("truncate public.user_api_keys, public.org_api_keys, atelier.server_provider_keys cascade")
                .update();
    }

    @Test
    void anOrganisationsKeyServesRunsInItsProjectsOnly() {
        JsonNode key = owner.data("POST", keys, "{\"provider\":\"openai\",\"key_name\":\"team\"," + KEY + "}");
        String project = project(owner, org);

        assertThat(key.path("last4").asString()).isEqualTo("WXYZ");
        assertThat(key.at("/use/everyone").asBoolean()).isTrue();
        assertThat(source(member, project)).isEqualTo("organisation team");
        assertThat(source(member, null)).isEqualTo("null null");
        assertThat(source(stranger, project)).isEqualTo("null null");
        assertThat(estimate(member, project)).isEqualTo("organisation team");
    }

    @Test
    void ownBeforeOrganisationBeforeServer() {
        String project = project(owner, org);
        admin.data("POST", "/api/admin/provider-keys", named("openai", "house"));
        assertThat(source(member, project)).isEqualTo("server house");

        owner.data("POST", keys, named("openai", "team"));
        assertThat(source(member, project)).isEqualTo("organisation team");
        assertThat(source(member, null)).isEqualTo("server house");

        member.data("POST", "/api/api-keys", named("openai", "mine"));
        assertThat(source(member, project)).isEqualTo("own mine");
    }

    @Test
    void aRefusedKeyOfTheOrganisationDoesNotMakeTheServerPay() {
        String project = project(owner, org);
        admin.data("POST", "/api/admin/provider-keys", named("openai", "house"));
        String id = owner.data("POST", keys, named("openai", "team")).path("id").asString();

        server.room(Vault.class).reject(UUID.fromString(id), "revoked");

        assertThat(choice(member, project)).isEqualTo(new KeyChoice.Rejected(KeyChoice.Source.ORGANISATION, "team"));
    }

    @Test
    void rolesAndNamedPeopleLimitWhoUsesAKeyOfTheOrganisation() {
        String project = project(owner, org);
        String id = owner.data(
                        "POST",
                        keys,
                        "{\"provider\":\"openai\",\"key_name\":\"team\"," + KEY + ",\"use\":{\"roles\":[\"admin\"]}}")
                .path("id")
                .asString();
        assertThat(source(member, project)).isEqualTo("null null");

        JsonNode named = owner.data("PUT", keys + "/" + id, "{\"use\":{\"people\":[\"" + member.id() + "\"]}}");
        assertThat(named.at("/use/people/0").asString()).isEqualTo(member.id().toString());
        assertThat(named.at("/use/roles")).isEmpty();
        assertThat(source(member, project)).isEqualTo("organisation team");
        assertThat(source(owner, project)).isEqualTo("null null");

        owner.data("PUT", keys + "/" + id, "{\"use\":{\"everyone\":true}}");
        assertThat(source(owner, project)).isEqualTo("organisation team");
        owner.data("PUT", keys + "/" + id, "{\"is_active\":false}");
        assertThat(source(owner, project)).isEqualTo("null null");
    }

    @Test
    void tiersPeopleAndOrganisationsLimitWhoUsesAServerKey() {
        String project = project(owner, org);
        String id = admin.data(
                        "POST",
                        "/api/admin/provider-keys",
                        "{\"provider\":\"openai\",\"key_name\":\"pro\"," + KEY + ",\"use\":{\"tiers\":[\"pro\"]}}")
                .path("id")
                .asString();
        assertThat(source(member, null)).isEqualTo("null null");
        server.database()
                .asOwner()
                .sql("update auth.users set raw_app_meta_data = raw_app_meta_data || '{\"tier\":\"pro\"}' where id = ?")
                .param(stranger.id())
                .update();
        assertThat(source(stranger, null)).isEqualTo("server pro");

        use(id, "{\"tiers\":[\"standard\"]}");
        assertThat(source(member, null)).isEqualTo("server pro");
        use(id, "{\"organisations\":[\"" + org + "\"]}");
        assertThat(source(member, project)).isEqualTo("server pro");
        assertThat(source(member, null)).isEqualTo("null null");
        use(id, "{\"people\":[\"" + member.id() + "\"]}");
        assertThat(source(member, null)).isEqualTo("server pro");
        assertThat(source(owner, null)).isEqualTo("null null");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"use\":{\"everyone\":true,\"roles\":[\"admin\"]}} | /use",
                "{\"use\":{}} | /use",
                "{\"use\":{\"roles\":[\"boss\"]}} | /use/roles",
                "{\"use\":{\"roles\":[\"admin\",null]}} | /use/roles",
                "{\"use\":{\"people\":[null]}} | /use/people",
                "{\"use\":{\"tiers\":[\"pro\"]}} | /use/tiers",
                "{\"use\":{\"organisations\":[\"0190a1b2-0000-7000-8000-000000000000\"]}} | /use/organisations",
                "{\"use\":{\"people\":[\"0190a1b2-0000-7000-8000-000000000000\"]}} | /use/people/0",
                "{\"position\":1000001} | /position",
                "{\"key_name\":\"\"} | /key_name"
            })
    void refusesWhatCannotBe(String body, String pointer) {
        String id = owner.data("POST", keys, named("openai", "team")).path("id").asString();

        var answer = owner.send("PUT", keys + "/" + id, body);

        assertThat(Someone.code(answer)).isEqualTo("422 vault.invalid");
        assertThat(Someone.json(answer).at("/errors/0/pointer").asString()).isEqualTo(pointer);
    }

    @Test
    void aPersonsOwnKeyIsGivenToNobody() {
        var answer = member.post(
                "/api/api-keys",
                "{\"provider\":\"openai\",\"key_name\":\"mine\"," + KEY + ",\"use\":{\"everyone\":true}}");

        assertThat(Someone.code(answer)).isEqualTo("422 vault.invalid");
    }

    @Test
    void onlyOwnersAndAdminsTouchTheKeysAndAStrangerLearnsNothing() {
        String id = owner.data("POST", keys, named("openai", "team")).path("id").asString();

        for (Map.Entry<String, String> each : Map.of(
                        "GET " + keys,
                        "",
                        "POST " + keys,
                        named("openai", "more"),
                        "PUT " + keys + "/" + id,
                        "{\"key_name\":\"x\"}",
                        "DELETE " + keys + "/" + id,
                        "",
                        "POST " + keys + "/" + id + "/test",
                        "",
                        "POST " + keys + "/" + id + "/rotate",
                        "{\"api_key\":\"sk-1234567890\"}")
                .entrySet()) {
            String[] request = each.getKey().split(" ");
            String body = each.getValue().isEmpty() ? null : each.getValue();
            assertThat(Someone.code(member.send(request[0], request[1], body)))
                    .as(each.getKey())
                    .isEqualTo("403 vault.not_allowed");
            assertThat(Someone.code(stranger.send(request[0], request[1], body)))
                    .as(each.getKey())
                    .isEqualTo("404 vault.organisation_not_found");
        }
        String others = stranger.makes("Other");
        assertThat(Someone.code(stranger.send("DELETE", "/api/organisations/" + others + "/provider-keys/" + id, null)))
                .isEqualTo("404 vault.key_not_found");
        assertThat(Someone.code(stranger.get("/api/admin/provider-keys"))).startsWith("403");
        assertThat(owner.data("GET", keys, null).path("provider_keys")).hasSize(1);
    }

    @Test
    void theServersKeysAreChangedById() {
        String id = admin.data("POST", "/api/admin/provider-keys", named("openai", "a"))
                .path("id")
                .asString();
        admin.data("PUT", "/api/admin/provider-keys/openai", "{" + KEY + "}");

        JsonNode moved = admin.data("PUT", "/api/admin/provider-keys/" + id, "{\"position\":5,\"key_name\":\"b\"}");
        assertThat(moved.path("position").asInt()).isEqualTo(5);
        assertThat(source(member, null)).isEqualTo("server server");
        assertThat(Someone.code(admin.send(
                        "POST", "/api/admin/provider-keys/" + id + "/rotate", "{\"api_key\":\"sk-9876543210\"}")))
                .isEqualTo("503 vault.key_unchecked");
        assertThat(admin.data("POST", "/api/admin/provider-keys/" + id + "/test", null)
                        .path("status")
                        .asString())
                .isEqualTo("unverified");
        assertThat(admin.send("DELETE", "/api/admin/provider-keys/" + id, null).statusCode())
                .isEqualTo(204);
        assertThat(admin.send("DELETE", "/api/admin/provider-keys/openai", null).statusCode())
                .isEqualTo(204);
        assertThat(admin.data("GET", "/api/admin/provider-keys", null).path("provider_keys"))
                .isEmpty();
    }

    private void use(String id, String use) {
        admin.data("PUT", "/api/admin/provider-keys/" + id, "{\"use\":" + use + "}");
    }

    private KeyChoice choice(Someone who, String project) {
        return server.room(Vault.class).resolve(who.id(), UUID.fromString(project), "openai");
    }

    /// Key source and name as the list of models shows them.
    private static String source(Someone who, String project) {
        String path = "/api/models" + (project == null ? "" : "?project_id=" + project);
        for (JsonNode model : who.data("GET", path, null).path("models")) {
            if (model.path("id").asString().equals("openai/gpt-image-2")) {
                return text(model.path("key_source")) + " " + text(model.path("key_name"));
            }
        }
        throw new AssertionError("the model is listed");
    }

    private static String estimate(Someone who, String project) {
        JsonNode shown = who.data("POST", "/api/estimate-cost", """
                {"provider":"openai","model":"gpt-image-2","prompt":"a kite","project_id":"%s"}
                """.formatted(project));
        return text(shown.path("key_source")) + " " + text(shown.path("key_name"));
    }

    private static String text(JsonNode value) {
        return value.isString() ? value.asString() : "null";
    }

    private static String named(String provider, String name) {
        return "{\"provider\":\"" + provider + "\",\"key_name\":\"" + name + "\"," + KEY + "}";
    }

    private static String project(Someone who, String org) {
        UUID id = UUID.randomUUID();
        who.server()
                .database()
                .asOwner()
                .sql(
                        "insert into public.projects (id, user_id, org_id, name) values (?, ?, cast(? as uuid), 'Posters')")
                .params(id, who.id(), org)
                .update();
        return id.toString();
    }
}
