package studio.atelier.testkit.fake.openrouter;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import studio.atelier.testkit.fake.FakeExchange;
import studio.atelier.testkit.fake.FakeJob;
import studio.atelier.testkit.fake.FakeJson;
import studio.atelier.testkit.fake.FakeMedia;
import studio.atelier.testkit.fake.FakeRefusal;
import studio.atelier.testkit.fake.FakeSale;
import studio.atelier.testkit.fake.FakeServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Clips as jobs that cannot be cancelled.
final class OpenRouterVideos {

    private static final long SECOND_MICROS = 100_000;

    private final FakeServer server;
    private final String base;
    private final Map<String, String> files = new ConcurrentHashMap<>();

    OpenRouterVideos(FakeServer server, String base) {
        this.server = server;
        this.base = base;
    }

    void routes() {
        server.route("POST", base + "/videos", this::create);
        server.route("GET", base + "/videos/([^/]+)", this::look);
        server.route("GET", base + "/videos/([^/]+)/content", this::content);
    }

    private static long micros(JsonNode request) {
        return request.path("duration").asInt(5) * SECOND_MICROS;
    }

    private void create(FakeExchange exchange) throws IOException {
        JsonNode request = exchange.body();
        Optional<FakeSale> sale = FakeOpenRouter.sell(exchange, server, "video", 1, micros(request));
        if (sale.isPresent()) {
            String webhook = request.path("callback_url").asString("");
            FakeJob job = server.jobs().add("gen-vid-" + UUID.randomUUID(), sale.get(), request, webhook);
            files.put(job.id(), server.files().put(sale.get(), FakeMedia.clip(sale.get())));
            exchange.json(202, "%s", described(job));
        }
    }

    static String status(FakeJob job) {
        return switch (job.state()) {
            case QUEUED -> "pending";
            case RUNNING -> "in_progress";
            case DONE -> "completed";
            case FAILED, MODERATED -> "failed";
            case EXPIRED -> "expired";
            case CANCELLED -> "cancelled";
        };
    }

    private JsonNode described(FakeJob job) {
        ObjectNode answer = (ObjectNode) FakeJson.node(
                "{\"id\":%s,\"polling_url\":%s,\"status\":%s,\"generation_id\":%s}",
                job.id(),
                server.address() + base + "/videos/" + job.id(),
                status(job),
                "gen-" + job.sale().id());
        switch (job.state()) {
            case DONE -> {
                answer.set("unsigned_urls", FakeJson.node("[%s]", server.address() + "/files/" + files.get(job.id())));
                answer.set("usage", FakeJson.node("{\"cost\":%s,\"is_byok\":false}", micros(job.request()) / 1e6));
            }
            case FAILED -> answer.put("error", "The model crashed.");
            case MODERATED -> answer.put("error", "content_policy_violation: rejected by the safety system.");
            default -> {
                // Nothing more is known.
            }
        }
        return answer;
    }

    private void look(FakeExchange exchange) throws IOException {
        Optional<FakeJob> job = server.jobs().look(exchange, exchange.group(1));
        if (job.isPresent()) {
            exchange.json(200, "%s", described(job.get()));
        }
    }

    private void content(FakeExchange exchange) throws IOException {
        Optional<FakeJob> job = server.jobs().find(exchange, exchange.group(1), "result");
        if (job.isEmpty()) {
            return;
        }
        switch (job.get().state()) {
            case DONE ->
                server.files().send(exchange, files.getOrDefault(job.get().id(), ""));
            case EXPIRED -> server.refuse(exchange, FakeRefusal.EXPIRED);
            default -> server.refuse(exchange, FakeRefusal.CONFLICT);
        }
    }
}
