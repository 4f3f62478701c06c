package studio.atelier.testkit.fake.gemini;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import studio.atelier.testkit.fake.FakeExchange;
import studio.atelier.testkit.fake.FakeJson;
import studio.atelier.testkit.fake.FakeRefusal;
import studio.atelier.testkit.fake.FakeServer;
import tools.jackson.databind.JsonNode;

/// The list of models, in pages. Some are none for a studio of media, as in the real list.
final class GeminiModels {

    private static final int PAGE = 4;
    private static final int PAGE_MAX = 1000;

    private static final List<JsonNode> ALL = List.of(
            model("gemini-3.8-flash", "generateContent"),
            model("gemini-3.8-flash-tts", "generateContent"),
            model("gemini-nano-banana-2.1", "generateContent"),
            model("gemini-3-pro-image", "generateContent"),
            model("gemini-omni-1.2-flash", "createInteraction"),
            model("gemini-embedding-001", "embedContent"),
            model("gemma-4-27b-it", "generateContent"),
            model("aqa", "generateAnswer"),
            model("gemini-3.1-flash-lite-image", "generateContent"));

    private GeminiModels() {}

    static void routes(FakeServer server) {
        server.route("GET", "/v1(?:beta)?/models", exchange -> page(exchange, server));
        server.route("GET", "/v1(?:beta)?/(models/[^/:]+)", exchange -> one(exchange, server));
    }

    private static void page(FakeExchange exchange, FakeServer server) throws IOException {
        int size = exchange.query("pageSize").isEmpty() ? PAGE : Integer.parseInt(exchange.query("pageSize"));
        int from = exchange.query("pageToken").isEmpty() ? 0 : Integer.parseInt(exchange.query("pageToken"));
        if (size < 1 || size > PAGE_MAX || from < 0 || from > ALL.size()) {
            server.refuse(exchange, FakeRefusal.INVALID);
            return;
        }
        // Never more than a page, so that whoever does not turn it misses the rest.
        int to = Math.min(ALL.size(), from + Math.min(size, PAGE));
        List<JsonNode> models = new ArrayList<>(ALL.subList(from, to));
        if (to < ALL.size()) {
            exchange.json(200, "{\"models\":%s,\"nextPageToken\":%s}", models, Integer.toString(to));
        } else {
            exchange.json(200, "{\"models\":%s}", models);
        }
    }

    private static void one(FakeExchange exchange, FakeServer server) throws IOException {
        for (JsonNode model : ALL) {
            if (model.path("name").asString().equals(exchange.group(1))) {
                exchange.json(200, "%s", model);
                return;
            }
        }
        server.refuse(exchange, FakeRefusal.NOT_FOUND);
    }

    private static JsonNode model(String id, String method) {
        return FakeJson.node("""
                {"name":%s,"displayName":%s,"description":"A fake.","version":"001","inputTokenLimit":1048576,
                "outputTokenLimit":65536,"supportedGenerationMethods":[%s,"countTokens"],"temperature":1,"topP":0.95,
                "topK":64,"thinking":false}""", "models/" + id, id, method);
    }
}
