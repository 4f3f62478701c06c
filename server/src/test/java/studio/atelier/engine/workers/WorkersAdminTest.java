package studio.atelier.engine.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static studio.atelier.engine.workers.Fleet.good;
import static studio.atelier.testkit.Someone.code;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.atelier.engine.workers.Fleet.Member;
import studio.atelier.testkit.Someone;
import tools.jackson.databind.JsonNode;

/// Workers as administrators make, see, change and remove them.
@Tag("server")
class WorkersAdminTest {

    private static Fleet fleet;

    @BeforeAll
    static void start() {
        fleet = Fleet.start(Map.of("ATELIER_OUTBOUND_ALLOW", "localhost:9000"), "paint", "draw");
    }

    @AfterAll
    static void stop() {
        fleet.close();
    }

    @Test
    void areMadeWithACredentialThatIsShownOnceAndKeptAsAHash() {
        var answer = fleet.admin().post("/api/workers", """
                {"name":"rtx-1","job_kinds":["paint","draw"],"labels":["vram48"],"worker_type":"chat","url":"http://localhost:9000/w"}
                """);

        JsonNode data = good(answer);
        String credential = data.path("credential").asString();
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(credential).startsWith("atlw_").hasSize(55);
        JsonNode worker = data.path("worker");
        assertThat(worker.path("state").asString()).isEqualTo("new");
        assertThat(worker.path("worker_type").asString()).isEqualTo("chat");
        assertThat(worker.path("url").asString()).isEqualTo("http://localhost:9000/w");
        assertThat(worker.path("credential_last4").asString()).isEqualTo(credential.substring(51));
        assertThat(fleet.admin().get("/api/workers").body()).contains("rtx-1").doesNotContain(credential);
        assertThat(fleet.number("select count(*) from atelier.workers where key_hash = sha256('" + credential + "')"))
                .isOne();
        assertThat(fleet.number("select count(*) from atelier.audit_entries where action = 'workers.created'"
                        + " and subject = 'worker " + worker.path("id").asString() + "'"))
                .isOne();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | /name",
                "{\"name\":\"x\"} | /job_kinds",
                "{\"name\":\"x\",\"job_kinds\":[]} | /job_kinds",
                "{\"name\":\"x\",\"job_kinds\":[\"paint\",\"nothing\"]} | /job_kinds/1",
                "{\"name\":\"x\",\"job_kinds\":[null]} | /job_kinds/0",
                "{\"name\":\" \",\"job_kinds\":[\"paint\"]} | /name",
                "{\"name\":\"x\",\"job_kinds\":[\"paint\"],\"labels\":[\"Not This\"]} | /labels/0",
                "{\"name\":\"x\",\"job_kinds\":[\"paint\"],\"worker_type\":\"other\"} | /worker_type",
                "{\"name\":\"x\",\"job_kinds\":[\"paint\"],\"url\":\"http://10.0.0.1/\"} | /url",
                "{\"name\":\"x\",\"job_kinds\":[\"paint\"],\"url\":\"not an address\"} | /url",
                "{\"name\":\"x\",\"job_kinds\":[\"paint\"],\"draining\":true} | /draining",
                "{\"name\":\"x\",\"job_kinds\":[\"paint\"],\"more\":1} | /more",
                "{\"name\":7,\"job_kinds\":\"paint\"} | /job_kinds"
            })
    void areNotMadeFromWrongFields(String body, String pointer) {
        var answer = fleet.admin().post("/api/workers", body);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        assertThat(answer.body()).contains("\"" + pointer + "\"");
    }

    @Test
    void haveNamesOfTheirOwn() {
        fleet.member("twin", "\"paint\"");
        Member other = fleet.member("other", "\"paint\"");

        assertThat(code(fleet.admin().post("/api/workers", "{\"name\":\"twin\",\"job_kinds\":[\"paint\"]}")))
                .isEqualTo("409 workers.name_taken");
        assertThat(code(fleet.admin().send("PATCH", "/api/workers/" + other.id(), "{\"name\":\"twin\"}")))
                .isEqualTo("409 workers.name_taken");
    }

    @Test
    void areDrainedResumedAndChanged() {
        Member member = fleet.working("paint");
        assertThat(fleet.shown(member).path("state").asString()).isEqualTo("idle");

        change(member, "{\"draining\":true}");

        assertThat(fleet.shown(member).path("state").asString()).isEqualTo("draining");
        assertThat(member.said("lease", "{\"wait_seconds\":20}").path("command").asString())
                .isEqualTo("drain");
        change(
                member,
                "{\"draining\":false,\"name\":\"renamed\",\"labels\":[\"a\"],\"url\":\"http://localhost:9000/\"}");
        JsonNode shown = fleet.shown(member);
        assertThat(shown.path("state").asString()).isEqualTo("idle");
        assertThat(shown.path("name").asString()).isEqualTo("renamed");
        assertThat(shown.path("url").asString()).isEqualTo("http://localhost:9000/");
        change(member, "{\"url\":\"\",\"job_kinds\":[\"draw\"]}");
        assertThat(fleet.shown(member).path("url").isNull()).isTrue();
        assertThat(fleet.shown(member).path("offered_kinds")).isEmpty();
        assertThat(code(fleet.admin().send("PATCH", "/api/workers/" + member.id(), "{\"job_kinds\":[]}")))
                .isEqualTo("422 workers.invalid");
        for (String action : List.of("drained", "resumed", "changed")) {
            assertThat(fleet.number("select count(*) from atelier.audit_entries where action = 'workers." + action
                            + "' and subject = 'worker " + member.id() + "'"))
                    .as(action)
                    .isOne();
        }
    }

    private static void change(Member member, String body) {
        good(fleet.admin().send("PATCH", "/api/workers/" + member.id(), body));
    }

    @Test
    void loseTheirOldCredentialWhenTheyGetANewOne() {
        Member member = fleet.working("paint");

        String credential = good(fleet.admin().post("/api/workers/" + member.id() + "/credential", ""))
                .path("credential")
                .asString();

        assertThat(code(member.post("heartbeat", "{}"))).isEqualTo("401 workers.credential_invalid");
        good(new Member(fleet, member.id(), credential).post("heartbeat", "{}"));
    }

    @ParameterizedTest
    @CsvSource({
        "GET, ''",
        "POST, ''",
        "GET, /{id}",
        "PATCH, /{id}",
        "POST, /{id}/credential",
        "DELETE, /{id}",
        "GET, /demand"
    })
    void areForAdministratorsAlone(String method, String path) {
        Member member = fleet.working("paint");
        String address = "/api/workers" + path.replace("{id}", member.id());
        String body = method.equals("GET") || method.equals("DELETE") ? null : "{}";

        assertThat(code(fleet.person().send(method, address, body))).isEqualTo("403 http.admin_required");
        assertThat(code(fleet.server().send(method, address, body))).isEqualTo("401 http.sign_in_required");
        assertThat(member.send(method, address, body).statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({"GET, ''", "PATCH, ''", "POST, /credential", "DELETE, ''"})
    void areNotFoundByAForeignId(String method, String path) {
        String body = method.equals("GET") || method.equals("DELETE") ? null : "{}";

        assertThat(code(fleet.admin().send(method, "/api/workers/" + UUID.randomUUID() + path, body)))
                .isEqualTo("404 workers.not_found");
        assertThat(fleet.admin().send(method, "/api/workers/7" + path, body).statusCode())
                .isEqualTo(404);
    }

    @Test
    void haveAddressesThatOnlyAdministratorsRead() {
        Member member = fleet.member("with address", "\"paint\"");
        change(member, "{\"url\":\"http://localhost:9000/w2\"}");
        String path = "/rest/v1/worker_urls?select=worker_url,worker_type,is_active&id=eq." + member.id();

        assertThat(Someone.json(fleet.admin().get(path)).at("/0/worker_url").asString())
                .isEqualTo("http://localhost:9000/w2");
        assertThat(fleet.person().get(path).body()).isEqualTo("[]");
        assertThat(fleet.admin()
                        .send("DELETE", "/rest/v1/worker_urls?id=eq." + member.id(), null)
                        .statusCode())
                .isEqualTo(403);
        assertThat(fleet.person()
                        .send("POST", "/rest/v1/worker_urls", "{\"worker_url\":\"https://x.example\"}")
                        .statusCode())
                .isEqualTo(403);
    }
}
