package studio.atelier.testkit.fake.openrouter;

import java.io.IOException;
import java.util.List;
import studio.atelier.testkit.fake.FakeExchange;
import studio.atelier.testkit.fake.FakeJson;
import studio.atelier.testkit.fake.FakeServer;
import tools.jackson.databind.JsonNode;

/// What can be bought, with prices: text, pictures, clips.
final class OpenRouterModels {

    private static final List<JsonNode> ALL = List.of(
            model("openai/gpt-6-luna", "text", "null"),
            model("google/gemini-nano-banana-2.1", "image", "null"),
            model("old/model", "text", "\"2026-12-11\""));

    private final FakeServer server;
    private final String base;

    OpenRouterModels(FakeServer server, String base) {
        this.server = server;
        this.base = base;
    }

    void routes() {
        server.route("GET", base + "/models", OpenRouterModels::list);
        server.route("GET", base + "/images/models", OpenRouterModels::pictures);
        server.route("GET", base + "/images/models/([^/]+/[^/]+)/endpoints", OpenRouterModels::prices);
        server.route("GET", base + "/videos/models", OpenRouterModels::clips);
    }

    private static void list(FakeExchange exchange) throws IOException {
        String wanted = exchange.query("output_modalities");
        List<JsonNode> models = ALL.stream()
                .filter(model -> wanted.isEmpty()
                        || model.at("/architecture/output_modalities")
                                .toString()
                                .contains(wanted))
                .toList();
        exchange.json(200, "{\"data\":%s,\"total_count\":%s,\"links\":{\"next\":null}}", models, models.size());
    }

    private static JsonNode model(String id, String output, String expires) {
        return FakeJson.node("""
                {"id":%s,"canonical_slug":%s,"name":%s,"created":1790000000,"description":"A fake.",
                "context_length":400000,"default_parameters":null,"per_request_limits":null,"supported_voices":null,
                "links":{"details":"/api/v1/models"},"expiration_date":%s,
                "architecture":{"input_modalities":["text","image"],"output_modalities":[%s],"modality":"text->text",
                "tokenizer":"GPT"},"pricing":{"prompt":"0.000001","completion":"0.000004"},
                "top_provider":{"context_length":400000,"max_completion_tokens":128000,"is_moderated":true},
                "supported_parameters":["max_tokens","tools"]}""", id, id, id, FakeJson.node(expires), output);
    }

    private static void pictures(FakeExchange exchange) throws IOException {
        exchange.json(200, """
                {"data":[{"id":"fake/picture","name":"Fake picture","description":"A fake.","created":1790000000,
                "architecture":{"input_modalities":["text","image"],"output_modalities":["image"]},
                "supported_parameters":{"n":{"type":"range","min":1,"max":4},
                "quality":{"type":"enum","values":["low","high"]},"seed":{"type":"boolean"}},
                "supports_streaming":true,"endpoints":"/api/v1/images/models/fake/picture/endpoints"}]}""");
    }

    private static void prices(FakeExchange exchange) throws IOException {
        exchange.json(200, """
                {"id":%s,"endpoints":[{"provider_name":"Fake","provider_slug":"fake","provider_tag":"fake",
                "supports_streaming":true,"allowed_passthrough_parameters":[],
                "supported_parameters":{"n":{"type":"range","min":1,"max":4}},
                "pricing":[{"billable":"output_image","unit":"image","cost_usd":0.04}]}]}""", exchange.group(1));
    }

    private static void clips(FakeExchange exchange) throws IOException {
        exchange.json(200, """
                {"data":[{"id":"fake/clip","canonical_slug":"fake/clip","name":"Fake clip","created":1790000000,
                "allowed_passthrough_parameters":[],"creativity":null,"generate_audio":true,"seed":true,
                "supported_aspect_ratios":["16:9"],"supported_durations":[4,8],"supported_frame_images":["first_frame"],
                "supported_resolutions":["720p"],"supported_sizes":["1280x720"],"upscale_factor":null,
                "pricing_skus":{"per_second":"0.1"}}]}""");
    }
}
