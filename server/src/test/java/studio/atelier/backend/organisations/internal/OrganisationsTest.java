package studio.atelier.backend.organisations.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static studio.atelier.testkit.Someone.code;
import static studio.atelier.testkit.Someone.json;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.Someone;
import studio.atelier.testkit.WithServer;
import tools.jackson.databind.JsonNode;

/// Organisations over their own routes and over the data API, by people of two of them. Sources: B143, B154, B196, D65.
@WithServer({
    "ATELIER_OWNER_EMAIL=owner@example.org",
    "ATELIER_OWNER_PASSWORD=a long enough one",
    "ATELIER_AUTH_SIGNUP=on",
    "ATELIER_AUTH_AUTOCONFIRM=on",
    "ATELIER_LIMITS=off"
})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OrganisationsTest {

    private final RunningServer server;
    private final Someone ada;
    private final Someone bob;
    private final Someone eve;

    OrganisationsTest(RunningServer server) {
        this.server = server;
        this.ada = Someone.signsUp(server, "ada@example.org");
        this.bob = Someone.signsUp(server, "bob@example.org");
        this.eve = Someone.signsUp(server, "eve@example.org");
    }

    @Test
    void whoeverMakesOneOwnsIt() {
        String id = ada.makes("Studio North");

        JsonNode one = ada.data("GET", "/api/organisations/" + id, null);
        assertThat(one.path("role").asString()).isEqualTo("owner");
        assertThat(one.path("member_count").asInt()).isEqualTo(1);
        assertThat(one.path("permissions").toString()).contains("organisation.delete", "owners.manage");
        assertThat(ada.data("GET", "/auth/permissions", null)
                        .path("organizations")
                        .toString())
                .contains(id, "organisation.delete");
        assertThat(ada.data("PUT", "/api/organisations/" + id, "{\"name\":\" South \"}")
                        .path("name")
                        .asString())
                .isEqualTo("South");
    }

    @Test
    void aSecondTenantSeesAndChangesNothing() {
        String id = ada.makes("Walls");
        ada.brings(bob, id, "member");
        Someone mal = Someone.signsUp(server, "mal@example.org");
        mal.makes("A tenant of its own");

        String path = "/api/organisations/" + id;
        assertThat(code(mal.get(path))).isEqualTo("404 organisations.not_found");
        assertThat(code(mal.get(path + "/members"))).isEqualTo("404 organisations.not_found");
        assertThat(code(mal.get(path + "/invitations"))).isEqualTo("404 organisations.not_found");
        assertThat(code(mal.send("PUT", path, "{\"name\":\"Mine\"}"))).isEqualTo("404 organisations.not_found");
        assertThat(code(mal.send("DELETE", path, null))).isEqualTo("404 organisations.not_found");
        assertThat(code(mal.post(path + "/invitations", "{\"email\":\"mal@example.org\"}")))
                .isEqualTo("404 organisations.not_found");
        assertThat(code(mal.send("PUT", path + "/members/" + bob.id(), "{\"role\":\"viewer\"}")))
                .isEqualTo("404 organisations.not_found");
        assertThat(code(mal.send("DELETE", path + "/members/" + bob.id(), null)))
                .isEqualTo("404 organisations.not_found");
        assertThat(mal.get("/rest/v1/orgs?id=eq." + id).body()).isEqualTo("[]");
        assertThat(mal.get("/rest/v1/memberships?org_id=eq." + id).body()).isEqualTo("[]");
        assertThat(mal.get("/rest/v1/users?id=eq." + ada.id()).body()).isEqualTo("[]");
        assertThat(mal.post(
                                "/rest/v1/memberships",
                                "{\"org_id\":\"" + id + "\",\"user_id\":\"" + mal.id() + "\",\"role\":\"owner\"}")
                        .statusCode())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({
        "viewer, 403, 403, 403, 403",
        "member, 403, 403, 403, 403",
        "admin,  200, 201, 403, 200",
        "owner,  200, 201, 204, 200"
    })
    void aRoleMayWhatTheTableSays(String role, int rename, int invite, int delete, int demote) {
        String id = ada.makes("Roles");
        ada.brings(bob, id, role);
        ada.brings(eve, id, "member");

        String path = "/api/organisations/" + id;
        assertThat(bob.get(path + "/members").statusCode()).isEqualTo(200);
        assertThat(bob.send("PUT", path, "{\"name\":\"Other\"}").statusCode()).isEqualTo(rename);
        assertThat(bob.post(path + "/invitations", "{\"email\":\"new@example.org\",\"role\":\"viewer\"}")
                        .statusCode())
                .isEqualTo(invite);
        assertThat(bob.send("PUT", path + "/members/" + eve.id(), "{\"role\":\"viewer\"}")
                        .statusCode())
                .isEqualTo(demote);
        assertThat(bob.send("DELETE", path, null).statusCode()).isEqualTo(delete);
    }

    @Test
    void anAdminNeitherMakesNorTouchesOwners() {
        String id = ada.makes("Crown");
        ada.brings(bob, id, "admin");
        ada.brings(eve, id, "member");

        String members = "/api/organisations/" + id + "/members/";
        String rest = "/rest/v1/memberships?org_id=eq." + id + "&user_id=eq.";
        String[] returning = {"Prefer", "return=representation"};
        assertThat(code(bob.send("PUT", members + eve.id(), "{\"role\":\"owner\"}")))
                .isEqualTo("403 organisations.not_allowed");
        assertThat(code(bob.send("DELETE", members + ada.id(), null))).isEqualTo("403 organisations.not_allowed");
        assertThat(code(bob.post("/api/organisations/" + id + "/invitations", """
                {"email": "x@example.org", "role": "owner"}""")))
                .isEqualTo("403 organisations.not_allowed");
        assertThat(bob.send("PATCH", rest + eve.id(), "{\"role\":\"owner\"}", returning)
                        .statusCode())
                .isEqualTo(403);
        assertThat(bob.send("PATCH", rest + ada.id(), "{\"role\":\"viewer\"}", returning)
                        .body())
                .isEqualTo("[]");
        assertThat(bob.send("PATCH", rest + eve.id(), "{\"role\":\"viewer\"}", returning)
                        .body())
                .contains("viewer");
    }

    @Test
    void theLastOwnerStays() {
        String id = ada.makes("One owner");
        ada.brings(bob, id, "member");

        String mine = "/api/organisations/" + id + "/members/" + ada.id();
        String rest = "/rest/v1/memberships?org_id=eq." + id + "&user_id=eq." + ada.id();
        assertThat(code(ada.send("DELETE", mine, null))).isEqualTo("409 organisations.last_owner");
        assertThat(code(ada.send("PUT", mine, "{\"role\":\"admin\"}"))).isEqualTo("409 organisations.last_owner");
        var left = ada.send("DELETE", rest, null);
        assertThat(left.statusCode()).isEqualTo(409);
        assertThat(left.body()).contains("The last owner", "Make another member an owner first");

        ada.data("PUT", "/api/organisations/" + id + "/members/" + bob.id(), "{\"role\":\"owner\"}");
        assertThat(ada.send("DELETE", mine, null).statusCode()).isEqualTo(204);
        assertThat(code(ada.get("/api/organisations/" + id))).isEqualTo("404 organisations.not_found");
    }

    @Test
    void whoIsAskedComesInByTheLinkOnce() {
        String id = ada.makes("Atelier <North>");
        JsonNode sent = ada.data(
                "POST",
                "/api/organisations/" + id + "/invitations",
                "{\"email\":\" Guest@Example.org \",\"role\":\"admin\"}");
        assertThat(sent.path("email").asString()).isEqualTo("guest@example.org");
        assertThat(sent.has("token_hash")).isFalse();
        String first = token("guest@example.org");

        JsonNode preview = json(server.post("/api/organisations/invitations/preview", "{\"token\":\"" + first + "\"}"))
                .path("data");
        assertThat(preview.path("organisation").asString()).isEqualTo("Atelier <North>");
        assertThat(preview.path("account").asBoolean()).isFalse();
        assertThat(preview.path("invited_by").asString()).isEqualTo("ada@example.org");
        ada.data(
                "POST",
                "/api/organisations/" + id + "/invitations/" + sent.path("id").asString() + "/resend",
                "{}");
        String second = token("guest@example.org");
        assertThat(second).isNotEqualTo(first);
        assertThat(code(eve.post("/api/organisations/invitations/accept", "{\"token\":\"" + first + "\"}")))
                .isEqualTo("404 organisations.invitation_not_found");
        assertThat(code(eve.post("/api/organisations/invitations/accept", "{\"token\":\"" + second + "\"}")))
                .isEqualTo("403 organisations.other_address");

        Someone guest = Someone.signsUp(server, "guest@example.org");
        JsonNode joined = guest.data("POST", "/api/organisations/invitations/accept", "{\"token\":\"" + second + "\"}");

        assertThat(joined.path("role").asString()).isEqualTo("admin");
        assertThat(code(guest.post("/api/organisations/invitations/accept", "{\"token\":\"" + second + "\"}")))
                .isEqualTo("404 organisations.invitation_not_found");
        assertThat(code(ada.post("/api/organisations/" + id + "/invitations", "{\"email\":\"guest@example.org\"}")))
                .isEqualTo("409 organisations.already_member");
        assertThat(guest.get("/rest/v1/memberships?select=role,orgs(name),users(email)&order=role&org_id=eq." + id)
                        .body())
                .contains("{\"name\":\"Atelier <North>\"}", "{\"email\":\"ada@example.org\"}");
    }

    @Test
    void anInvitationRunsOutAndCanBeWithdrawn() {
        String id = ada.makes("Late");
        String path = "/api/organisations/" + id + "/invitations";
        String invitation = ada.data("POST", path, "{\"email\":\"bob@example.org\"}")
                .path("id")
                .asString();
        String token = token("bob@example.org");
        server.database()
                .asOwner()
                .sql(
                        "update public.org_invitations set expires_at = now() - interval '1 second' where org_id = cast(? as uuid)")
                .param(id)
                .update();

        assertThat(code(bob.post("/api/organisations/invitations/accept", "{\"token\":\"" + token + "\"}")))
                .isEqualTo("410 organisations.invitation_expired");
        assertThat(ada.send("DELETE", path + "/" + invitation, null).statusCode())
                .isEqualTo(204);
        assertThat(code(bob.post("/api/organisations/invitations/accept", "{\"token\":\"" + token + "\"}")))
                .isEqualTo("404 organisations.invitation_not_found");
        assertThat(ada.data("GET", path, null).path("invitations")).isEmpty();
    }

    @Test
    void namesAllFaultsAtOnce() {
        String id = ada.makes("Faults");

        var answer = ada.post("/api/organisations/" + id + "/invitations", "{\"email\":\"no\",\"role\":\"king\"}");

        assertThat(code(answer)).isEqualTo("422 organisations.invalid");
        assertThat(answer.body()).contains("/email", "/role");
        assertThat(code(ada.post("/api/organisations", "{\"name\":\"  \"}"))).isEqualTo("422 organisations.invalid");
    }

    @Test
    void theDataApiMakesOneAndAnswersWithIt() {
        var made = ada.send(
                "POST", "/rest/v1/orgs?select=id,name", "{\"name\":\"By REST\"}", "Prefer", "return=representation");

        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        String id = json(made).at("/0/id").asString();
        assertThat(ada.get("/rest/v1/memberships?select=role&org_id=eq." + id).body())
                .isEqualTo("[{\"role\":\"owner\"}]");
        assertThat(ada.post("/rest/v1/orgs", "{\"name\":\"Forged\",\"created_by\":\"" + bob.id() + "\"}")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void whatBelongsToAnOrganisationIsLostWithTheMembership() {
        String id = ada.makes("Archive");
        ada.brings(bob, id, "member");
        String project = json(bob.send(
                        "POST",
                        "/rest/v1/projects",
                        "{\"name\":\"Shared\",\"org_id\":\"" + id + "\"}",
                        "Prefer",
                        "return=representation"))
                .at("/0/id")
                .asString();
        assertThat(project).isNotEmpty();
        assertThat(ada.get("/rest/v1/projects?id=eq." + project).body()).contains("Shared");

        assertThat(ada.send("DELETE", "/api/organisations/" + id + "/members/" + bob.id(), null)
                        .statusCode())
                .isEqualTo(204);

        assertThat(bob.get("/rest/v1/projects?id=eq." + project).body()).isEqualTo("[]");
        assertThat(bob.send("PATCH", "/rest/v1/projects?id=eq." + project, "{\"name\":\"x\"}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(ada.get("/rest/v1/projects?id=eq." + project).body()).contains("Shared");
    }

    @Test
    void everyChangeIsOnRecordWhicheverWayItIsMade() {
        String id = ada.makes("On record");
        String home = "/api/organisations/" + id;
        ada.send("PUT", home, "{\"name\":\"On the record\"}");
        ada.data("POST", home + "/invitations", "{\"email\":\"bob@example.org\",\"role\":\"member\"}");
        bob.data("POST", "/api/organisations/invitations/accept", "{\"token\":\"" + token("bob@example.org") + "\"}");
        String other = ada.data("POST", home + "/invitations", "{\"email\":\"no@example.org\",\"role\":\"viewer\"}")
                .path("id")
                .asString();
        ada.send("DELETE", home + "/invitations/" + other, null);
        ada.send("PATCH", "/rest/v1/memberships?org_id=eq." + id + "&user_id=eq." + bob.id(), "{\"role\":\"admin\"}");
        bob.send("DELETE", home + "/members/" + bob.id(), null);
        ada.send("DELETE", home, null);

        List<String> actions = server.database()
                .asOwner()
                .sql("""
                        select substr(e.action, 15) || ' ' || coalesce(u.email, e.actor_role) || ' '
                               || coalesce(e.detail ->> 'role_before' || ' to ', '') || coalesce(e.detail ->> 'role', '-')
                               || coalesce(' ' || (e.detail ->> 'name_before') || ' to ' || (e.detail ->> 'name'), '')
                        from atelier.audit_entries e
                        left join atelier.pseudonyms p on p.pseudonym = e.actor
                        left join auth.users u on u.id = p.user_id
                        where e.subject = 'organisation ' || ?
                        order by e.id
                        """)
                .param(id)
                .query(String.class)
                .list();

        assertThat(actions)
                .contains(
                        "organisation_made ada@example.org -",
                        "member_made ada@example.org owner",
                        "organisation_changed ada@example.org - On record to On the record",
                        "invitation_sent ada@example.org member",
                        "member_made bob@example.org member",
                        "invitation_accepted bob@example.org member",
                        "invitation_sent ada@example.org viewer",
                        "invitation_withdrawn ada@example.org viewer",
                        "member_changed ada@example.org member to admin",
                        "member_removed bob@example.org admin",
                        "organisation_removed ada@example.org -");
    }

    private String token(String recipient) {
        Someone admin = Someone.signsIn(server, "owner@example.org");
        JsonNode letters = admin.data("GET", "/api/admin/messages?recipient=" + recipient, null)
                .path("messages");
        String text = StreamSupport.stream(letters.spliterator(), false)
                .filter(letter -> letter.path("kind").asString().equals("organisation-invitation"))
                .map(letter -> letter.path("text").asString())
                .findFirst()
                .orElseThrow();
        Matcher link = Pattern.compile("/join#(\\S+)").matcher(text);
        assertThat(link.find()).as(text).isTrue();
        return link.group(1);
    }
}
