package studio.atelier.testkit.fake.fal;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import studio.atelier.testkit.fake.FakeApi;
import studio.atelier.testkit.fake.FakeExchange;
import studio.atelier.testkit.fake.FakeHook;
import studio.atelier.testkit.fake.FakeJob;
import studio.atelier.testkit.fake.FakeJson;
import studio.atelier.testkit.fake.FakeRefusal;
import studio.atelier.testkit.fake.FakeServer;
import tools.jackson.databind.JsonNode;

/// The fake of fal. Its four hosts are four prefixes: `/queue` (queue.fal.run), `/run` (fal.run), `/rest`
/// (rest.fal.ai), `/platform` (api.fal.ai); without a prefix all but `/run` answer too.
public final class FakeFal implements FakeApi {

    private final FalSignature signature = new FalSignature();

    public static void main(String[] args) throws IOException {
        FakeServer.run(new FakeFal(), args);
    }

    @Override
    public String key(FakeExchange exchange) {
        return exchange.authorization("Key");
    }

    @Override
    public void routes(FakeServer server) {
        server.open(
                "GET", "(?:/rest)?/\\.well-known/jwks\\.json", exchange -> exchange.json(200, "%s", signature.keys()));
        server.route("GET", "(?:/platform)?/v1/models", FakeFal::models);
        server.route("GET", "(?:/platform)?/v1/models/pricing", FakeFal::prices);
        new FalUploads(server).routes();
        new FalQueue(server).routes();
    }

    private static final List<String> ENDPOINTS = List.of(
            "fal-ai/flux/schnell",
            "fal-ai/flux-2-pro",
            "fal-ai/nano-banana-2",
            "fal-ai/nano-banana-2/edit",
            "fal-ai/kling-video/v3/pro/text-to-video",
            "fal-ai/birefnet/v2");

    private static void models(FakeExchange exchange) throws IOException {
        int from = exchange.query("cursor").isEmpty() ? 0 : Integer.parseInt(exchange.query("cursor"));
        int limit = exchange.query("limit").isEmpty() ? 4 : Integer.parseInt(exchange.query("limit"));
        int to = Math.min(ENDPOINTS.size(), from + limit);
        List<JsonNode> models = ENDPOINTS.subList(from, to).stream()
                .map(id -> FakeJson.node("""
                        {"endpoint_id":%s,"metadata":{"display_name":%s,"category":%s,"status":"active"}}""", id, id, id.contains("video") ? "text-to-video" : "text-to-image"))
                .toList();
        boolean more = to < ENDPOINTS.size();
        exchange.json(200, "{\"models\":%s,\"has_more\":%s,\"next_cursor\":%s}", models, more, more ? "" + to : "");
    }

    private static void prices(FakeExchange exchange) throws IOException {
        List<JsonNode> prices = Arrays.stream(exchange.query("endpoint_id").split(","))
                .map(id ->
                        FakeJson.node("""
                        {"endpoint_id":%s,"unit_price":%s,"unit":%s,"currency":"USD"}""", id, FalQueue.unitMicros(id) / 1e6, FalQueue.clip(id) ? "seconds" : "images"))
                .toList();
        exchange.json(200, "{\"prices\":%s}", prices);
    }

    @Override
    public void refuse(FakeExchange exchange, FakeRefusal refusal) throws IOException {
        switch (refusal) {
            case MODERATED -> detail(exchange, 422, "content_policy_violation", "flagged");
            case UNPROCESSABLE -> detail(exchange, 422, "value_error", refusal.message());
            case QUOTA -> text(exchange, 403, "User is locked. Reason: Exhausted balance.");
            case SPEED -> {
                exchange.header("retry-after", "1");
                text(exchange, 429, "Too many concurrent requests.");
            }
            case TIMEOUT, LATE ->
                exchange.json(
                        refusal.status(),
                        "{\"detail\":%s,\"error_type\":%s}",
                        refusal.message(),
                        refusal == FakeRefusal.LATE ? "startup_timeout" : "request_timeout");
            default -> text(exchange, refusal.status(), refusal.message());
        }
    }

    static void text(FakeExchange exchange, int status, String message) throws IOException {
        exchange.json(status, "{\"detail\":%s}", message);
    }

    static void detail(FakeExchange exchange, int status, String type, String message) throws IOException {
        exchange.header("X-Fal-Retryable", "false");
        exchange.json(status, "{\"detail\":[%s]}", fault(type, message));
    }

    static JsonNode fault(String type, String message) {
        return FakeJson.node("{\"loc\":[\"body\",\"prompt\"],\"msg\":%s,\"type\":%s}", message, type);
    }

    @Override
    public FakeHook hook(FakeJob job, long seconds) {
        return signature.sign(job.id(), seconds, FalQueue.message(job));
    }
}
