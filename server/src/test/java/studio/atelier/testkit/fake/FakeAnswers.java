package studio.atelier.testkit.fake;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

/// What the fake provider delivers for one purchase, well or spoilt.
final class FakeAnswers {

    private static final int HUGE_BYTES = 300 << 20;
    private static final int LONG_WORDS = 20_000;
    private static final int TOKENS_IN = 100;

    /// Below what a server holds for the smallest picture, as with the real prices.
    private static final int TOKENS_OF_A_PICTURE = 300;

    private static final int TOKENS_IN_OF_A_PICTURE = 5;

    private final String id;
    private final JsonNode request;
    private final FakeMode mode;

    FakeAnswers(String id, JsonNode request, FakeMode mode) {
        this.id = id;
        this.request = request;
        this.mode = mode;
    }

    static String promptOf(JsonNode chat) {
        StringBuilder prompt = new StringBuilder();
        for (JsonNode message : chat.path("messages")) {
            JsonNode content = message.path("content");
            prompt.append(content.isString() ? content.asString() : content.findValuesAsString("text"));
        }
        return prompt.toString();
    }

    /// @return whether the mode refuses, which is then done
    static boolean refuse(FakeExchange exchange, String word) throws IOException {
        switch (word) {
            case "401" -> exchange.error(401, "invalid_api_key", "Incorrect API key provided: " + exchange.bearer());
            case "403" -> exchange.error(403, "permission_denied", "This project may not use the model.");
            case "404" -> exchange.error(404, "model_not_found", "The model does not exist.");
            case "429" -> exchange.header("retry-after", "1").error(429, "rate_limit_exceeded", "Rate limit reached.");
            case "quota" -> exchange.error(429, "insufficient_quota", "You exceeded your current quota.");
            case "moderation" -> exchange.error(400, "moderation_blocked", "Rejected by the safety system.");
            case "400" -> exchange.error(400, "invalid_value", "The size is not supported.");
            case "500", "502" -> exchange.error(Integer.parseInt(word), "server_error", "The server had an error.");
            case "503", "529" ->
                exchange.header("retry-after-ms", "200").error(Integer.parseInt(word), "overloaded", "Overloaded.");
            default -> {
                return false;
            }
        }
        return true;
    }

    private int tokensOut() {
        return text().split(" ").length;
    }

    long chatMicros() {
        return TOKENS_IN * FakeProvider.TOKEN_IN_MICROS + tokensOut() * FakeProvider.TOKEN_OUT_MICROS;
    }

    private String text() {
        String words = "This is " + id + " about " + promptOf(request);
        return switch (mode.word()) {
            case "unicode" -> words + " Grüße 日本 👩‍🎨 \u0000 end";
            case "long" -> words + " more".repeat(LONG_WORDS);
            default -> words;
        };
    }

    void sendChat(FakeExchange exchange) throws IOException {
        delay();
        if (spoilt(exchange)) {
            return;
        }
        if (request.path("stream").asBoolean(false) && !mode.is("whole")) {
            sendStream(exchange);
            return;
        }
        exchange.json(
                200,
                id,
                Map.of(
                        "id",
                        "chatcmpl-" + id,
                        "object",
                        "chat.completion",
                        "created",
                        1,
                        "model",
                        request.path("model").asString(""),
                        "choices",
                        List.of(Map.of(
                                "index",
                                0,
                                "finish_reason",
                                "stop",
                                "message",
                                Map.of("role", "assistant", "content", text()))),
                        "usage",
                        chatUsage()));
    }

    private Map<String, Object> chatUsage() {
        return Map.of(
                "prompt_tokens", TOKENS_IN, "completion_tokens", tokensOut(), "total_tokens", TOKENS_IN + tokensOut());
    }

    private void sendStream(FakeExchange exchange) throws IOException {
        exchange.header("Content-Type", "text/event-stream");
        List<String> events = new ArrayList<>();
        events.add(": keep-alive\n\n");
        events.add(event(Map.of("delta", Map.of("role", "assistant", "content", ""))));
        if (mode.is("tools")) {
            events.add(event(Map.of("delta", Map.of("tool_calls", List.of(toolCall())))));
        } else {
            for (String word : text().splitWithDelimiters(" ", 0)) {
                events.add(event(Map.of("delta", Map.of("content", word))));
            }
        }
        if (mode.is("stream-error")) {
            events.add("data: {\"error\":{\"message\":\"The model crashed.\",\"code\":\"server_error\"}}\n\n");
        }
        boolean cut = mode.is("cut-stream");
        if (!cut) {
            events.add(event(Map.of("delta", Map.of(), "finish_reason", mode.is("tools") ? "tool_calls" : "stop")));
            if (!mode.is("nousage")) {
                events.add("data: " + FakeProvider.json(Map.of("choices", List.of(), "usage", chatUsage())) + "\n\n");
            }
            if (!mode.is("nodone")) {
                events.add("data: [DONE]\n\n");
            }
        }
        send(exchange, events, cut);
    }

    private void send(FakeExchange exchange, List<String> events, boolean cut) throws IOException {
        OutputStream out = exchange.open(200, id, cut ? Integer.MAX_VALUE : 0);
        for (String event : events) {
            out.write(event.getBytes(StandardCharsets.UTF_8));
            if (mode.is("drip")) {
                out.flush();
                LockSupport.parkNanos(Math.max(1, mode.number()) * 1_000_000);
            }
        }
        out.flush();
        if (!cut) {
            out.close();
        }
    }

    private static Map<String, Object> toolCall() {
        return Map.of(
                "index",
                0,
                "id",
                "call_1",
                "type",
                "function",
                "function",
                Map.of("name", "weather", "arguments", "{\"city\":\"Bern\"}"));
    }

    private static String event(Map<String, Object> choice) {
        Map<String, Object> whole = new LinkedHashMap<>(choice);
        whole.put("index", 0);
        return "data: " + FakeProvider.json(Map.of("object", "chat.completion.chunk", "choices", List.of(whole)))
                + "\n\n";
    }

    void sendImages(FakeExchange exchange) throws IOException {
        delay();
        if (spoilt(exchange)) {
            return;
        }
        List<Map<String, Object>> data = new ArrayList<>();
        for (int index = 0; index < request.path("n").asInt(1); index++) {
            String mark = id + "/" + index;
            if (mode.is("url")) {
                String name = mark.replace('/', '_') + ".png";
                data.add(Map.of("url", "http://127.0.0.1:" + exchange.port() + "/files/" + name));
            } else {
                data.add(Map.of("b64_json", Base64.getEncoder().encodeToString(PurchasePicture.png(mark))));
            }
        }
        int out = TOKENS_OF_A_PICTURE * data.size();
        exchange.json(
                200,
                id,
                Map.of(
                        "created",
                        1,
                        "data",
                        mode.is("empty") ? List.of() : data,
                        "usage",
                        Map.of("input_tokens", TOKENS_IN_OF_A_PICTURE, "output_tokens", out)));
    }

    private void delay() {
        if (mode.is("delay")) {
            LockSupport.parkNanos(mode.number() * 1_000_000);
        }
    }

    /// @return whether the mode spoils the answer, which is then done
    private boolean spoilt(FakeExchange exchange) throws IOException {
        switch (mode.word()) {
            case "cut-before" -> exchange.close();
            case "cut-headers" -> exchange.open(200, id, 1000).flush();
            case "cut-body" -> {
                OutputStream out =
                        exchange.header("Content-Type", "application/json").open(200, id, 100_000);
                out.write("{\"created\":1,\"data\":[{\"b64_json\":\"iVBORw0KGgo".getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
            case "malformed" ->
                exchange.header("Content-Type", "application/json")
                        .raw(200, id, "{\"data\": [oops".getBytes(StandardCharsets.UTF_8));
            case "huge" -> huge(exchange);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void huge(FakeExchange exchange) throws IOException {
        byte[] chunk = new byte[1 << 16];
        Arrays.fill(chunk, (byte) ' ');
        OutputStream out = exchange.header("Content-Type", "application/json").open(200, id, HUGE_BYTES);
        for (int sent = 0; sent < HUGE_BYTES; sent += chunk.length) {
            out.write(chunk);
        }
    }
}
