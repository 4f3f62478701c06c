package studio.atelier.testkit.fake.kie;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import studio.atelier.testkit.fake.FakeExchange;
import studio.atelier.testkit.fake.FakeJob;
import studio.atelier.testkit.fake.FakeJson;
import studio.atelier.testkit.fake.FakeMedia;
import studio.atelier.testkit.fake.FakeSale;
import studio.atelier.testkit.fake.FakeServer;
import tools.jackson.databind.JsonNode;

/// Jobs in the one form for all models, and the older form of the clips called Veo. JSON lies inside strings.
final class KieJobs {

    /// A credit is half a cent.
    private static final long CREDIT_MICROS = 5_000;

    private static final int PICTURE_CREDITS = 8;
    private static final int CLIP_CREDITS = 60;
    private static final String BASE = "/api/v1";

    /// What a job delivers is made once, so that messages and answers name the same files.
    private static final Map<String, List<String>> OUTPUTS = new ConcurrentHashMap<>();

    private final FakeServer server;
    private final AtomicLong credits = new AtomicLong(10_000);

    KieJobs(FakeServer server) {
        this.server = server;
    }

    void routes() {
        server.route(
                "POST",
                BASE + "/jobs/createTask",
                exchange -> create(
                        exchange,
                        exchange.body().path("model").asString(""),
                        exchange.body().path("input")));
        server.route("GET", BASE + "/jobs/recordInfo", exchange -> look(exchange, false));
        server.route(
                "POST",
                BASE + "/veo/generate",
                exchange -> create(exchange, exchange.body().path("model").asString("veo3"), exchange.body()));
        server.route("GET", BASE + "/veo/record-info", exchange -> look(exchange, true));
        server.route("GET", BASE + "/chat/credit", exchange -> FakeKie.ok(exchange, "%s", credits.get()));
    }

    private static boolean clip(String model) {
        return model.matches(".*(video|veo|kling|seedance|minimax).*");
    }

    private void create(FakeExchange exchange, String model, JsonNode input) throws IOException {
        String prompt = input.path("prompt").asString("");
        boolean pictured =
                input.path("image_url").isString() || input.path("image").isString();
        if (model.isEmpty() || (prompt.isEmpty() && !pictured)) {
            FakeKie.no(exchange, 422, "prompt is required");
            return;
        }
        if (input.toString().contains("\"data:")) {
            FakeKie.no(exchange, 451, "The input image cannot be fetched.");
            return;
        }
        int cost = clip(model) ? CLIP_CREDITS : PICTURE_CREDITS;
        Optional<FakeSale> sale =
                server.sell(exchange, clip(model) ? "video" : "image", model, prompt, 1, cost * CREDIT_MICROS);
        if (sale.isEmpty()) {
            return;
        }
        credits.addAndGet(-cost);
        String webhook = exchange.body().path("callBackUrl").asString("");
        FakeJob job =
                server.jobs().add(UUID.randomUUID().toString().replace("-", ""), sale.get(), exchange.body(), webhook);
        List<String> addresses = new ArrayList<>();
        if (!sale.get().mode().is("empty")) {
            String format = input.path("output_format").asString("png");
            addresses.add(server.files()
                    .publish(
                            sale.get(),
                            clip(model) ? FakeMedia.clip(sale.get()) : FakeMedia.picture(sale.get(), 0, format)));
        }
        OUTPUTS.put(job.id(), addresses);
        if (server.lost(exchange, sale.get())) {
            return;
        }
        FakeKie.ok(exchange, "{\"taskId\":%s,\"recordId\":%s}", job.id(), job.id());
    }

    private void look(FakeExchange exchange, boolean older) throws IOException {
        Optional<FakeJob> job = server.jobs().look(exchange, exchange.query("taskId"));
        if (job.isPresent()) {
            FakeKie.ok(exchange, "%s", older ? older(job.get()) : told(job.get()));
        }
    }

    static JsonNode told(FakeJob job) {
        JsonNode nothing = FakeJson.node("null");
        boolean done = job.is(FakeJob.State.DONE);
        boolean failed = job.state().over() && !done;
        String state = switch (job.state()) {
            case QUEUED -> "queuing";
            case RUNNING -> "generating";
            case DONE -> "success";
            default -> "fail";
        };
        String result = FakeJson.fill("{\"resultUrls\":%s}", OUTPUTS.getOrDefault(job.id(), List.of()));
        String message = job.is(FakeJob.State.MODERATED) ? "Content flagged as sensitive" : "It crashed.";
        return FakeJson.node(
                """
                {"taskId":%s,"model":%s,"state":%s,"param":%s,"resultJson":%s,"failCode":%s,"failMsg":%s,"costTime":%s,
                "createTime":%s,"completeTime":%s,"creditsConsumed":%s}""",
                job.id(),
                job.sale().model(),
                state,
                job.request().toString(),
                done ? result : "",
                failed ? (job.is(FakeJob.State.MODERATED) ? "400" : "501") : nothing,
                failed ? message : nothing,
                job.state().over() ? 18_250 : nothing,
                job.created(),
                job.state().over() ? job.changed() : nothing,
                done ? (clip(job.sale().model()) ? CLIP_CREDITS : PICTURE_CREDITS) : nothing);
    }

    private static JsonNode older(FakeJob job) {
        JsonNode nothing = FakeJson.node("null");
        boolean done = job.is(FakeJob.State.DONE);
        boolean failed = job.state().over() && !done;
        Object response = done
                ? FakeJson.node(
                        "{\"taskId\":%s,\"resultUrls\":%s,\"resolution\":\"720p\"}",
                        job.id(),
                        // In life this is a list at times, and a list inside a string at others.
                        FakeJson.write(OUTPUTS.getOrDefault(job.id(), List.of())))
                : nothing;
        return FakeJson.node(
                """
                {"taskId":%s,"paramJson":%s,"successFlag":%s,"fallbackFlag":false,"errorCode":%s,"errorMessage":%s,
                "response":%s,"createTime":%s,"completeTime":%s}""",
                job.id(),
                job.request().toString(),
                done ? 1 : failed ? 3 : 0,
                failed ? (job.is(FakeJob.State.MODERATED) ? 400 : 501) : nothing,
                failed ? "It did not work." : nothing,
                response,
                job.created(),
                job.state().over() ? job.changed() : nothing);
    }
}
