package studio.atelier.testkit.fake.ollama;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import studio.atelier.testkit.fake.FakeApi;
import studio.atelier.testkit.fake.FakeChat;
import studio.atelier.testkit.fake.FakeExchange;
import studio.atelier.testkit.fake.FakeJson;
import studio.atelier.testkit.fake.FakeRefusal;
import studio.atelier.testkit.fake.FakeSale;
import studio.atelier.testkit.fake.FakeServer;
import studio.atelier.testkit.fake.FakeVectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The fake of Ollama: its own API, and the compatible one under `/v1`. It needs no key and costs nothing; it
/// knows the models `llama`, `vision` and `embed` with any tag, and no other.
public final class FakeOllama implements FakeApi, FakeChat.Dialect {

    private static final int DIMENSIONS = 768;
    private static final String WHEN = "2026-11-21T00:00:00Z";

    public static void main(String[] args) throws IOException {
        FakeServer.run(new FakeOllama(), args);
    }

    @Override
    public boolean keyNeeded() {
        return false;
    }

    @Override
    public long inMicros() {
        return 0;
    }

    @Override
    public long outMicros() {
        return 0;
    }

    @Override
    public void routes(FakeServer server) {
        server.route("GET", "/api/version", exchange -> exchange.json(200, "{\"version\":\"0.14.0\"}"));
        server.route("GET", "/api/tags", exchange -> exchange.json(200, "{\"models\":%s}", models()));
        server.route("GET", "/api/ps", exchange -> exchange.json(200, "{\"models\":%s}", models().subList(0, 1)));
        server.route("POST", "/api/show", exchange -> show(exchange, server));
        server.route("POST", "/api/pull", FakeOllama::pull);
        server.route("POST", "/api/(chat|generate)", exchange -> talk(exchange, server));
        server.route("POST", "/api/embed", exchange -> embed(exchange, server));
        server.route("POST", "/v1/chat/completions", new FakeChat(server, this)::answer);
        server.route("GET", "/v1/models", exchange -> exchange.json(200, """
                {"object":"list","data":[{"id":"llama:8b","object":"model","created":1,"owned_by":"library"}]}"""));
    }

    private static List<JsonNode> models() {
        return List.of(
                model("llama:8b", "[\"completion\",\"tools\",\"thinking\"]"),
                model("vision:latest", "[\"completion\",\"vision\"]"),
                model("embed:latest", "[\"embedding\"]"));
    }

    private static JsonNode model(String name, String capabilities) {
        return FakeJson.node("""
                {"name":%s,"model":%s,"modified_at":%s,"size":4920753328,"digest":"365c0bd3c000","details":{
                "format":"gguf","family":"llama","families":["llama"],"parameter_size":"8.0B",
                "quantization_level":"Q4_K_M","context_length":8192},"capabilities":%s}""", name, name, WHEN, FakeJson.node(capabilities));
    }

    private static boolean known(FakeExchange exchange) throws IOException {
        String model = exchange.body().path("model").asString("");
        if (model.matches("(llama|vision|embed)(:.*)?")) {
            return true;
        }
        exchange.json(404, "{\"error\":%s}", "model '" + model + "' not found");
        return false;
    }

    private static void show(FakeExchange exchange, FakeServer server) throws IOException {
        if (known(exchange)) {
            String family = exchange.body().path("model").asString().replaceAll(":.*", "");
            JsonNode model = models().stream()
                    .filter(each -> each.path("name").asString().startsWith(family))
                    .findFirst()
                    .orElseThrow();
            exchange.json(
                    200,
                    "{\"details\":%s,\"capabilities\":%s,\"model_info\":{\"llama.context_length\":8192}}",
                    model.path("details"),
                    model.path("capabilities"));
        }
    }

    private static void pull(FakeExchange exchange) throws IOException {
        String lines = """
                {"status":"pulling manifest"}
                {"status":"pulling 365c0bd3c000","digest":"sha256:365c0bd3c000","total":100,"completed":100}
                {"status":"success"}
                """;
        exchange.bytes("application/x-ndjson", lines.getBytes(StandardCharsets.UTF_8));
    }

    private static void talk(FakeExchange exchange, FakeServer server) throws IOException {
        JsonNode request = exchange.body();
        if (!known(exchange)) {
            return;
        }
        boolean chat = exchange.group(1).equals("chat");
        String prompt = chat
                ? String.join("", request.path("messages").findValuesAsString("content"))
                : request.path("prompt").asString("");
        boolean prefixed = request.findValues("images").stream()
                .anyMatch(images -> images.toString().contains("data:"));
        if (prompt.isEmpty() || prefixed) {
            server.refuse(exchange, FakeRefusal.INVALID);
            return;
        }
        Optional<FakeSale> sold =
                server.sell(exchange, "chat", request.path("model").asString(), prompt, 0, 0);
        if (sold.isEmpty()) {
            return;
        }
        FakeSale sale = sold.get();
        List<JsonNode> pieces = pieces(sale, request, chat);
        if (request.path("stream").asBoolean(true)) {
            List<String> lines = new ArrayList<>();
            pieces.forEach(piece -> lines.add(line(sale, piece, false)));
            lines.add(
                    sale.mode().is("stream-error")
                            ? "{\"error\":\"the runner stopped\"}\n"
                            : line(sale, piece("", chat), true));
            server.stream(exchange, sale, "application/x-ndjson", lines);
        } else {
            JsonNode whole = sale.mode().is("tools") && chat ? pieces.getFirst() : piece(text(sale, request), chat);
            exchange.json(200, "%s", FakeJson.read(line(sale, whole, true).getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static String text(FakeSale sale, JsonNode request) {
        if (sale.mode().is("empty")) {
            return "";
        }
        return request.has("format") && !request.path("format").asString("x").isEmpty()
                ? FakeJson.fill("{\"answer\":%s}", sale.text())
                : sale.text();
    }

    private static List<JsonNode> pieces(FakeSale sale, JsonNode request, boolean chat) {
        if (sale.mode().is("tools") && chat) {
            return List.of(
                    FakeJson.node("""
                    {"message":{"role":"assistant","content":"","tool_calls":[{"function":{"name":%s,
                    "arguments":{"city":"Bern"}}}]}}""", request.at("/tools/0/function/name").asString("weather")));
        }
        List<JsonNode> pieces = new ArrayList<>();
        if (sale.mode().is("thought") && chat) {
            pieces.add(FakeJson.node(
                    "{\"message\":{\"role\":\"assistant\",\"content\":\"\",\"thinking\":\"Let me see.\"}}"));
        }
        for (String word : text(sale, request).splitWithDelimiters(" ", 0)) {
            pieces.add(piece(word, chat));
        }
        return pieces;
    }

    private static JsonNode piece(String text, boolean chat) {
        return chat
                ? FakeJson.node("{\"message\":{\"role\":\"assistant\",\"content\":%s}}", text)
                : FakeJson.node("{\"response\":%s}", text);
    }

    private static String line(FakeSale sale, JsonNode piece, boolean last) {
        var line = (ObjectNode) piece.deepCopy();
        line.put("model", sale.model()).put("created_at", WHEN).put("done", last);
        if (last) {
            line.put("done_reason", "stop")
                    .put("total_duration", 5_000_000_000L)
                    .put("load_duration", 1_000_000L);
            line.put("prompt_eval_count", FakeChat.TOKENS_IN).put("prompt_eval_duration", 1_000_000L);
            line.put("eval_count", sale.words()).put("eval_duration", 2_000_000L);
        }
        return FakeJson.write(line) + "\n";
    }

    private static void embed(FakeExchange exchange, FakeServer server) throws IOException {
        List<String> texts = FakeVectors.texts(exchange.body().path("input"));
        if (!known(exchange)) {
            return;
        }
        if (texts.isEmpty()) {
            server.refuse(exchange, FakeRefusal.INVALID);
            return;
        }
        String model = exchange.body().path("model").asString();
        Optional<FakeSale> sale = server.sell(exchange, "embedding", model, String.join(" ", texts), 0, 0);
        if (sale.isPresent()) {
            int dimensions = exchange.body().path("dimensions").asInt(DIMENSIONS);
            exchange.json(
                    200,
                    "{\"model\":%s,\"embeddings\":%s,\"prompt_eval_count\":%s}",
                    model,
                    texts.stream()
                            .map(text -> FakeVectors.values(text, dimensions))
                            .toList(),
                    texts.size());
        }
    }

    @Override
    public void refuse(FakeExchange exchange, FakeRefusal refusal) throws IOException {
        exchange.json(refusal.status(), "{\"error\":%s}", refusal.message());
    }
}
