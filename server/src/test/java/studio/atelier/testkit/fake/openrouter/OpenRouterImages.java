package studio.atelier.testkit.fake.openrouter;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import studio.atelier.testkit.fake.FakeExchange;
import studio.atelier.testkit.fake.FakeJson;
import studio.atelier.testkit.fake.FakeMedia;
import studio.atelier.testkit.fake.FakeSale;
import studio.atelier.testkit.fake.FakeServer;
import tools.jackson.databind.JsonNode;

/// `/images`, whole and streamed.
final class OpenRouterImages {

    private static final long PICTURE_MICROS = 40_000;

    private final FakeServer server;
    private final String base;

    OpenRouterImages(FakeServer server, String base) {
        this.server = server;
        this.base = base;
    }

    void routes() {
        server.route("POST", base + "/images", this::draw);
    }

    private void draw(FakeExchange exchange) throws IOException {
        JsonNode request = exchange.body();
        int count = request.path("n").asInt(1);
        Optional<FakeSale> sold = FakeOpenRouter.sell(exchange, server, "image", count, count * PICTURE_MICROS);
        if (sold.isEmpty()) {
            return;
        }
        FakeSale sale = sold.get();
        String format = request.path("output_format").asString("png");
        if (request.path("stream").asBoolean(false)) {
            server.stream(exchange, sale, "text/event-stream", frames(sale, format));
            return;
        }
        List<JsonNode> data = new ArrayList<>();
        for (int index = 0; index < count && !sale.mode().is("empty"); index++) {
            FakeMedia picture = FakeMedia.picture(sale, index, format);
            data.add(FakeJson.node("{\"b64_json\":%s,\"media_type\":%s}", picture.base64(sale), picture.type()));
        }
        exchange.json(200, "{\"created\":1790000000,\"data\":%s,\"usage\":%s}", data, usage(count));
    }

    private static List<String> frames(FakeSale sale, String format) {
        FakeMedia picture = FakeMedia.picture(sale, 0, format);
        List<String> frames = new ArrayList<>();
        frames.add(": OPENROUTER PROCESSING\n\n");
        frames.add(event("""
                {"type":"image_generation.partial_image","b64_json":%s,"partial_image_index":0}""", picture.base64(sale)));
        if (sale.mode().is("stream-error")) {
            frames.add(event("""
                    {"type":"error","error":{"code":"502","message":"It crashed.","type":"provider","param":null}}"""));
        } else {
            frames.add(event("""
                    {"type":"image_generation.completed","b64_json":%s,"media_type":%s,"created":1790000000,"usage":%s}""", picture.base64(sale), picture.type(), usage(1)));
            frames.add("data: [DONE]\n\n");
        }
        return frames;
    }

    private static String event(String template, Object... values) {
        return "data: " + FakeJson.fill(template, values) + "\n\n";
    }

    private static JsonNode usage(int count) {
        return FakeJson.node("""
                {"prompt_tokens":8,"completion_tokens":%s,"total_tokens":%s,"cost":%s,
                "completion_tokens_details":{"image_tokens":%s,"reasoning_tokens":0}}""", 1000 * count, 8 + 1000 * count, count * PICTURE_MICROS / 1e6, 1000 * count);
    }
}
