package studio.atelier.testkit.fake.openai;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.testkit.fake.FakeBackground;
import studio.atelier.testkit.fake.FakeExchange;
import studio.atelier.testkit.fake.FakeJob;
import studio.atelier.testkit.fake.FakeJson;
import studio.atelier.testkit.fake.FakeMedia;
import studio.atelier.testkit.fake.FakeRefusal;
import studio.atelier.testkit.fake.FakeSale;
import studio.atelier.testkit.fake.FakeServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `/v1/responses`: text, tools and pictures, at once, as events, or in the background. The end of a background
/// response is told to the address in its metadata under `webhook`, for at OpenAI addresses belong to the account.
final class OpenAiResponses {

    private static final int TOKENS_IN = 100;

    private static final String PATH = "/v1/responses";

    private final FakeServer server;
    private final FakeBackground background;

    OpenAiResponses(FakeServer server) {
        this.server = server;
        this.background = new FakeBackground(
                server, OpenAiResponses::described, OpenAiResponses::frames, OpenAiResponses::deleted);
    }

    void routes() {
        server.route("POST", PATH, this::create);
        background.routes(PATH);
    }

    private void create(FakeExchange exchange) throws IOException {
        JsonNode request = exchange.body();
        String prompt =
                request.path("input").isString() ? request.path("input").asString() : words(request.path("input"));
        if (prompt.isEmpty() || request.path("model").asString("").isEmpty()) {
            server.refuse(exchange, FakeRefusal.INVALID);
            return;
        }
        long micros = TOKENS_IN * FakeOpenAi.TOKEN_IN_MICROS + FakeSale.words(prompt) * FakeOpenAi.TOKEN_OUT_MICROS;
        boolean draws = draws(request);
        Optional<FakeSale> sold = server.sell(
                exchange,
                draws ? "image" : "chat",
                request.path("model").asString(),
                prompt,
                draws ? 1 : 0,
                draws ? FakeOpenAi.PICTURE_MICROS : micros);
        if (sold.isEmpty()) {
            return;
        }
        String webhook = request.at("/metadata/webhook").asString("");
        FakeJob job = server.jobs().add("resp_" + UUID.randomUUID(), sold.get(), request, webhook);
        exchange.header("x-request-id", sold.get().id());
        background.begin(exchange, job);
    }

    private static String words(JsonNode input) {
        StringBuilder words = new StringBuilder();
        for (JsonNode item : input) {
            JsonNode content = item.path("content");
            words.append(content.isString() ? content.asString() : String.join("", content.findValuesAsString("text")));
        }
        return words.toString();
    }

    private static boolean draws(JsonNode request) {
        return request.at("/tools/0/type").asString("").equals("image_generation");
    }

    private static JsonNode deleted(FakeJob job) {
        return FakeJson.node("{\"id\":%s,\"object\":\"response\",\"deleted\":true}", job.id());
    }

    private static JsonNode described(FakeJob job) {
        boolean done = job.is(FakeJob.State.DONE);
        ObjectNode answer = (ObjectNode) FakeJson.node(
                """
                {"id":%s,"object":"response","created_at":%s,"status":%s,"background":%s,"error":null,
                "incomplete_details":null,"instructions":null,"metadata":{},"model":%s,"output":%s,
                "parallel_tool_calls":true,"temperature":1,"tool_choice":"auto","tools":[],"top_p":1,"usage":null}""",
                job.id(),
                job.created() / 1000,
                FakeBackground.status(job),
                job.request().path("background").asBoolean(false),
                job.sale().model(),
                done && !job.sale().mode().is("empty") ? List.of(item(job)) : List.of());
        if (done) {
            int out = job.sale().words();
            answer.set("usage", FakeJson.node("""
                    {"input_tokens":%s,"input_tokens_details":{"cached_tokens":0},"output_tokens":%s,
                    "output_tokens_details":{"reasoning_tokens":0},"total_tokens":%s}""", TOKENS_IN, out, TOKENS_IN + out));
        }
        if (job.is(FakeJob.State.EXPIRED)) {
            answer.set("incomplete_details", FakeJson.node("{\"reason\":\"max_output_tokens\"}"));
        }
        String code = code(job);
        if (code != null) {
            answer.set("error", FakeJson.node("{\"code\":%s,\"message\":\"It did not work.\"}", code));
        }
        return answer;
    }

    private static @Nullable String code(FakeJob job) {
        return switch (job.state()) {
            case FAILED -> "server_error";
            case MODERATED -> "image_content_policy_violation";
            default -> null;
        };
    }

    private static JsonNode item(FakeJob job) {
        FakeSale sale = job.sale();
        if (draws(job.request())) {
            return FakeJson.node("""
                    {"type":"image_generation_call","id":"ig_1","status":"completed","result":%s,"output_format":"png"}""", FakeMedia.png(sale, 0).base64(sale));
        }
        if (sale.mode().is("tools")) {
            return FakeJson.node("""
                    {"type":"function_call","id":"fc_1","call_id":"call_1","status":"completed","name":%s,
                    "arguments":"{\\"city\\":\\"Bern\\"}"}""", job.request().at("/tools/0/name").asString("weather"));
        }
        boolean json = job.request().at("/text/format/type").asString("").startsWith("json");
        return FakeJson.node("""
                {"type":"message","id":"msg_1","status":"completed","role":"assistant",
                "content":[{"type":"output_text","text":%s,"annotations":[]}]}""", json ? FakeJson.fill("{\"answer\":%s}", sale.text()) : sale.text());
    }

    private static List<String> frames(FakeJob job) {
        List<String> frames = new ArrayList<>();
        ObjectNode begun = (ObjectNode) described(job);
        begun.put("status", "in_progress").set("output", FakeJson.node("[]"));
        add(frames, "response.created", "\"response\":%s", begun);
        add(frames, "response.in_progress", "\"response\":%s", begun);
        JsonNode item = item(job);
        add(frames, "response.output_item.added", "\"output_index\":0,\"item\":%s", opened(item));
        if (item.path("type").asString().equals("message")) {
            String text = item.at("/content/0/text").asString();
            String where = "\"item_id\":\"msg_1\",\"output_index\":0,\"content_index\":0,";
            add(
                    frames,
                    "response.content_part.added",
                    where + "\"part\":{\"type\":\"output_text\",\"text\":\"\",\"annotations\":[]}");
            for (String word : text.splitWithDelimiters(" ", 0)) {
                add(frames, "response.output_text.delta", where + "\"delta\":%s,\"logprobs\":[]", word);
            }
            add(frames, "response.output_text.done", where + "\"text\":%s,\"logprobs\":[]", text);
            add(frames, "response.content_part.done", where + "\"part\":%s", item.at("/content/0"));
        } else if (draws(job.request())) {
            add(frames, "response.image_generation_call.partial_image", """
                    "item_id":"ig_1","output_index":0,"partial_image_index":0,"partial_image_b64":%s""", item.path("result"));
        }
        if (job.sale().mode().is("stream-error")) {
            add(frames, "error", "\"code\":\"server_error\",\"message\":\"The model crashed.\",\"param\":null");
            return frames;
        }
        add(frames, "response.output_item.done", "\"output_index\":0,\"item\":%s", item);
        String end = job.is(FakeJob.State.DONE) ? "completed" : job.is(FakeJob.State.EXPIRED) ? "incomplete" : "failed";
        add(frames, "response." + end, "\"response\":%s", described(job));
        return frames;
    }

    /// An item as it is announced: without what it will hold.
    private static JsonNode opened(JsonNode item) {
        ObjectNode opened = (ObjectNode) item.deepCopy();
        opened.put("status", "in_progress");
        if (opened.has("content")) {
            opened.set("content", FakeJson.node("[]"));
        }
        if (opened.has("result")) {
            opened.putNull("result");
        }
        return opened;
    }

    private static void add(List<String> frames, String name, String template, Object... values) {
        frames.add("event: " + name + "\ndata: "
                + FakeJson.fill("{\"type\":%s,\"sequence_number\":%s,", name, frames.size())
                + FakeJson.fill(template, values) + "}\n\n");
    }
}
