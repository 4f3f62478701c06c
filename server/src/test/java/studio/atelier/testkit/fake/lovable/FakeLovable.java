package studio.atelier.testkit.fake.lovable;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import studio.atelier.testkit.fake.FakeApi;
import studio.atelier.testkit.fake.FakeChat;
import studio.atelier.testkit.fake.FakeExchange;
import studio.atelier.testkit.fake.FakeJob;
import studio.atelier.testkit.fake.FakeJson;
import studio.atelier.testkit.fake.FakeMedia;
import studio.atelier.testkit.fake.FakeRefusal;
import studio.atelier.testkit.fake.FakeSale;
import studio.atelier.testkit.fake.FakeServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The fake of Lovable's gateway, under `/v1`. It says nothing of costs, nor how long to wait.
public final class FakeLovable implements FakeApi, FakeChat.Dialect {

    private static final long PICTURE_MICROS = 40_000;
    private static final long CLIP_MICROS = 400_000;

    private final Map<String, String> clips = new ConcurrentHashMap<>();

    public static void main(String[] args) throws IOException {
        FakeServer.run(new FakeLovable(), args);
    }

    @Override
    public String key(FakeExchange exchange) {
        String header = exchange.header("Lovable-API-Key");
        return header.isEmpty() ? exchange.authorization("Bearer") : header;
    }

    @Override
    public long inMicros() {
        return 1;
    }

    @Override
    public long outMicros() {
        return 4;
    }

    @Override
    public void routes(FakeServer server) {
        server.route("GET", "/v1/models", exchange -> exchange.json(200, """
                {"object":"list","data":[{"id":"google/gemini-3.8-flash","object":"model"},
                {"id":"google/gemini-3-pro-image","object":"model"},{"id":"openai/gpt-image-2","object":"model"}]}"""));
        server.route("POST", "/v1/chat/completions", new FakeChat(server, this)::answer);
        server.route("POST", "/v1/images/generations", exchange -> draw(exchange, server));
        server.route("POST", "/v1/videos", exchange -> film(exchange, server));
        server.route("GET", "/v1/videos/([^/]+)", exchange -> look(exchange, server));
        server.route("GET", "/v1/videos/([^/]+)/content", exchange -> content(exchange, server));
    }

    @Override
    public void message(ObjectNode message, JsonNode request, FakeSale sale) {
        boolean draws = request.path("modalities").toString().contains("\"image\"");
        if (draws && !sale.mode().is("empty")) {
            message.set(
                    "images",
                    FakeJson.node(
                            """
                    [{"type":"image_url","image_url":{"url":%s}}]""",
                            "data:image/png;base64," + FakeMedia.png(sale, 0).base64(sale)));
        }
    }

    /// Models of Google take a chat here, those of OpenAI a prompt.
    private static void draw(FakeExchange exchange, FakeServer server) throws IOException {
        JsonNode request = exchange.body();
        String prompt = request.path("prompt").asString(FakeChat.promptOf(request));
        String model = request.path("model").asString("");
        if (prompt.isEmpty() || model.isEmpty()) {
            server.refuse(exchange, FakeRefusal.INVALID);
            return;
        }
        Optional<FakeSale> sale = server.sell(exchange, "image", model, prompt, 1, PICTURE_MICROS);
        if (sale.isPresent()) {
            List<JsonNode> data = sale.get().mode().is("empty")
                    ? List.of()
                    : List.of(FakeJson.node(
                            "{\"b64_json\":%s}", FakeMedia.png(sale.get(), 0).base64(sale.get())));
            exchange.json(200, "{\"created\":1790000000,\"data\":%s}", data);
        }
    }

    private void film(FakeExchange exchange, FakeServer server) throws IOException {
        JsonNode request = exchange.body();
        String prompt = request.path("prompt").asString("");
        if (prompt.isEmpty()
                || (request.has("seconds") && !request.path("seconds").isString())) {
            server.refuse(exchange, FakeRefusal.INVALID);
            return;
        }
        Optional<FakeSale> sale =
                server.sell(exchange, "video", request.path("model").asString(""), prompt, 1, CLIP_MICROS);
        if (sale.isPresent()) {
            FakeJob job = server.jobs().add("video_" + UUID.randomUUID(), sale.get(), request, "");
            clips.put(job.id(), server.files().put(sale.get(), FakeMedia.clip(sale.get())));
            exchange.json(200, "%s", described(job));
        }
    }

    private static JsonNode described(FakeJob job) {
        String status = switch (job.state()) {
            case QUEUED -> "queued";
            case RUNNING -> "in_progress";
            case DONE -> "completed";
            default -> "failed";
        };
        boolean failed = status.equals("failed");
        String code = job.is(FakeJob.State.MODERATED) ? "moderation_blocked" : "generation_failed";
        return FakeJson.node(
                """
                {"id":%s,"object":"video","status":%s,"progress":%s,"model":%s,"seconds":%s,"size":%s,"created_at":%s,
                "error":%s}""",
                job.id(),
                status,
                job.is(FakeJob.State.DONE) ? 100 : job.is(FakeJob.State.RUNNING) ? 50 : 0,
                job.sale().model(),
                job.request().path("seconds").asString("8"),
                job.request().path("size").asString("1280x720"),
                job.created() / 1000,
                failed ? FakeJson.node("{\"code\":%s,\"message\":\"It did not work.\"}", code) : FakeJson.node("null"));
    }

    private static void look(FakeExchange exchange, FakeServer server) throws IOException {
        Optional<FakeJob> job = server.jobs().look(exchange, exchange.group(1));
        if (job.isPresent()) {
            exchange.json(200, "%s", described(job.get()));
        }
    }

    private void content(FakeExchange exchange, FakeServer server) throws IOException {
        Optional<FakeJob> job = server.jobs().find(exchange, exchange.group(1), "result");
        if (job.isEmpty()) {
            return;
        }
        if (job.get().is(FakeJob.State.DONE)) {
            server.files().send(exchange, clips.getOrDefault(job.get().id(), ""));
        } else {
            server.refuse(exchange, FakeRefusal.NOT_FOUND);
        }
    }

    @Override
    public void refuse(FakeExchange exchange, FakeRefusal refusal) throws IOException {
        int status = refusal == FakeRefusal.QUOTA ? 402 : refusal.status();
        exchange.json(status, "{\"error\":%s}", refusal.message());
    }
}
