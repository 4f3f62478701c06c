package studio.atelier.testkit.fake.replicate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import studio.atelier.testkit.fake.FakeApi;
import studio.atelier.testkit.fake.FakeExchange;
import studio.atelier.testkit.fake.FakeForm;
import studio.atelier.testkit.fake.FakeHook;
import studio.atelier.testkit.fake.FakeJob;
import studio.atelier.testkit.fake.FakeJson;
import studio.atelier.testkit.fake.FakeMedia;
import studio.atelier.testkit.fake.FakeRefusal;
import studio.atelier.testkit.fake.FakeSale;
import studio.atelier.testkit.fake.FakeServer;
import studio.atelier.testkit.fake.FakeSigns;
import tools.jackson.databind.JsonNode;

/// The fake of Replicate, under `/v1`. The form of an output depends on the model: names with `single` give one
/// address, with `video` one clip, with `llm` a list of words, all others a list of pictures.
public final class FakeReplicate implements FakeApi {

    /// What its messages are signed with.
    public static final String WEBHOOK_SECRET = "whsec_ZmFrZS1yZXBsaWNhdGUtc2VjcmV0";

    private static final long PREDICTION_MICROS = 30_000;

    /// What a job delivers is made once, so that messages and answers name the same files.
    private static final Map<String, JsonNode> OUTPUTS = new ConcurrentHashMap<>();

    public static void main(String[] args) throws IOException {
        FakeServer.run(new FakeReplicate(), args);
    }

    @Override
    public void routes(FakeServer server) {
        server.route(
                "POST",
                "/v1/models/([^/]+/[^/]+)/predictions",
                exchange -> create(exchange, server, exchange.group(1)));
        server.route(
                "POST",
                "/v1/predictions",
                exchange ->
                        create(exchange, server, exchange.body().path("version").asString("")));
        server.route("GET", "/v1/predictions/([^/]+)", exchange -> look(exchange, server));
        server.route("POST", "/v1/predictions/([^/]+)/cancel", exchange -> cancel(exchange, server));
        server.route("POST", "/v1/files", exchange -> upload(exchange, server));
        server.route(
                "GET", "/v1/webhooks/default/secret", exchange -> exchange.json(200, "{\"key\":%s}", WEBHOOK_SECRET));
        server.route(
                "GET",
                "/v1/models/([^/]+)/([^/]+)",
                exchange -> exchange.json(200, """
                {"owner":%s,"name":%s,"visibility":"public","latest_version":{"id":"v1","openapi_schema":{"components":
                {"schemas":{"Input":{"type":"object","properties":{"prompt":{"type":"string"}}}}}}}}""", exchange.group(1), exchange.group(2)));
        server.route("GET", "/v1/models", exchange -> exchange.json(200, """
                {"next":null,"previous":null,"results":[{"owner":"fake","name":"pictures","visibility":"public"}]}"""));
        server.route("GET", "/v1/account", exchange -> exchange.json(200, """
                {"type":"user","username":"fake","name":"Fake"}"""));
    }

    private static void create(FakeExchange exchange, FakeServer server, String model) throws IOException {
        JsonNode request = exchange.body();
        String webhook = request.path("webhook").asString("");
        if (model.isEmpty()
                || !request.path("input").isObject()
                || request.at("/input/prompt").asString("").isEmpty()) {
            server.refuse(exchange, FakeRefusal.UNPROCESSABLE);
            return;
        }
        String prompt = request.at("/input/prompt").asString();
        boolean clip = model.contains("video");
        boolean words = model.contains("llm");
        Optional<FakeSale> sale = server.sell(
                exchange, clip ? "video" : words ? "chat" : "image", model, prompt, words ? 0 : 1, PREDICTION_MICROS);
        if (sale.isEmpty()) {
            return;
        }
        FakeJob job = server.jobs().add(UUID.randomUUID().toString().replace("-", ""), sale.get(), request, webhook);
        OUTPUTS.put(job.id(), output(server, job));
        if (server.lost(exchange, sale.get())) {
            return;
        }
        boolean waits = exchange.header("Prefer").startsWith("wait")
                && !sale.get().mode().is("stuck");
        exchange.json(201, "%s", described(waits ? server.jobs().end(job) : job, server));
    }

    private static JsonNode output(FakeServer server, FakeJob job) {
        FakeSale sale = job.sale();
        if (sale.mode().is("empty")) {
            return FakeJson.node("null");
        }
        if (sale.model().contains("llm")) {
            return FakeJson.node("%s", List.of(sale.text().splitWithDelimiters(" ", 0)));
        }
        if (sale.model().contains("video")) {
            return FakeJson.node("%s", server.files().publish(sale, FakeMedia.clip(sale)));
        }
        String format = job.request().at("/input/output_format").asString("png");
        List<String> addresses = new ArrayList<>();
        for (int index = 0; index < job.request().at("/input/num_outputs").asInt(1); index++) {
            addresses.add(server.files().publish(sale, FakeMedia.picture(sale, index, format)));
        }
        return FakeJson.node("%s", sale.model().contains("single") ? addresses.getFirst() : addresses);
    }

    private static void look(FakeExchange exchange, FakeServer server) throws IOException {
        Optional<FakeJob> job = server.jobs().look(exchange, exchange.group(1));
        if (job.isPresent()) {
            exchange.json(200, "%s", described(job.get(), server));
        }
    }

    private static void cancel(FakeExchange exchange, FakeServer server) throws IOException {
        Optional<FakeJob> job = server.jobs().find(exchange, exchange.group(1), "cancel");
        if (job.isPresent()) {
            exchange.json(200, "%s", described(server.jobs().cancel(job.get()), server));
        }
    }

    private static void upload(FakeExchange exchange, FakeServer server) throws IOException {
        List<FakeForm.Part> files = exchange.form().files("content");
        if (files.size() != 1) {
            server.refuse(exchange, FakeRefusal.UNPROCESSABLE);
            return;
        }
        FakeForm.Part file = files.getFirst();
        String name = server.files().upload(file.type(), "bin", file.bytes());
        exchange.json(
                201, """
                {"id":%s,"name":%s,"content_type":%s,"size":%s,"urls":{"get":%s}}""", name, file.file(), file.type(), file.bytes().length, server.address() + "/files/" + name);
    }

    private static String status(FakeJob job) {
        return switch (job.state()) {
            case QUEUED -> "starting";
            case RUNNING -> "processing";
            case DONE -> "succeeded";
            case FAILED, MODERATED -> "failed";
            case EXPIRED -> "aborted";
            case CANCELLED -> "canceled";
        };
    }

    private static JsonNode described(FakeJob job, FakeServer server) {
        boolean done = job.is(FakeJob.State.DONE);
        JsonNode nothing = FakeJson.node("null");
        String address = server.address() + "/v1/predictions/" + job.id();
        return FakeJson.node(
                """
                {"id":%s,"model":%s,"version":"v1","status":%s,"input":%s,"output":%s,"error":%s,"logs":"step 1",
                "metrics":%s,"urls":{"get":%s,"cancel":%s},"created_at":%s,"started_at":%s,"completed_at":%s,
                "data_removed":false}""",
                job.id(),
                job.sale().model(),
                status(job),
                job.request().path("input"),
                done ? OUTPUTS.get(job.id()) : nothing,
                error(job),
                FakeJson.node(done ? "{\"predict_time\":3.2,\"total_time\":3.5}" : "{}"),
                address,
                address + "/cancel",
                time(job.created()),
                job.is(FakeJob.State.QUEUED) ? nothing : time(job.created()),
                job.state().over() ? time(job.changed()) : nothing);
    }

    private static Object error(FakeJob job) {
        return switch (job.state()) {
            case FAILED -> "The model crashed.";
            case MODERATED -> "The input or output was flagged as sensitive (E005).";
            default -> FakeJson.node("null");
        };
    }

    private static String time(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }

    @Override
    public void refuse(FakeExchange exchange, FakeRefusal refusal) throws IOException {
        if (refusal == FakeRefusal.SPEED) {
            exchange.header("retry-after", "1");
        }
        // Money and moderation have statuses of their own here.
        int status = switch (refusal) {
            case QUOTA -> 402;
            case MODERATED -> 422;
            default -> refusal.status();
        };
        exchange.header("Content-Type", "application/problem+json");
        exchange.raw(
                status,
                FakeJson.fill(
                                "{\"title\":%s,\"detail\":%s,\"status\":%s,\"invalid_fields\":[]}",
                                refusal.name(), refusal.message(), status)
                        .getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public FakeHook hook(FakeJob job, long seconds) {
        // The message has the same form as an answer; its addresses lead nowhere.
        byte[] body = FakeJson.fill(
                        """
                {"id":%s,"model":%s,"status":%s,"input":%s,"output":%s,"error":%s,"logs":"","metrics":{"predict_time":3.2}}""",
                        job.id(),
                        job.sale().model(),
                        status(job),
                        job.request().path("input"),
                        job.is(FakeJob.State.DONE) ? OUTPUTS.get(job.id()) : FakeJson.node("null"),
                        error(job))
                .getBytes(StandardCharsets.UTF_8);
        return FakeSigns.standard(WEBHOOK_SECRET, "msg_" + job.id(), seconds, body);
    }
}
