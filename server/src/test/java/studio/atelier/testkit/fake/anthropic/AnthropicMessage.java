package studio.atelier.testkit.fake.anthropic;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import studio.atelier.testkit.fake.FakeExchange;
import studio.atelier.testkit.fake.FakeJson;
import studio.atelier.testkit.fake.FakeSale;
import tools.jackson.databind.JsonNode;

/// One answer, whole or as events.
final class AnthropicMessage {

    static final int TOKENS_IN = 100;

    private final FakeSale sale;
    private final JsonNode request;

    AnthropicMessage(FakeSale sale, JsonNode request) {
        this.sale = sale;
        this.request = request;
    }

    private String reason() {
        if (sale.mode().is("tools")) {
            return "tool_use";
        }
        return sale.mode().is("max-tokens") ? "max_tokens" : "end_turn";
    }

    private List<JsonNode> content() {
        List<JsonNode> content = new ArrayList<>();
        if (sale.mode().is("empty")) {
            return content;
        }
        if (sale.mode().is("thought")) {
            String shown = request.at("/thinking/display").asString("").equals("summarized") ? "Let me see." : "";
            content.add(FakeJson.node("{\"type\":\"thinking\",\"thinking\":%s,\"signature\":\"c2ln\"}", shown));
        }
        if (sale.mode().is("tools")) {
            content.add(FakeJson.node(
                    "{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":%s,\"input\":{\"city\":\"Bern\"}}",
                    request.at("/tools/0/name").asString("weather")));
        } else {
            boolean json = request.at("/output_config/format/type").asString("").equals("json_schema");
            String text = json ? FakeJson.fill("{\"answer\":%s}", sale.text()) : sale.text();
            content.add(FakeJson.node("{\"type\":\"text\",\"text\":%s,\"citations\":null}", text));
        }
        return content;
    }

    JsonNode whole() {
        return message("msg_" + sale.id(), sale.model(), content(), reason(), usage(sale.words()));
    }

    private static JsonNode message(String id, String model, List<JsonNode> content, Object reason, JsonNode usage) {
        return FakeJson.node("""
                {"id":%s,"type":"message","role":"assistant","model":%s,"content":%s,"stop_reason":%s,
                "stop_sequence":null,"stop_details":null,"usage":%s}""", id, model, content, reason, usage);
    }

    private static JsonNode usage(int out) {
        return FakeJson.node("""
                {"input_tokens":%s,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":%s,
                "service_tier":"standard"}""", TOKENS_IN, out);
    }

    List<String> frames() {
        List<String> frames = new ArrayList<>();
        JsonNode begun = message("msg_" + sale.id(), sale.model(), List.of(), FakeJson.node("null"), usage(1));
        frames.add(event("message_start", "\"message\":%s", begun));
        frames.add(event("ping", ""));
        int index = 0;
        for (JsonNode block : content()) {
            block(frames, index++, block);
        }
        if (sale.mode().is("stream-error")) {
            frames.add(event("error", "\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}"));
            return frames;
        }
        frames.add(event(
                "message_delta",
                "\"delta\":{\"stop_reason\":%s,\"stop_sequence\":null},\"usage\":{\"output_tokens\":%s,"
                        + "\"output_tokens_details\":{\"thinking_tokens\":%s}}",
                reason(),
                sale.words(),
                sale.mode().is("thought") ? 1 : 0));
        frames.add(event("message_stop", ""));
        return frames;
    }

    private static void block(List<String> frames, int index, JsonNode block) {
        switch (block.path("type").asString()) {
            case "thinking" -> {
                begin(frames, index, "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}");
                delta(frames, index, "{\"type\":\"thinking_delta\",\"thinking\":%s}", block.path("thinking"));
                delta(frames, index, "{\"type\":\"signature_delta\",\"signature\":\"c2ln\"}");
            }
            case "tool_use" -> {
                begin(
                        frames,
                        index,
                        "{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":%s,\"input\":{}}",
                        block.path("name"));
                delta(frames, index, "{\"type\":\"input_json_delta\",\"partial_json\":%s}", "{\"city\":");
                delta(frames, index, "{\"type\":\"input_json_delta\",\"partial_json\":%s}", "\"Bern\"}");
            }
            default -> {
                begin(frames, index, "{\"type\":\"text\",\"text\":\"\",\"citations\":null}");
                for (String word : block.path("text").asString().splitWithDelimiters(" ", 0)) {
                    delta(frames, index, "{\"type\":\"text_delta\",\"text\":%s}", word);
                }
            }
        }
        frames.add(event("content_block_stop", "\"index\":%s", index));
    }

    private static void begin(List<String> frames, int index, String template, Object... values) {
        frames.add(event(
                "content_block_start", "\"index\":%s,\"content_block\":%s", index, FakeJson.node(template, values)));
    }

    private static void delta(List<String> frames, int index, String template, Object... values) {
        frames.add(event("content_block_delta", "\"index\":%s,\"delta\":%s", index, FakeJson.node(template, values)));
    }

    /// A refusal is an answer like any other.
    static void refused(FakeExchange exchange, boolean streamed) throws IOException {
        String end = "\"stop_reason\":\"refusal\",\"stop_sequence\":null,"
                + "\"stop_details\":{\"type\":\"refusal\",\"category\":\"cyber\",\"explanation\":\"Rejected by the safety system.\"}";
        String model = exchange.body().path("model").asString("");
        if (!streamed) {
            exchange.json(
                    200,
                    "{\"id\":\"msg_refused\",\"type\":\"message\",\"role\":\"assistant\",\"model\":%s,"
                            + "\"content\":[]," + end + ",\"usage\":%s}",
                    model,
                    usage(0));
            return;
        }
        String all = event(
                        "message_start",
                        "\"message\":%s",
                        message("msg_refused", model, List.of(), FakeJson.node("null"), usage(0)))
                + event("message_delta", "\"delta\":{" + end + "},\"usage\":{\"output_tokens\":0}")
                + event("message_stop", "");
        exchange.bytes("text/event-stream", all.getBytes(StandardCharsets.UTF_8));
    }

    private static String event(String name, String template, Object... values) {
        return "event: " + name + "\ndata: " + FakeJson.fill("{\"type\":%s", name)
                + (template.isEmpty() ? "" : ",") + FakeJson.fill(template, values)
                + "}\n\n";
    }
}
