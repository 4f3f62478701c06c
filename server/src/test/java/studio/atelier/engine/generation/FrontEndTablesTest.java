package studio.atelier.engine.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static studio.atelier.testkit.Someone.code;
import static studio.atelier.testkit.Someone.json;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.Someone;
import studio.atelier.testkit.WithServer;
import tools.jackson.databind.JsonNode;

/// The tables front ends read and write themselves. Sources: B109, B157, B169, C14, C17, C18, C24, E26 to E28, E34.
@WithServer({
    "ATELIER_OWNER_EMAIL=owner@example.org",
    "ATELIER_OWNER_PASSWORD=a long enough one",
    "ATELIER_AUTH_SIGNUP=on",
    "ATELIER_AUTH_AUTOCONFIRM=on",
    "ATELIER_OUTBOUND_ALLOW=127.0.0.1:9",
    "ATELIER_LIMITS=off"
})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FrontEndTablesTest {

    private static final String DRAFT =
            "{\"provider\":\"demo\",\"model\":\"demo-text\",\"generation_type\":\"text\",\"prompt\":\"a short line\"}";
    private static final String[] RETURNING = {"Prefer", "return=representation"};

    private final RunningServer server;
    private final Someone ada;
    private final Someone bob;

    FrontEndTablesTest(RunningServer server) {
        this.server = server;
        this.ada = Someone.signsUp(server, "ada@example.org");
        this.bob = Someone.signsUp(server, "bob@example.org");
    }

    @Test
    void aProfileIsTheOtherNameOfTheOwnRow() {
        var saved = ada.send(
                "POST",
                "/rest/v1/profiles",
                "{\"id\":\"" + ada.id()
                        + "\",\"username\":\"ada.l\",\"full_name\":\"Ada Lovelace\",\"bio\":\"Numbers\"}",
                "Prefer",
                "resolution=merge-duplicates,return=representation");

        assertThat(saved.statusCode()).as(saved.body()).isBetween(200, 201);
        assertThat(ada.get("/rest/v1/users?select=name,username").body()).contains("Ada Lovelace", "ada.l");
        assertThat(ada.send(
                                "PATCH",
                                "/rest/v1/profiles?id=eq." + ada.id(),
                                "{\"website\":\"https://a.example\"}",
                                RETURNING)
                        .body())
                .contains("https://a.example");
        assertThat(bob.get("/rest/v1/profiles?id=eq." + ada.id()).body()).isEqualTo("[]");
        assertThat(bob.send(
                                "POST",
                                "/rest/v1/profiles",
                                "{\"id\":\"" + ada.id() + "\",\"full_name\":\"Bob\"}",
                                "Prefer",
                                "resolution=merge-duplicates")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void projectsHoldWorkspacesAndWorkspacesHoldGenerations() {
        String project = made(ada, "projects", "{\"name\":\"Posters\"}");
        String workspace = made(ada, "workspaces", "{\"name\":\"Covers\",\"project_id\":\"" + project + "\"}");
        String draft = made(ada, "generations", DRAFT.replace("}", ",\"workspace_id\":\"" + workspace + "\"}"));

        JsonNode tree = json(ada.get(
                "/rest/v1/projects?select=name,users(email),workspaces(name,generations(id,status))&id=eq." + project));

        assertThat(tree.at("/0/users/email").asString()).isEqualTo("ada@example.org");
        assertThat(tree.at("/0/workspaces/0/generations/0/id").asString()).isEqualTo(draft);
        assertThat(json(ada.get("/rest/v1/workspaces?select=*,projects(*)&id=eq." + workspace))
                        .at("/0/projects/name")
                        .asString())
                .isEqualTo("Posters");
        assertThat(bob.get("/rest/v1/workspaces").body()).isEqualTo("[]");
        assertThat(bob.post("/rest/v1/workspaces", "{\"name\":\"Mine\",\"project_id\":\"" + project + "\"}")
                        .statusCode())
                .isEqualTo(409);
        assertThat(ada.send("DELETE", "/rest/v1/projects?id=eq." + project, null)
                        .statusCode())
                .isEqualTo(204);
        assertThat(ada.get("/rest/v1/workspaces?id=eq." + workspace).body()).isEqualTo("[]");
    }

    /// Each with the person it belongs to, and the other way round, with every hint that front ends give.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "generations?select=*,users(*)&id=eq.ID                       | /0/users/email",
                "generations?select=id,users!inner(email)&id=eq.ID            | /0/users/email",
                "generations?select=id,users!user_id(email)&id=eq.ID          | /0/users/email",
                "generations?select=id,users!generations_user_id_fkey(email)&id=eq.ID | /0/users/email",
                "generations?select=id,owner:users(email)&id=eq.ID            | /0/owner/email",
                "generations?select=id,profiles(email)&id=eq.ID               | /0/profiles/email",
                "users?select=email,generations(id)&generations.id=eq.ID&id=eq.ME | /0/email",
                "users?select=email,user_api_keys(provider)&id=eq.ME          | /0/email",
                "users?select=email,images(id),videos(id)&id=eq.ME            | /0/email"
            })
    void rowsAreReadWithThePersonTheyBelongTo(String query, String pointer) {
        String id = made(ada, "generations", DRAFT);
        String path =
                "/rest/v1/" + query.replace("ID", id).replace("ME", ada.id().toString());

        assertThat(json(ada.get(path)).at(pointer).asString()).isEqualTo("ada@example.org");
        assertThat(bob.get(path).body()).as("of a stranger, nothing").doesNotContain(id);
    }

    @Test
    void aTableWithoutAWayToAnotherSaysSo() {
        JsonNode refused = json(ada.get("/rest/v1/generations?select=*,orgs!inner(*),memberships(*)"));

        assertThat(refused.path("code").asString()).isEqualTo("PGRST200");
        assertThat(refused.path("message").asString())
                .isEqualTo("Could not find a relationship between 'generations' and 'memberships' in the schema cache");
    }

    @ParameterizedTest
    @CsvSource({"projects", "workspaces", "generations"})
    void nobodyWritesInTheNameOfAnother(String table) {
        String row = table.equals("generations") ? DRAFT : "{\"name\":\"Theirs\"}";
        String forged = row.replace("}", ",\"user_id\":\"" + ada.id() + "\"}");

        var answer = bob.send("POST", "/rest/v1/" + table, forged, RETURNING);

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("42501", "row-level security");
        String own = made(bob, table, row);
        assertThat(bob.send("PATCH", "/rest/v1/" + table + "?id=eq." + own, "{\"user_id\":\"" + ada.id() + "\"}")
                        .statusCode())
                .isEqualTo(403);
        assertThat(ada.send("DELETE", "/rest/v1/" + table + "?id=eq." + own, null, RETURNING)
                        .body())
                .isEqualTo("[]");
        assertThat(ada.get("/rest/v1/" + table + "?id=eq." + own).body()).isEqualTo("[]");
    }

    @Test
    void anInsertedGenerationIsADraftUntilAFunctionRunsIt() {
        String id = made(ada, "generations", DRAFT.replace("}", ",\"status\":\"completed\",\"title\":\"Mine\"}"));
        assertThat(json(ada.get("/rest/v1/generations?select=status,estimate_micros&id=eq." + id))
                        .toString())
                .isEqualTo("[{\"status\":\"draft\",\"estimate_micros\":0}]");
        assertThat(ada.get("/api/generations").body()).doesNotContain(id);
        assertThat(bob.post("/functions/v1/generate-content", "{\"generation_id\":\"" + id + "\"}")
                        .statusCode())
                .isEqualTo(404);

        JsonNode done = json(ada.post("/functions/v1/generate-content-sync", "{\"generation_id\":\"" + id + "\"}"));

        assertThat(done.path("generation_id").asString()).as(done.toString()).isEqualTo(id);
        assertThat(done.path("status").asString()).isEqualTo("completed");
        assertThat(json(ada.get("/rest/v1/generations?select=status,title&id=eq." + id))
                        .toString())
                .isEqualTo("[{\"status\":\"completed\",\"title\":\"Mine\"}]");
        JsonNode again = json(ada.post("/functions/v1/generate-content", "{\"generation_id\":\"" + id + "\"}"));
        assertThat(again.path("status").asString()).isEqualTo("completed");
        assertThat(server.database()
                        .asOwner()
                        .sql("select count(*) from atelier.generation_runs where generation_id = cast(? as uuid)")
                        .param(id)
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void aDraftGoesByHandOrAfterADay() {
        String byHand = made(ada, "generations", DRAFT);
        String old = made(ada, "generations", DRAFT);
        String young = made(ada, "generations", DRAFT);
        server.database()
                .asOwner()
                .sql(
                        "update public.generations set created_at = now() - interval '25 hours' where id = cast(? as uuid)")
                .param(old)
                .update();

        ada.send("DELETE", "/rest/v1/generations?id=eq." + byHand, null);
        server.room(Generations.class).sweep();

        assertThat(ada.get("/rest/v1/generations?select=id&status=eq.draft").body())
                .contains(young)
                .doesNotContain(byHand, old);
    }

    @Test
    void aViewerOfAnOrganisationRunsNothingInItsProjects() {
        String org = ada.makes("Viewers");
        ada.brings(bob, org, "viewer");
        String project = ada.data("POST", "/api/projects", "{\"name\":\"Shared\",\"org_id\":\"" + org + "\"}")
                .path("id")
                .asString();

        String run = DRAFT.replace("}", ",\"project_id\":\"" + project + "\"}");
        assertThat(code(bob.post("/api/generate", run))).isEqualTo("403 projects.not_allowed");
        assertThat(bob.post("/rest/v1/generations", run).statusCode()).isEqualTo(403);
        assertThat(code(bob.post("/api/projects", "{\"name\":\"Shared\",\"org_id\":\"" + org + "\"}")))
                .isEqualTo("403 projects.not_allowed");
        assertThat(ada.post("/api/generate", run).statusCode()).isEqualTo(202);
        assertThat(json(ada.get("/rest/v1/generations?select=org_id&project_id=eq." + project))
                        .at("/0/org_id")
                        .asString())
                .isEqualTo(org);
        assertThat(bob.get("/api/generations").body()).doesNotContain(project);
        assertThat(bob.get("/api/generations?project_id=" + project).body()).contains(project);
    }

    @Test
    void statsAreTheOwn() {
        assertThat(bob.get("/rest/v1/user_stats?select=user_id,total_images,images_this_month")
                        .statusCode())
                .isEqualTo(200);
        assertThat(bob.get("/rest/v1/user_stats?user_id=eq." + ada.id()).body()).isEqualTo("[]");
    }

    @Test
    void providerKeysAreReadWholeAndHoldNoSecret() {
        var made = ada.send("POST", "/api/api-keys", """
                {"provider":"openai-compatible","key_name":"main","api_key":"sk-test-key-0001",
                 "base_url":"http://127.0.0.1:9"}
                """);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);

        assertThat(ada.get("/rest/v1/user_api_keys").body())
                .contains("\"key_name\":\"main\"", "\"last4\":\"0001\"")
                .doesNotContain("encrypt", "wrapped", "sk-test");
        assertThat(bob.get("/rest/v1/user_api_keys").body()).isEqualTo("[]");
        assertThat(ada.get("/rest/v1/user_api_keys?select=encrypted_key").statusCode())
                .isEqualTo(400);
    }

    private static String made(Someone person, String table, String row) {
        var answer = person.send("POST", "/rest/v1/" + table, row, RETURNING);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return json(answer).at("/0/id").asString();
    }
}
