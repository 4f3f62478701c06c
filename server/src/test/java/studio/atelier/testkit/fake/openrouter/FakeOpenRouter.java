package studio.atelier.testkit.fake.openrouter;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import studio.atelier.testkit.fake.FakeApi;
import studio.atelier.testkit.fake.FakeChat;
import studio.atelier.testkit.fake.FakeExchange;
import studio.atelier.testkit.fake.FakeHook;
import studio.atelier.testkit.fake.FakeJob;
import studio.atelier.testkit.fake.FakeJson;
import studio.atelier.testkit.fake.FakeMedia;
import studio.atelier.testkit.fake.FakeRefusal;
import studio.atelier.testkit.fake.FakeSale;
import studio.atelier.testkit.fake.FakeServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The fake of OpenRouter, under `/api/v1`. Every answer says what it cost. Messages about ended clips are hints
/// without a signature.
public final class FakeOpenRouter implements FakeApi, FakeChat.Dialect {

    /// Price of a token in, and of a token out, micro-USD.
    public static final long TOKEN_IN_MICROS = 1;

    public static final long TOKEN_OUT_MICROS = 4;

    private static final String BASE = "/api/v1";

    public static void main(String[] args) throws IOException {
        FakeServer.run(new FakeOpenRouter(), args);
    }

    @Override
    public void routes(FakeServer server) {
        server.route("POST", BASE + "/chat/completions", new FakeChat(server, this)::answer);
        server.route(
                "GET",
                BASE + "/credits",
                exchange -> exchange.json(200, "{\"data\":{\"total_credits\":10,\"total_usage\":2.5}}"));
        server.route("GET", BASE + "/key", exchange -> exchange.json(200, """
                {"data":{"label":"fake","limit":10,"limit_remaining":7.5,"limit_reset":null,"usage":2.5,
                "usage_daily":1,"usage_weekly":2,"usage_monthly":2.5,"is_free_tier":false}}"""));
        new OpenRouterModels(server, BASE).routes();
        new OpenRouterImages(server, BASE).routes();
        new OpenRouterVideos(server, BASE).routes();
    }

    @Override
    public long inMicros() {
        return TOKEN_IN_MICROS;
    }

    @Override
    public long outMicros() {
        return TOKEN_OUT_MICROS;
    }

    @Override
    public boolean countsThoughts() {
        return true;
    }

    @Override
    public String reasoning() {
        return "reasoning";
    }

    @Override
    public String comment() {
        return ": OPENROUTER PROCESSING\n\n";
    }

    @Override
    public String streamError() {
        return "data: " + FakeJson.fill("""
                        {"id":"gen-1","object":"chat.completion.chunk","created":1790000000,"model":"m",\
                        "error":{"code":502,"message":"Provider disconnected."},\
                        "choices":[{"index":0,"delta":{"content":""},"finish_reason":"error"}]}""") + "\n\n";
    }

    @Override
    public void usage(ObjectNode usage, long micros) {
        usage.put("cost", micros / 1e6);
        usage.put("is_byok", false);
        usage.set("cost_details", FakeJson.node("""
                {"upstream_inference_cost":null,"upstream_inference_completions_cost":%s,
                "upstream_inference_prompt_cost":0}""", micros / 1e6));
    }

    @Override
    public void message(ObjectNode message, JsonNode request, FakeSale sale) {
        for (JsonNode modality : request.path("modalities")) {
            if (modality.asString().equals("image") && !sale.mode().is("empty")) {
                String address =
                        "data:image/png;base64," + FakeMedia.png(sale, 0).base64(sale);
                ArrayNode images = (ArrayNode) FakeJson.node("""
                        [{"type":"image_url","image_url":{"url":%s}}]""", address);
                message.set("images", images);
            }
        }
    }

    @Override
    public void refuse(FakeExchange exchange, FakeRefusal refusal) throws IOException {
        if (refusal == FakeRefusal.SPEED) {
            exchange.header("retry-after", "1");
        }
        int status = switch (refusal) {
            case QUOTA -> 402;
            case MODERATED -> 403;
            default -> refusal.status();
        };
        Object more = refusal == FakeRefusal.MODERATED
                ? Map.of("reasons", List.of("violence"), "flagged_input", "…", "provider_name", "Fake")
                : Map.of();
        exchange.json(
                status, "{\"error\":{\"code\":%s,\"message\":%s,\"metadata\":%s}}", status, refusal.message(), more);
    }

    @Override
    public FakeHook hook(FakeJob job, long seconds) {
        byte[] body = FakeJson.fill("{\"id\":%s,\"status\":%s}", job.id(), OpenRouterVideos.status(job))
                .getBytes(StandardCharsets.UTF_8);
        return new FakeHook(Map.of(), "", body);
    }

    static Optional<FakeSale> sell(FakeExchange exchange, FakeServer server, String kind, int pieces, long micros)
            throws IOException {
        JsonNode request = exchange.body();
        String prompt = request.path("prompt").asString("");
        String model = request.path("model").asString("");
        if (prompt.isEmpty() || model.isEmpty()) {
            server.refuse(exchange, FakeRefusal.INVALID);
            return Optional.empty();
        }
        return server.sell(exchange, kind, model, prompt, pieces, micros);
    }
}
