package studio.atelier.testkit.fake.openai;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import studio.atelier.testkit.fake.FakeExchange;
import studio.atelier.testkit.fake.FakeJson;
import studio.atelier.testkit.fake.FakeRefusal;
import studio.atelier.testkit.fake.FakeSale;
import studio.atelier.testkit.fake.FakeServer;
import studio.atelier.testkit.fake.FakeVectors;
import tools.jackson.databind.JsonNode;

/// `/v1/embeddings` and `/v1/moderations`. What is to be judged is flagged when it says `violence`.
final class OpenAiTexts {

    private static final int DIMENSIONS = 1536;
    private static final int TEXTS_MAX = 2048;
    private static final int TOKENS = 8;
    private static final long MICROS = 1;

    private static final List<String> CATEGORIES = List.of(
            "harassment",
            "harassment/threatening",
            "hate",
            "hate/threatening",
            "illicit",
            "illicit/violent",
            "self-harm",
            "self-harm/instructions",
            "self-harm/intent",
            "sexual",
            "sexual/minors",
            "violence",
            "violence/graphic");

    private final FakeServer server;

    OpenAiTexts(FakeServer server) {
        this.server = server;
    }

    void routes() {
        server.route("POST", "/v1/embeddings", this::embed);
        server.route("POST", "/v1/moderations", this::judge);
    }

    private void embed(FakeExchange exchange) throws IOException {
        JsonNode request = exchange.body();
        List<String> texts = FakeVectors.texts(request.path("input"));
        if (texts.isEmpty() || texts.size() > TEXTS_MAX) {
            server.refuse(exchange, FakeRefusal.INVALID);
            return;
        }
        Optional<FakeSale> sale = sell(exchange, "embedding", String.join(" ", texts), MICROS * texts.size());
        if (sale.isEmpty()) {
            return;
        }
        int dimensions = request.path("dimensions").asInt(DIMENSIONS);
        boolean packed = request.path("encoding_format").asString("").equals("base64");
        List<JsonNode> data = new ArrayList<>();
        for (String text : sale.get().mode().is("empty") ? List.<String>of() : texts) {
            Object vector = packed ? FakeVectors.packed(text, dimensions) : FakeVectors.values(text, dimensions);
            data.add(FakeJson.node("{\"object\":\"embedding\",\"index\":%s,\"embedding\":%s}", data.size(), vector));
        }
        int tokens = TOKENS * texts.size();
        exchange.json(
                200,
                "{\"object\":\"list\",\"data\":%s,\"model\":%s,\"usage\":{\"prompt_tokens\":%s,\"total_tokens\":%s}}",
                data,
                sale.get().model(),
                tokens,
                tokens);
    }

    private void judge(FakeExchange exchange) throws IOException {
        JsonNode input = exchange.body().path("input");
        List<String> texts = new ArrayList<>();
        if (input.path(0).isObject()) {
            texts.add(String.join(" ", input.findValuesAsString("text")));
        } else {
            texts.addAll(FakeVectors.texts(input));
        }
        if (texts.isEmpty()) {
            server.refuse(exchange, FakeRefusal.INVALID);
            return;
        }
        Optional<FakeSale> sale = sell(exchange, "moderation", String.join(" ", texts), 0);
        if (sale.isPresent()) {
            List<JsonNode> results = texts.stream().map(OpenAiTexts::verdict).toList();
            exchange.json(
                    200,
                    "{\"id\":%s,\"model\":%s,\"results\":%s}",
                    "modr-" + sale.get().id(),
                    "omni-moderation-latest",
                    sale.get().mode().is("empty") ? List.of() : results);
        }
    }

    private static JsonNode verdict(String text) {
        boolean flagged = text.contains("violence");
        Map<String, Boolean> categories = new LinkedHashMap<>();
        Map<String, Double> scores = new LinkedHashMap<>();
        Map<String, List<String>> types = new LinkedHashMap<>();
        for (String category : CATEGORIES) {
            boolean here = flagged && category.equals("violence");
            categories.put(category, here);
            scores.put(category, here ? 0.98 : 0.002);
            types.put(category, List.of("text"));
        }
        return FakeJson.node(
                "{\"flagged\":%s,\"categories\":%s,\"category_scores\":%s,\"category_applied_input_types\":%s}",
                flagged, categories, scores, types);
    }

    private Optional<FakeSale> sell(FakeExchange exchange, String kind, String prompt, long micros) throws IOException {
        return server.sell(exchange, kind, exchange.body().path("model").asString(""), prompt, 0, micros);
    }
}
