package studio.atelier.surfaces.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.Someone;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The routes beside chat, over the whole server with the built-in renderer and with files of an operator
/// whose models fail, so that each route is walked to its end without a network.
@Tag("server")
class GatewayRoutesTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    /// A PNG of one pixel.
    private static final byte[] PIXEL = Base64.getDecoder()
            .decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==");

    @TempDir
    static Path data;

    private static RunningServer server;
    private static Someone person;
    private static Someone other;

    @BeforeAll
    static void start() throws IOException {
        Path folder = Files.createDirectories(data.resolve("catalog/demo"));
        Files.writeString(folder.resolve("demo-video.yaml"), operatorsModel("video", "text_to_video", """
                  duration_seconds: {type: integer, minimum: 1, maximum: 10, default: 5}
                  aspect_ratio: {type: string, enum: ["16:9", "9:16"]}
                  resolution: {type: string, enum: [720p, 1080p]}
                """));
        Files.writeString(folder.resolve("demo-vectors.yaml"), operatorsModel("embedding", "embeddings", """
                  input: {type: [string, array]}
                """));
        server = RunningServer.start(Map.of(
                "ATELIER_DATA",
                data.toString(),
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

    private static String operatorsModel(String type, String capability, String parameters) {
        return """
                display_name: A model of the operator
                description: Fails.
                type: %s
                capabilities: [%s]
                prompt_max: 4000
                parameters:
                %sprice: {kind: free}
                wire: {endpoint: demo}
                """.formatted(type, capability, parameters);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static FormBody form() {
        return new FormBody();
    }

    private static HttpResponse<String> post(String path, FormBody form) throws Exception {
        return form.post(server.url() + path, "Authorization", "Bearer " + person.token());
    }

    private static JsonNode error(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        JsonNode error = JSON.readTree(answer.body()).path("error");
        assertThat(error.path("message").asString("")).as(answer.body()).isNotBlank();
        assertThat(error.has("type") && error.has("param") && error.has("code")).isTrue();
        return error;
    }

    @Test
    void speaksAndSendsTheSoundItself() throws Exception {
        var request = HttpRequest.newBuilder(URI.create(server.url() + "/v1/audio/speech"))
                .header("Authorization", "Bearer " + person.token())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"model\":\"demo/demo-audio\",\"input\":\"a bell\",\"duration_seconds\":2,\"speed\":1}"))
                .build();
        var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("audio/");
        assertThat(answer.headers().firstValueAsLong("Content-Length").orElse(0))
                .isEqualTo(answer.body().length);
        assertThat(new String(answer.body(), 0, 4, StandardCharsets.US_ASCII)).isEqualTo("RIFF");
        assertThat(answer.headers().firstValue("x-atelier-generation-id")).isPresent();
        assertThat(answer.headers().firstValue("x-atelier-cost-micros")).contains("0");
        assertThat(answer.headers().firstValue("openai-processing-ms")).isPresent();
        assertThat(answer.headers().firstValue("x-request-id")).isPresent();
    }

    @Test
    void drawsFromAPictureOfAForm() throws Exception {
        var answer = post(
                "/v1/images/edits",
                form().field("model", "demo-image")
                        .field("prompt", "a boat in fog")
                        .field("n", "1")
                        .field("size", "1536x1024")
                        .field("stream", "false")
                        .field("response_format", "url")
                        .file("image[]", "pixel.png", "image/png", PIXEL));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(JSON.readTree(answer.body()).at("/data/0/url").asString()).startsWith("http");
        JsonNode row = person.data(
                "GET",
                "/api/generations/"
                        + answer.headers().firstValue("x-atelier-generation-id").orElseThrow(),
                null);
        assertThat(row.at("/parameters/aspect_ratio").asString()).isEqualTo("3:2");
        assertThat(row.path("reference_asset_ids").size()).isEqualTo(1);
    }

    @Test
    void drawsFromAPictureInJsonAndTakesTheSameFileForOneUpload() throws Exception {
        String picture = "data:image/png;base64," + Base64.getEncoder().encodeToString(PIXEL);
        String body = """
                {"model":"demo/demo-image","prompt":"a boat","images":[{"image_url":"%s"}],"stream":true}
                """.formatted(picture);

        var first = other.send("POST", "/v1/images/edits", body, "Idempotency-Key", "edit-1");
        var second = other.send("POST", "/v1/images/edits", body, "Idempotency-Key", "edit-1");

        assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
        assertThat(first.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
        assertThat(first.body())
                .startsWith("event: image_edit.completed\ndata: {")
                .contains("\"b64_json\":\"iVBOR");
        assertThat(second.statusCode()).as(second.body()).isEqualTo(200);
        assertThat(second.headers().firstValue("x-atelier-generation-id"))
                .isEqualTo(first.headers().firstValue("x-atelier-generation-id"));
        assertThat(other.data("GET", "/api/uploads", null).path("assets").size())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/embeddings           | {'model':'demo/demo-text','input':'a'}                        | model",
                "/v1/embeddings           | {'input':'a'}                                                 | model",
                "/v1/embeddings           | {'model':'demo/demo-vectors','input':[1,2]}                   | input",
                "/v1/embeddings           | {'model':'demo/demo-vectors','input':'a','encoding_format':'hex'} | encoding_format",
                "/v1/embeddings           | {'model':'demo/demo-vectors','input':'a','dimensions':3}      | dimensions",
                "/v1/moderations          | {'model':'demo/demo-text','input':'a'}                        | model",
                "/v1/moderations          | {'input':[]}                                                  | input",
                "/v1/moderations          | {'model':'demo/demo-text','input':7}                          | input",
                "/v1/audio/speech         | {'model':'demo/demo-audio','input':'a','voice':'alloy'}       | voice",
                "/v1/audio/speech         | {'model':'demo/demo-audio','input':'a','voice':7}             | voice",
                "/v1/audio/speech         | {'model':'demo/demo-audio','input':'a','response_format':'mp3'} | response_format",
                "/v1/audio/speech         | {'model':'demo/demo-audio','input':'a','speed':2}             | speed",
                "/v1/audio/speech         | {'model':'demo/demo-audio','input':'a','stream_format':'sse'} | stream_format",
                "/v1/audio/speech         | {'model':'demo/demo-audio'}                                   | input",
                "/v1/audio/speech         | {'model':'demo/demo-image','input':'a'}                       | model",
                "/v1/images/generations   | {'model':'demo/demo-image','prompt':'a','n':2}                | n",
                "/v1/images/generations   | {'model':'demo/demo-image','prompt':'a','size':'5000x100'}    | size",
                "/v1/images/generations   | {'model':'demo/demo-image','prompt':'a','partial_images':2}   | partial_images",
                "/v1/images/generations   | {'model':'demo/demo-image','prompt':'a','quality':'hd'}       | quality",
                "/v1/images/generations   | {'model':'demo/demo-image','prompt':'a','service_tier':'priority'} | service_tier",
                "/v1/images/generations   | {'model':'demo/demo-text','prompt':'a'}                       | model",
                "/v1/images/edits         | {'model':'demo/demo-image','prompt':'a'}                      | image",
                "/v1/images/edits         | {'model':'demo/demo-image','prompt':'a','images':[{'image_url':'https://x.example/a.png'}]} | images.0",
                "/v1/images/edits         | {'model':'demo/demo-image','prompt':'a','images':[{'image_url':'data:image/png;base64,!!!!'}]} | images.0",
                "/v1/images/edits         | {'model':'demo/demo-image','prompt':'a','images':[{'file_id':'file-1'}]} | images.0.file_id",
                "/v1/images/edits         | {'model':'demo/demo-image','prompt':'a','images':[{},{},{},{},{}]} | image",
                "/v1/images/edits         | {'model':'demo/demo-image','prompt':'a','images':[{}],'mask':{}}   | mask",
                "/v1/videos               | {'model':'demo/demo-image','prompt':'a'}                      | model",
                "/v1/videos               | {'model':'demo/demo-video'}                                   | prompt",
                "/v1/videos               | {'model':'demo/demo-video','prompt':'a','seconds':'60'}       | seconds",
                "/v1/videos               | {'model':'demo/demo-video','prompt':'a','size':'1000x1000'}   | size",
                "/v1/videos               | {'model':'demo/demo-video','prompt':'a','input_reference':{'file_id':'x'}} | input_reference",
                "/v1/chat/completions     | {'model':'demo/demo-text','messages':[{'role':'user','content':'a'}],'n':2} | n",
                "/v1/chat/completions     | {'model':'demo/demo-text','messages':[{'role':'user','content':'a'}],'logprobs':true} | logprobs",
                "/v1/chat/completions     | {'model':'demo/demo-text','messages':[{'role':'user','content':'a'}],'max_tokens':0} | max_tokens",
                "/v1/chat/completions     | {'model':'demo/demo-text','messages':[{'role':'user','content':'a'}],'tools':[{'type':'function'}]} | tools",
                "/v1/chat/completions     | {'model':'demo/demo-text','messages':[]}                      | messages",
                "/v1/responses            | {'model':'demo/demo-text'}                                    | input",
                "/v1/responses            | {'model':'demo/demo-image','input':'a'}                       | model",
                "/v1/responses            | {'model':'demo/demo-text','input':'a','background':true}      | background",
                "/v1/responses            | {'model':'demo/demo-text','input':'a','max_output_tokens':0}  | max_output_tokens",
                "/v1/responses            | {'model':'demo/demo-text','input':'a','temperature':1}        | temperature"
            })
    void refusesWhatTheModelCannotDoUnderTheCallersName(String path, String body, String parameter) {
        var answer = person.post(path, body.replace('\'', '"'));

        assertThat(error(answer, 400).path("param").asString(""))
                .as(answer.body())
                .isEqualTo(parameter);
    }

    @Test
    void refusesRecordingsForModelsThatTakeNone() throws Exception {
        var form = form().field("model", "demo/demo-text").file("file", "a.wav", "audio/wav", new byte[] {1});
        var nothing = post("/v1/audio/transcriptions", form().field("model", "demo/demo-text"));
        var json = person.post("/v1/audio/transcriptions", "{}");

        assertThat(error(post("/v1/audio/transcriptions", form), 400)
                        .path("param")
                        .asString())
                .isEqualTo("model");
        assertThat(error(nothing, 400).path("param").asString()).isEqualTo("file");
        error(json, 415);
    }

    @Test
    void refusesAFileThatIsNoPicture() throws Exception {
        var answer = post(
                "/v1/images/edits",
                form().field("model", "demo-image")
                        .field("prompt", "x")
                        .file("image", "a.png", "image/png", new byte[] {1, 2, 3}));

        assertThat(error(answer, 400).path("param").asString()).isEqualTo("image");
    }

    @Test
    void keepsAVideoAsAJobOfItsOwner() throws Exception {
        var answer = post(
                "/v1/videos",
                form().field("model", "demo/demo-video")
                        .field("prompt", "waves")
                        .field("seconds", "4")
                        .field("size", "1280x720"));
        JsonNode job = JSON.readTree(answer.body());
        String id = job.path("id").asString("");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(id).startsWith("video_");
        assertThat(job.path("object").asString()).isEqualTo("video");
        assertThat(job.path("seconds").asString()).isEqualTo("4");
        assertThat(job.path("status").asString()).isIn("queued", "in_progress", "failed");
        JsonNode row = Awaitility.await()
                .until(
                        () -> JSON.readTree(person.get("/v1/videos/" + id).body()),
                        now -> now.path("status").asString().equals("failed"));
        assertThat(row.at("/error/code").asString()).isEqualTo("provider.invalid_input");
        JsonNode generation = person.data("GET", "/api/generations/" + id.substring("video_".length()), null);
        assertThat(generation.at("/parameters/aspect_ratio").asString()).isEqualTo("16:9");
        assertThat(generation.at("/parameters/resolution").asString()).isEqualTo("720p");

        error(other.get("/v1/videos/" + id), 404);
        error(other.get("/v1/videos/" + id + "/content"), 404);
        error(other.send("DELETE", "/v1/videos/" + id, null), 404);
        error(person.get("/v1/videos/" + id + "/content"), 400);
        error(person.get("/v1/videos/" + id + "/content?variant=spritesheet"), 400);
        assertThat(JSON.readTree(person.send("DELETE", "/v1/videos/" + id, null).body())
                        .path("deleted")
                        .asBoolean())
                .isTrue();
        error(person.get("/v1/videos/" + id), 404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "video_7", "video_0190a1b2-0000-7000-8000-000000000001"})
    void knowsNoOtherIdsOfVideos(String id) {
        error(person.get("/v1/videos/" + id), 404);
    }

    @Test
    void walksAnEmbeddingToTheProvider() {
        var answer = person.post("/v1/embeddings", "{\"model\":\"demo/demo-vectors\",\"input\":[\"a\",\"b\"]}");

        assertThat(error(answer, 400).path("code").asString()).isEqualTo("provider.invalid_input");
    }

    @ParameterizedTest
    @CsvSource({
        "POST,   /v1/files",
        "GET,    /v1/files/file-1/content",
        "POST,   /v1/batches",
        "GET,    /v1/responses/resp_1",
        "POST,   /v1/responses/resp_1/cancel",
        "POST,   /v1/conversations",
        "POST,   /v1/completions",
        "GET,    /v1/chat/completions/chatcmpl-1",
        "POST,   /v1/images/variations",
        "POST,   /v1/audio/translations",
        "POST,   /v1/videos/video_1/remix",
        "POST,   /v1/fine_tuning/jobs",
        "POST,   /v1/vector_stores",
        "POST,   /v1/assistants"
    })
    void saysWhatToUseInPlaceOfWhatIsNotOffered(String method, String path) {
        var answer = person.send(method, path, method.equals("POST") ? "{}" : null);

        assertThat(error(answer, 501).path("code").asString()).isEqualTo("openai.not_offered");
        assertThat(answer.headers().firstValue("x-should-retry")).contains("false");
        error(server.send(method, path, null), 401);
    }

    @Test
    void describesModelsForPrograms() {
        JsonNode model = JSON.readTree(person.get("/v1/models/demo/demo-image").body());

        assertThat(model.path("owned_by").asString()).isEqualTo("demo");
        assertThat(model.at("/x-atelier/type").asString()).isEqualTo("image");
        assertThat(model.at("/x-atelier/price/label").asString()).isEqualTo("Free");
        assertThat(model.at("/x-atelier/parameters").values().stream().map(JsonNode::asString))
                .contains("aspect_ratio");
    }
}
