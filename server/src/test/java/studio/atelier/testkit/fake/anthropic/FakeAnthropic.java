package studio.atelier.testkit.fake.anthropic;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import studio.atelier.testkit.fake.FakeApi;
import studio.atelier.testkit.fake.FakeExchange;
import studio.atelier.testkit.fake.FakeJson;
import studio.atelier.testkit.fake.FakeRefusal;
import studio.atelier.testkit.fake.FakeSale;
import studio.atelier.testkit.fake.FakeServer;
import tools.jackson.databind.JsonNode;

/// The fake of Anthropic. `moderated` is an answer that refuses, `max-tokens` one that was cut by its limit.
public final class FakeAnthropic implements FakeApi {

    /// Price of a token in, and of a token out, micro-USD.
    public static final long TOKEN_IN_MICROS = 2;

    public static final long TOKEN_OUT_MICROS = 10;

    private static final String NEW_VERSION = "2026-10-21";
    private static final Set<String> VERSIONS = Set.of(NEW_VERSION, "2023-06-01");
    private static final List<String> MODELS =
            List.of("claude-opus-5-5", "claude-sonnet-5-5", "claude-haiku-5-5", "claude-sonnet-4-5");

    public static void main(String[] args) throws IOException {
        FakeServer.run(new FakeAnthropic(), args);
    }

    @Override
    public String key(FakeExchange exchange) {
        String header = exchange.header("x-api-key");
        return header.isEmpty() ? exchange.authorization("Bearer") : header;
    }

    @Override
    public void routes(FakeServer server) {
        server.route("GET", "/v1/models", FakeAnthropic::models);
        server.route("POST", "/v1/messages", exchange -> message(exchange, server));
    }

    private static void message(FakeExchange exchange, FakeServer server) throws IOException {
        JsonNode request = exchange.body();
        String version = exchange.header("anthropic-version");
        boolean sampling = request.has("temperature") || request.has("top_p") || request.has("top_k");
        if (!VERSIONS.contains(version)
                || (sampling && version.equals(NEW_VERSION))
                || request.path("model").asString("").isEmpty()
                || request.path("max_tokens").asInt(0) < 1
                || request.path("messages").isEmpty()) {
            server.refuse(exchange, FakeRefusal.INVALID);
            return;
        }
        StringBuilder prompt = new StringBuilder();
        for (JsonNode message : request.path("messages")) {
            JsonNode content = message.path("content");
            prompt.append(
                    content.isString() ? content.asString() : String.join("", content.findValuesAsString("text")));
        }
        long micros =
                AnthropicMessage.TOKENS_IN * TOKEN_IN_MICROS + FakeSale.words(prompt.toString()) * TOKEN_OUT_MICROS;
        Optional<FakeSale> sale =
                server.sell(exchange, "chat", request.path("model").asString(), prompt.toString(), 0, micros);
        if (sale.isEmpty()) {
            return;
        }
        exchange.header("request-id", sale.get().id());
        AnthropicMessage message = new AnthropicMessage(sale.get(), request);
        if (request.path("stream").asBoolean(false)) {
            server.stream(exchange, sale.get(), "text/event-stream", message.frames());
        } else {
            exchange.json(200, "%s", message.whole());
        }
    }

    private static void models(FakeExchange exchange) throws IOException {
        int from = MODELS.indexOf(exchange.query("after_id")) + 1;
        int limit = exchange.query("limit").isEmpty() ? 2 : Integer.parseInt(exchange.query("limit"));
        List<String> page = MODELS.subList(from, Math.min(MODELS.size(), from + Math.min(limit, 2)));
        List<JsonNode> data = page.stream()
                .map(id -> FakeJson.node(
                        """
                        {"type":"model","id":%s,"display_name":%s,"created_at":"2026-09-01T00:00:00Z","lifecycle":%s,
                        "deprecated_at":null,"retires_at":%s,"line":"sonnet","max_input_tokens":1000000,
                        "max_tokens":128000,"capabilities":{"image_input":{"supported":true},
                        "structured_outputs":{"supported":true},"thinking":{"supported":true}}}""",
                        id,
                        id,
                        id.endsWith("4-5") ? "deprecated" : "active",
                        id.endsWith("4-5") ? "2026-11-30T00:00:00Z" : FakeJson.node("null")))
                .toList();
        exchange.json(
                200,
                "{\"data\":%s,\"has_more\":%s,\"first_id\":%s,\"last_id\":%s}",
                data,
                from + page.size() < MODELS.size(),
                page.getFirst(),
                page.getLast());
    }

    @Override
    public void refuse(FakeExchange exchange, FakeRefusal refusal) throws IOException {
        exchange.header("request-id", "req_refused");
        if (refusal == FakeRefusal.MODERATED) {
            boolean streamed = exchange.body().path("stream").asBoolean(false);
            AnthropicMessage.refused(exchange, streamed);
            return;
        }
        if (refusal.passing()) {
            exchange.header("retry-after", "1");
        }
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("type", type(refusal));
        error.put("message", refusal.message());
        if (refusal == FakeRefusal.QUOTA) {
            exchange.header("x-should-retry", "false");
            error.put("details", Map.of("error_code", "enforced_spend_limit_reached"));
        }
        exchange.json(refusal.status(), "{\"type\":\"error\",\"error\":%s,\"request_id\":\"req_refused\"}", error);
    }

    private static String type(FakeRefusal refusal) {
        return switch (refusal) {
            case INVALID, UNPROCESSABLE, MODERATED -> "invalid_request_error";
            case KEY -> "authentication_error";
            case MONEY -> "billing_error";
            case FORBIDDEN -> "permission_error";
            case NOT_FOUND, EXPIRED -> "not_found_error";
            case TIMEOUT, LATE -> "timeout_error";
            case CONFLICT -> "conflict_error";
            case TOO_LARGE -> "request_too_large";
            case SPEED, QUOTA -> "rate_limit_error";
            case FAULT, GATEWAY, UNAVAILABLE -> "api_error";
            case OVERLOADED -> "overloaded_error";
        };
    }
}
