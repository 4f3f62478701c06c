package studio.atelier.testkit.fake.gemini;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import studio.atelier.testkit.fake.FakeBackground;
import studio.atelier.testkit.fake.FakeExchange;
import studio.atelier.testkit.fake.FakeJob;
import studio.atelier.testkit.fake.FakeJson;
import studio.atelier.testkit.fake.FakeMedia;
import studio.atelier.testkit.fake.FakeRefusal;
import studio.atelier.testkit.fake.FakeSale;
import studio.atelier.testkit.fake.FakeServer;
import tools.jackson.databind.JsonNode;

/// Interactions: text, pictures and clips, at once or in the background.
final class GeminiInteractions {

    private static final int PROMPT_TOKENS = 270;
    private static final int PICTURE_TOKENS = 1120;
    private static final int SECOND_TOKENS = 5792;
    private static final long SECOND_MICROS = 70_000;

    private static final String PATH = "/v1(?:beta)?/interactions";

    private final FakeServer server;
    private final FakeBackground background;

    GeminiInteractions(FakeServer server) {
        this.server = server;
        this.background = new FakeBackground(server, this::answer, this::frames, _ -> FakeJson.node("{}"));
    }

    void routes() {
        server.route("POST", PATH, this::create);
        background.routes(PATH);
    }

    private static JsonNode format(JsonNode request) {
        JsonNode format = request.path("response_format");
        return format.isArray() ? format.path(0) : format;
    }

    private static String kind(JsonNode request) {
        String said = format(request).path("type").asString("");
        boolean clips = request.path("model").asString("").contains("omni");
        return said.isEmpty() ? (clips ? "video" : "text") : said;
    }

    private static int seconds(JsonNode request) {
        String duration = format(request).path("duration").asString("8s");
        if (!duration.matches("[0-9]{1,2}s")) {
            throw new IllegalArgumentException(duration);
        }
        return Integer.parseInt(duration.replace("s", ""));
    }

    private void create(FakeExchange exchange) throws IOException {
        JsonNode request = exchange.body();
        String model = request.path("model").asString("");
        JsonNode input = request.path("input");
        String prompt = input.isString() ? input.asString() : String.join("", input.findValuesAsString("text"));
        String kind = kind(request);
        boolean clip = kind.equals("video");
        if (model.isEmpty() || prompt.isEmpty() || (clip && (seconds(request) < 3 || seconds(request) > 15))) {
            server.refuse(exchange, FakeRefusal.INVALID);
            return;
        }
        String sort = clip ? "video" : kind.equals("image") ? "image" : "chat";
        long micros = clip ? seconds(request) * SECOND_MICROS : PICTURE_TOKENS;
        Optional<FakeSale> sold = server.sell(exchange, sort, model, prompt, sort.equals("chat") ? 0 : 1, micros);
        if (sold.isEmpty()) {
            return;
        }
        String webhook = request.at("/webhook_config/uris/0").asString("");
        FakeJob job = server.jobs().add("v1_" + UUID.randomUUID(), sold.get(), request, webhook);
        background.begin(exchange, job);
    }

    private JsonNode answer(FakeJob job) {
        List<JsonNode> steps = new ArrayList<>();
        List<JsonNode> errors = new ArrayList<>();
        if (job.is(FakeJob.State.DONE)) {
            List<JsonNode> content = job.sale().mode().is("empty") ? List.of() : List.of(content(job));
            steps.add(FakeJson.node("{\"type\":\"model_output\",\"content\":%s}", content));
        } else if (job.is(FakeJob.State.FAILED) || job.is(FakeJob.State.MODERATED)) {
            boolean blocked = job.is(FakeJob.State.MODERATED);
            String message = blocked ? FakeRefusal.MODERATED.message() : "The model crashed.";
            steps.add(FakeJson.node(
                    "{\"type\":\"model_output\",\"content\":[],\"error\":{\"code\":%s,\"message\":%s}}",
                    blocked ? 3 : 13, message));
            errors.add(
                    FakeJson.node("{\"code\":%s,\"message\":%s}", blocked ? "content_blocked" : "internal", message));
        }
        return FakeJson.node(
                """
                {"id":%s,"object":"interaction","status":%s,"model":%s,"created":%s,"updated":%s,"steps":%s,
                "errors":%s,"usage":%s}""",
                job.id(),
                FakeBackground.status(job),
                job.sale().model(),
                Instant.ofEpochMilli(job.created()).toString(),
                Instant.ofEpochMilli(job.changed()).toString(),
                steps,
                errors,
                usage(job));
    }

    private JsonNode content(FakeJob job) {
        FakeSale sale = job.sale();
        String kind = kind(job.request());
        if (kind.equals("text")) {
            return FakeJson.node("{\"type\":\"text\",\"text\":%s}", sale.text());
        }
        FakeMedia media = kind.equals("video") ? FakeMedia.clip(sale) : FakeMedia.png(sale, 0);
        if (format(job.request()).path("delivery").asString("inline").equals("uri")) {
            return FakeJson.node(
                    "{\"type\":%s,\"mime_type\":%s,\"uri\":%s}",
                    kind,
                    media.type(),
                    server.address() + "/v1beta/files/" + server.files().put(sale, media) + ":download?alt=media");
        }
        return FakeJson.node("{\"type\":%s,\"mime_type\":%s,\"data\":%s}", kind, media.type(), media.base64(sale));
    }

    private static JsonNode usage(FakeJob job) {
        String kind = kind(job.request());
        int out = switch (kind) {
            case "video" -> seconds(job.request()) * SECOND_TOKENS;
            case "image" -> PICTURE_TOKENS;
            default -> job.sale().words();
        };
        int made = job.is(FakeJob.State.DONE) ? out : 0;
        return FakeJson.node("""
                {"total_input_tokens":%s,"total_output_tokens":%s,"total_thought_tokens":0,"total_cached_tokens":0,
                "total_tool_use_tokens":0,"total_tokens":%s,
                "input_tokens_by_modality":[{"modality":"text","tokens":%s}],
                "output_tokens_by_modality":[{"modality":%s,"tokens":%s}]}""", PROMPT_TOKENS, made, PROMPT_TOKENS + made, PROMPT_TOKENS, kind, made);
    }

    private List<String> frames(FakeJob job) {
        List<String> frames = new ArrayList<>();
        add(frames, """
                {"event_type":"interaction.created","interaction":{"id":%s,"status":"in_progress","model":%s}}""", job.id(), job.sale().model());
        add(frames, "{\"event_type\":\"step.start\",\"index\":0,\"step\":{\"type\":\"model_output\"}}");
        if (kind(job.request()).equals("text")) {
            for (String word : job.sale().text().splitWithDelimiters(" ", 0)) {
                add(frames, """
                        {"event_type":"step.delta","index":0,"delta":{"type":"text","text":%s}}""", word);
            }
        } else {
            add(frames, "{\"event_type\":\"step.delta\",\"index\":0,\"delta\":%s}", content(job));
        }
        if (job.sale().mode().is("stream-error")) {
            add(frames, "{\"event_type\":\"error\",\"error\":{\"code\":\"internal\",\"message\":\"It crashed.\"}}");
            return frames;
        }
        add(frames, "{\"event_type\":\"step.stop\",\"index\":0}");
        add(frames, "{\"event_type\":\"interaction.completed\",\"interaction\":%s}", answer(job));
        return frames;
    }

    private static void add(List<String> frames, String template, Object... values) {
        String event = FakeJson.fill(template, values);
        String id = FakeJson.fill(",\"event_id\":%s}", "e" + frames.size());
        String name = FakeJson.read(event.getBytes(StandardCharsets.UTF_8))
                .path("event_type")
                .asString();
        frames.add("event: " + name + "\ndata: " + event.substring(0, event.length() - 1) + id + "\n\n");
    }
}
