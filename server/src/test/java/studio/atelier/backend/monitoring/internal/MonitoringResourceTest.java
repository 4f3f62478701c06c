package studio.atelier.backend.monitoring.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.Someone;
import studio.atelier.testkit.WithServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@WithServer({"ATELIER_OWNER_EMAIL=owner@example.org", "ATELIER_OWNER_PASSWORD=a long enough one", "ATELIER_LIMITS=off"})
class MonitoringResourceTest {

    private final RunningServer server;

    MonitoringResourceTest(RunningServer server) {
        this.server = server;
    }

    @Test
    void showsAdministratorsWhatFailedAndLetsThemPutItAside() {
        String[] admin = bearer("owner@example.org");
        server.post("/api/admin/users", "{\"email\":\"second@example.org\",\"password\":\"a long enough one\"}", admin);
        String[] second = bearer("second@example.org");
        LoggerFactory.getLogger("tests.monitoring.resource").error("a thing broke");
        server.room(Recorder.class).write();

        JsonNode failure = Awaitility.await()
                .until(
                        () -> page(admin)
                                .path("failures")
                                .valueStream()
                                .filter(each -> each.path("logger").asString().equals("tests.monitoring.resource"))
                                .findFirst()
                                .orElse(null),
                        found -> found != null);
        assertThat(failure.path("message").asString()).isEqualTo("a thing broke");
        assertThat(page(admin).path("activity").toString()).contains("\"measure\":\"requests\"");
        String resolve =
                "/api/admin/monitoring/failures/" + failure.path("fingerprint").asString() + "/resolve";
        assertThat(server.post(resolve, "{}", admin).statusCode()).isEqualTo(204);
        assertThat(server.post("/api/admin/monitoring/failures/0/resolve", "{}", admin)
                        .statusCode())
                .isEqualTo(404);
        assertThat(server.post("/api/admin/monitoring/anomalies/seen", "{}", admin)
                        .statusCode())
                .isEqualTo(204);

        for (String[] headers : new String[][] {{}, second}) {
            int refused = headers.length == 0 ? 401 : 403;
            assertThat(server.get("/api/admin/monitoring", headers).statusCode())
                    .isEqualTo(refused);
            assertThat(server.post(resolve, "{}", headers).statusCode()).isEqualTo(refused);
            assertThat(server.post("/api/admin/monitoring/anomalies/seen", "{}", headers)
                            .statusCode())
                    .isEqualTo(refused);
        }
    }

    private JsonNode page(String[] headers) {
        var answer = server.get("/api/admin/monitoring", headers);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JsonMapper.shared().readTree(answer.body()).path("data");
    }

    private String[] bearer(String email) {
        return new String[] {
            "Authorization", "Bearer " + Someone.signsIn(server, email).token()
        };
    }
}
