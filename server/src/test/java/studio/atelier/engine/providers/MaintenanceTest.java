package studio.atelier.engine.providers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.Someone;
import studio.atelier.testkit.WithServer;
import tools.jackson.databind.JsonNode;

/// The switch over HTTP, and what a person without rights sees of it.
@WithServer({
    "ATELIER_OWNER_EMAIL=admin@example.org",
    "ATELIER_OWNER_PASSWORD=a long enough one",
    "ATELIER_AUTH_SIGNUP=on",
    "ATELIER_AUTH_AUTOCONFIRM=on",
    "ATELIER_LIMITS=off"
})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MaintenanceTest {

    private static final String RUN =
            "{\"provider\":\"demo\",\"model\":\"demo-text\",\"generation_type\":\"text\",\"prompt\":\"a kite\"}";

    private final RunningServer server;
    private Someone admin;
    private Someone person;

    MaintenanceTest(RunningServer server) {
        this.server = server;
    }

    @BeforeAll
    void people() {
        admin = Someone.signsIn(server, "admin@example.org");
        person = Someone.signsUp(server, "person@example.org");
    }

    @AfterEach
    void open() {
        admin.send("DELETE", "/api/admin/maintenance/demo", null);
        admin.send("DELETE", "/api/admin/maintenance/server", null);
    }

    @Test
    void aClosedProviderTakesNoNewRunsAndSaysWhenItEnds() {
        String ends = Instant.now()
                .plus(1, ChronoUnit.HOURS)
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();

        admin.data("PUT", "/api/admin/maintenance/demo", "{\"reason\":\"new disks\",\"ends_at\":\"" + ends + "\"}");

        var refused = person.post("/api/generate", RUN);
        assertThat(Someone.code(refused)).isEqualTo("503 provider.maintenance");
        assertThat(refused.body()).contains("new disks", ends);
        assertThat(text("demo/demo-text").path("unavailable_code").asString()).isEqualTo("provider.maintenance");
        assertThat(health("demo").path("state").asString()).isEqualTo("maintenance");
        assertThat(server.get("/api/health").body()).contains("demo maintenance");
        assertThat(admin.data("GET", "/api/admin/maintenance", null).path("maintenance"))
                .hasSize(1);

        assertThat(admin.send("DELETE", "/api/admin/maintenance/demo", null).statusCode())
                .isEqualTo(204);
        assertThat(person.post("/api/generate", RUN).statusCode()).isBetween(200, 202);
    }

    @Test
    void aClosedServerTakesNoneAtAll() {
        admin.data("PUT", "/api/admin/maintenance/server", "{\"reason\":\"moving\"}");

        assertThat(Someone.code(person.post("/api/generate", RUN))).isEqualTo("503 provider.maintenance");
        assertThat(person.get("/api/models").statusCode()).isEqualTo(200);
    }

    @Test
    void anEndThatNobodyKnowsIsNotSaid() {
        admin.data("PUT", "/api/admin/maintenance/demo", "{\"reason\":\"moving\"}");

        assertThat(Someone.json(person.post("/api/generate", RUN)).has("ends_at"))
                .isFalse();
    }

    @Test
    void aMaintenanceOfTheServerThatHasEndedOpensNoProvider() {
        server.database()
                .asOwner()
                .sql(
                        "insert into atelier.maintenance (provider, reason, ends_at) values ('*', 'x', now() - interval '1 hour')")
                .update();
        admin.data("PUT", "/api/admin/maintenance/demo", "{\"reason\":\"new disks\"}");

        assertThat(Someone.code(person.post("/api/generate", RUN))).isEqualTo("503 provider.maintenance");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "demo | {} | 422 provider.maintenance_invalid",
                "demo | {\"reason\":\"x\",\"ends_at\":\"2020-01-01T00:00:00Z\"} | 422 provider.maintenance_invalid",
                "demo | {\"reason\":\"x\",\"ends_at\":\"2999-01-01T00:00:00Z\"} | 422 provider.maintenance_invalid",
                "demo | {\"reason\":\"x\",\"ends_at\":\"soon\"} | 422 http.body_invalid",
                "nobody | {\"reason\":\"x\"} | 404 catalog.provider_unknown"
            })
    void refusesWhatCannotBe(String provider, String body, String code) {
        assertThat(Someone.code(admin.send("PUT", "/api/admin/maintenance/" + provider, body)))
                .isEqualTo(code);
    }

    @Test
    void onlyAdministratorsHaveTheSwitch() {
        assertThat(person.send("PUT", "/api/admin/maintenance/demo", "{\"reason\":\"x\"}")
                        .statusCode())
                .isEqualTo(403);
        assertThat(person.send("DELETE", "/api/admin/maintenance/demo", null).statusCode())
                .isEqualTo(403);
        assertThat(person.get("/api/admin/maintenance").statusCode()).isEqualTo(403);
    }

    @Test
    void virtualModelsStandBesideTheOthers() {
        assertThat(person.data("GET", "/api/models", null).path("routes").findValuesAsString("id"))
                .contains("auto/cheapest-image");
    }

    private JsonNode text(String id) {
        for (JsonNode model : person.data("GET", "/api/models", null).path("models")) {
            if (model.path("id").asString().equals(id)) {
                return model;
            }
        }
        throw new AssertionError("the model is listed");
    }

    private JsonNode health(String provider) {
        for (JsonNode each : person.data("GET", "/api/providers/health", null).path("providers")) {
            if (each.path("provider").asString().equals(provider)) {
                return each;
            }
        }
        throw new AssertionError("the provider is listed");
    }
}
