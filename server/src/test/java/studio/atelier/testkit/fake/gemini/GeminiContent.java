package studio.atelier.testkit.fake.gemini;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import studio.atelier.testkit.fake.FakeExchange;
import studio.atelier.testkit.fake.FakeJson;
import studio.atelier.testkit.fake.FakeMedia;
import studio.atelier.testkit.fake.FakeRefusal;
import studio.atelier.testkit.fake.FakeSale;
import studio.atelier.testkit.fake.FakeServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `generateContent`, whole and streamed, for text, pictures and speech, and embeddings. More words than
/// elsewhere: `moderated-output` (blocked after it was made), `talks` (words instead of a picture), `thought` (a
/// draft before the picture), `max-tokens`.
final class GeminiContent {

    private static final int PROMPT_TOKENS = 100;
    private static final int PICTURE_TOKENS = 1120;
    private static final int SPEECH_TOKENS = 50;
    private static final int DIMENSIONS = 3072;
    private static final long TOKEN_MICROS = 1;

    private final FakeServer server;

    GeminiContent(FakeServer server) {
        this.server = server;
    }

    void routes() {
        String model = "/v1(?:beta)?/models/([^/:]+)";
        server.route("POST", model + ":(generateContent|streamGenerateContent)", this::generate);
        server.route("POST", model + ":embedContent", this::embed);
        server.route("POST", model + ":batchEmbedContents", this::embedAll);
    }

    private enum Kind {
        TEXT,
        IMAGE,
        AUDIO
    }

    private static Kind kind(JsonNode request, String model) {
        boolean draws = model.contains("image") || model.contains("banana");
        for (JsonNode modality : request.at("/generationConfig/responseModalities")) {
            if (modality.asString().equals("AUDIO")) {
                return Kind.AUDIO;
            }
            if (modality.asString().equals("IMAGE")) {
                return Kind.IMAGE;
            }
            draws = false;
        }
        return draws ? Kind.IMAGE : Kind.TEXT;
    }

    private void generate(FakeExchange exchange) throws IOException {
        JsonNode request = exchange.body();
        String model = exchange.group(1);
        if (model.contains("omni")) {
            server.refuse(exchange, FakeRefusal.NOT_FOUND);
            return;
        }
        if (request.path("contents").isEmpty() || wrongPart(request)) {
            server.refuse(exchange, FakeRefusal.INVALID);
            return;
        }
        Kind kind = kind(request, model);
        String prompt = String.join("", request.path("contents").findValuesAsString("text"));
        String sort = switch (kind) {
            case TEXT -> "chat";
            case IMAGE -> "image";
            case AUDIO -> "speech";
        };
        int pieces = kind == Kind.IMAGE ? 1 : 0;
        Optional<FakeSale> sale =
                server.sell(exchange, sort, model, prompt, pieces, (PROMPT_TOKENS + PICTURE_TOKENS) * TOKEN_MICROS);
        if (sale.isPresent()) {
            deliver(exchange, sale.get(), request, kind);
        }
    }

    /// Whether a part holds nothing that is known, or data that is not Base64.
    private static boolean wrongPart(JsonNode request) {
        for (JsonNode content : request.path("contents")) {
            for (JsonNode part : content.path("parts")) {
                JsonNode data = part.at("/inlineData/data");
                if (part.has("inlineData") && (data.asString("").isEmpty() || data.binaryValue().length == 0)) {
                    return true;
                }
                if (part.isEmpty()) {
                    return true;
                }
            }
        }
        return false;
    }

    private void deliver(FakeExchange exchange, FakeSale sale, JsonNode request, Kind kind) throws IOException {
        List<JsonNode> parts = parts(sale, request, kind);
        if (exchange.group(2).equals("generateContent")) {
            exchange.json(200, "%s", answer(sale, parts, kind, true));
            return;
        }
        List<JsonNode> answers = new ArrayList<>();
        for (JsonNode part : parts) {
            answers.add(answer(sale, List.of(part), kind, false));
        }
        answers.add(answer(sale, List.of(), kind, true));
        if (!exchange.query("alt").equals("sse")) {
            exchange.json(200, "%s", answers);
            return;
        }
        List<String> frames = new ArrayList<>();
        answers.forEach(each -> frames.add("data: " + FakeJson.write(each) + "\r\n\r\n"));
        if (sale.mode().is("stream-error")) {
            frames.set(
                    frames.size() - 1,
                    "data: {\"error\":{\"code\":500,\"message\":\"The model crashed.\","
                            + "\"status\":\"INTERNAL\"}}\r\n\r\n");
        }
        server.stream(exchange, sale, "text/event-stream", frames);
    }

    private List<JsonNode> parts(FakeSale sale, JsonNode request, Kind kind) {
        List<JsonNode> parts = new ArrayList<>();
        if (sale.mode().is("empty") || sale.mode().is("moderated-output")) {
            return parts;
        }
        boolean told =
                request.at("/generationConfig/thinkingConfig/includeThoughts").asBoolean(false);
        if (sale.mode().is("thought") && told) {
            parts.add(FakeJson.node("{\"thought\":true,\"text\":\"Let me see.\"}"));
        }
        if (kind == Kind.IMAGE && !sale.mode().is("talks")) {
            parts.add(FakeJson.node("{\"text\":\"Here it is.\"}"));
            if (sale.mode().is("thought")) {
                parts.add(FakeJson.node(
                        "{\"thought\":true,\"inlineData\":{\"mimeType\":\"image/png\",\"data\":%s}}",
                        FakeMedia.png(sale, 9).base64(sale)));
            }
            parts.add(FakeJson.node(
                    "{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":%s},\"thoughtSignature\":\"c2lnbmF0dXJl\"}",
                    FakeMedia.png(sale, 0).base64(sale)));
        } else if (kind == Kind.AUDIO) {
            parts.add(FakeJson.node(
                    "{\"inlineData\":{\"mimeType\":\"audio/L16;codec=pcm;rate=24000\",\"data\":%s}}",
                    FakeMedia.pcm().base64(sale)));
        } else if (sale.mode().is("tools")) {
            parts.add(FakeJson.node(
                    "{\"functionCall\":{\"id\":\"call_1\",\"name\":%s,\"args\":{\"city\":\"Bern\"}}}",
                    request.at("/tools/0/functionDeclarations/0/name").asString("weather")));
        } else {
            words(sale, request).forEach(word -> parts.add(FakeJson.node("{\"text\":%s}", word)));
        }
        return parts;
    }

    private static List<String> words(FakeSale sale, JsonNode request) {
        boolean json =
                request.at("/generationConfig/responseMimeType").asString("").equals("application/json");
        String text = json ? FakeJson.fill("{\"answer\":%s}", sale.text()) : sale.text();
        return List.of(text.splitWithDelimiters(" ", 0));
    }

    private JsonNode answer(FakeSale sale, List<JsonNode> parts, Kind kind, boolean last) {
        ObjectNode candidate =
                (ObjectNode) FakeJson.node("{\"index\":0,\"content\":{\"role\":\"model\",\"parts\":%s}}", parts);
        if (last) {
            candidate.put("finishReason", reason(sale, kind));
        }
        return FakeJson.node(
                "{\"candidates\":[%s],\"usageMetadata\":%s,\"modelVersion\":%s,\"responseId\":%s}",
                candidate, usage(sale, kind), sale.model(), sale.id());
    }

    private static String reason(FakeSale sale, Kind kind) {
        if (sale.mode().is("moderated-output")) {
            return kind == Kind.IMAGE ? "IMAGE_SAFETY" : "SAFETY";
        }
        if (sale.mode().is("max-tokens")) {
            return "MAX_TOKENS";
        }
        return sale.mode().is("empty") && kind == Kind.IMAGE ? "NO_IMAGE" : "STOP";
    }

    private static JsonNode usage(FakeSale sale, Kind kind) {
        int out = switch (kind) {
            case TEXT -> sale.words();
            case IMAGE -> PICTURE_TOKENS;
            case AUDIO -> SPEECH_TOKENS;
        };
        int thoughts = sale.mode().is("thought") ? 30 : 0;
        return FakeJson.node(
                """
                {"promptTokenCount":%s,"candidatesTokenCount":%s,"thoughtsTokenCount":%s,"totalTokenCount":%s,
                "promptTokensDetails":[{"modality":"TEXT","tokenCount":%s}],
                "candidatesTokensDetails":[{"modality":%s,"tokenCount":%s}]}""", PROMPT_TOKENS, out, thoughts, PROMPT_TOKENS + out + thoughts, PROMPT_TOKENS, kind, out);
    }

    private void embed(FakeExchange exchange) throws IOException {
        Optional<FakeSale> sale = sellEmbedding(exchange);
        if (sale.isPresent()) {
            exchange.json(200, "{\"embedding\":{\"values\":%s}}", values(exchange.body()));
        }
    }

    private void embedAll(FakeExchange exchange) throws IOException {
        Optional<FakeSale> sale = sellEmbedding(exchange);
        if (sale.isPresent()) {
            List<JsonNode> all = new ArrayList<>();
            exchange.body().path("requests").forEach(each -> all.add(FakeJson.node("{\"values\":%s}", values(each))));
            exchange.json(200, "{\"embeddings\":%s}", all);
        }
    }

    private Optional<FakeSale> sellEmbedding(FakeExchange exchange) throws IOException {
        String prompt = String.join("", exchange.body().findValuesAsString("text"));
        if (prompt.isEmpty()) {
            server.refuse(exchange, FakeRefusal.INVALID);
            return Optional.empty();
        }
        return server.sell(exchange, "embedding", exchange.group(1), prompt, 0, PROMPT_TOKENS * TOKEN_MICROS);
    }

    private static List<Double> values(JsonNode request) {
        int dimensions = request.path("outputDimensionality").asInt(DIMENSIONS);
        return new Random(request.path("content").toString().hashCode())
                .doubles(dimensions, -1, 1)
                .boxed()
                .toList();
    }
}
