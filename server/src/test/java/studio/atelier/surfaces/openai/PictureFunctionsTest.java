package studio.atelier.surfaces.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.Someone;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `image-generation`, `reference-image` and `image-enhancement` over the whole server with the built-in renderer.
@Tag("server")
class PictureFunctionsTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    /// A PNG of one pixel.
    private static final String PIXEL = "data:image/png;base64,"
            + "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

    private static RunningServer server;
    private static Someone person;
    private static Someone other;

    @BeforeAll
    static void start() {
        server = RunningServer.start(Map.of(
                "ATELIER_LIMITS",
                "off",
                "ATELIER_AUTH_SIGNUP",
                "on",
                "ATELIER_AUTH_AUTOCONFIRM",
                "on",
                "ATELIER_OWNER_EMAIL",
                "owner@example.org",
                "ATELIER_OWNER_PASSWORD",
                Someone.PASSWORD));
        person = Someone.signsUp(server, "one@example.org");
        other = Someone.signsUp(server, "two@example.org");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static JsonNode done(String function, String body) {
        var answer = person.send("POST", "/functions/v1/" + function, body.replace("PIXEL", PIXEL));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static JsonNode row(JsonNode answer) {
        return person.data(
                "GET", "/api/generations/" + answer.path("generationId").asString(), null);
    }

    @Test
    void makesAPictureFromWordsTokensAndSettings() {
        JsonNode answer = done("image-generation", """
                {"prompt":"[FIRSTNAME] from [COMPANY]","model":"demo/demo-image","tokens":{"FIRSTNAME":"Ada","COMPANY":"Acme"},
                 "settings":{"aspectRatio":"3:2","style":"photography","quality":"high","size":"1024x1024","dalleQuality":"hd",
                             "dalleStyle":"natural"}}
                """);

        assertThat(answer.propertyNames())
                .containsExactlyInAnyOrder("imageUrl", "generationTime", "model", "cost", "generationId");
        assertThat(answer.path("imageUrl").asString()).startsWith(server.url().toString());
        assertThat(server.get(answer.path("imageUrl")
                                .asString()
                                .substring(server.url().toString().length()))
                        .statusCode())
                .isEqualTo(200);
        assertThat(answer.path("generationTime").isNumber()).isTrue();
        assertThat(answer.path("model").asString()).isEqualTo("demo/demo-image");
        assertThat(answer.path("cost").asDouble()).isZero();
        JsonNode row = row(answer);
        assertThat(row.path("prompt").asString()).isEqualTo("Ada from Acme\n\nStyle: photography");
        assertThat(row.at("/parameters/aspect_ratio").asString()).isEqualTo("3:2");
    }

    @Test
    void aModelOfTheSameProviderStandsInForOneThatMakesSomethingElse() {
        JsonNode answer = done("image-generation", "{\"prompt\":\"fog\",\"model\":\"demo/demo-text\"}");

        assertThat(answer.path("model").asString()).isEqualTo("demo/demo-text");
        assertThat(row(answer).path("model").asString()).isEqualTo("demo-image");
    }

    @ParameterizedTest
    @ValueSource(strings = {"image-generation", "reference-image", "image-enhancement"})
    void worksFromAPicture(String function) {
        JsonNode answer =
                done(function, "{\"prompt\":\"fog\",\"model\":\"demo/demo-image\",\"referenceImage\":\"PIXEL\"}");

        assertThat(row(answer).path("reference_asset_ids").size()).isEqualTo(1);
    }

    @Test
    void enhancesWithoutWords() {
        JsonNode answer = done("image-enhancement", "{\"model\":\"demo/demo-image\",\"referenceImage\":\"PIXEL\"}");

        assertThat(row(answer).path("prompt").asString()).startsWith("Enhance this picture");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "image-generation  | {\"model\":\"demo/demo-image\"} | /prompt",
                "image-generation  | {\"prompt\":7,\"model\":\"demo/demo-image\"} | /prompt",
                "image-generation  | {\"prompt\":\"a\",\"model\":\"demo/demo-image\",\"settings\":[]} | /settings",
                "image-generation  | {\"prompt\":\"a\",\"model\":\"demo/demo-image\",\"settings\":{\"seed\":1}} | /settings/seed",
                "image-generation  | {\"prompt\":\"a\",\"model\":\"demo/demo-image\",\"settings\":{\"style\":1}} | /settings/style",
                "image-generation  | {\"prompt\":\"a\",\"model\":\"demo/demo-image\",\"settings\":{\"aspectRatio\":\"7:5\"}} | aspect_ratio",
                "image-generation  | {\"prompt\":\"a\",\"model\":\"demo/demo-image\",\"tokens\":[]} | /tokens",
                "image-generation  | {\"prompt\":\"a\",\"model\":\"demo/demo-image\",\"projectId\":\"x\"} | /projectId",
                "image-generation  | {\"prompt\":\"a\",\"model\":\"demo/demo-image\",\"referenceImage\":\"https://x.example/a.png\"} | /referenceImage",
                "image-generation  | {\"prompt\":\"a\",\"model\":\"demo/demo-image\",\"referenceImage\":\"data:image/png;base64,!!\"} | /referenceImage",
                "image-generation  | {\"prompt\":\"a\",\"model\":\"nobody/knows\"} | nobody/knows",
                "reference-image   | {\"prompt\":\"a\",\"model\":\"demo/demo-image\"} | /referenceImage",
                "image-enhancement | {\"model\":\"demo/demo-image\"} | /referenceImage",
            })
    void saysWhatIsWrongAndMakesNothing(String function, String body, String names) {
        int before = rows(other);

        var answer = other.send("POST", "/functions/v1/" + function, body);

        assertThat(answer.statusCode()).as(answer.body()).isBetween(400, 499);
        JsonNode error = JSON.readTree(answer.body());
        assertThat(error.path("error").asString()).isNotBlank();
        assertThat(error.path("code").asString()).isNotBlank();
        assertThat(answer.body()).contains(names);
        assertThat(rows(other)).isEqualTo(before);
    }

    private static int rows(Someone someone) {
        return someone.data("GET", "/api/generations", null).path("generations").size();
    }

    @ParameterizedTest
    @ValueSource(strings = {"image-generation", "reference-image", "image-enhancement"})
    void asksWhoCalls(String function) {
        var answer = server.post("/functions/v1/" + function, "{\"prompt\":\"a\"}");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("AUTHENTICATION_ERROR");
    }

    @Test
    void anotherPersonsProjectIsNotFound() {
        String project = person.data("POST", "/api/projects", "{\"name\":\"mine\"}")
                .path("id")
                .asString();

        var answer = other.send("POST", "/functions/v1/image-generation", """
                {"prompt":"a","model":"demo/demo-image","projectId":"%s"}
                """.formatted(project));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(404);
    }
}
