package studio.atelier.testkit.fake.fal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

/// The queue and its synchronous sister. A job that failed is COMPLETED, and its result is the failure. One word
/// more than elsewhere: `nsfw` (a picture with a flag).
final class FalQueue {

    private static final String JOB = "(?:/queue)?/((?:workflows/|comfy/)?[^/]+/[^/]+)/requests/([^/]+)";
    private static final String UNITS = "x-fal-billable-units";
    private static final long PICTURE_MICROS = 40_000;
    private static final long SECOND_MICROS = 100_000;

    /// What a job delivers is made once, so that messages and results name the same files.
    private static final Map<String, JsonNode> OUTPUTS = new ConcurrentHashMap<>();

    private final FakeServer server;

    FalQueue(FakeServer server) {
        this.server = server;
    }

    void routes() {
        server.route("POST", "/run/(.+)", this::run);
        server.route("GET", JOB + "/status", this::status);
        server.route("GET", JOB + "/status/stream", this::statuses);
        server.route("GET", JOB, this::result);
        server.route("PUT", JOB + "/cancel", this::cancel);
        server.route("POST", "(?:/queue)?/([^/]+/.+)", this::submit);
    }

    static boolean clip(String endpoint) {
        return endpoint.contains("video") || endpoint.contains("veo") || endpoint.contains("seedance");
    }

    static long unitMicros(String endpoint) {
        return clip(endpoint) ? SECOND_MICROS : PICTURE_MICROS;
    }

    private static long units(String endpoint, JsonNode input) {
        return clip(endpoint)
                ? Long.parseLong(input.path("duration").asString("5").replace("s", ""))
                : input.path("num_images").asLong(1);
    }

    private Optional<FakeSale> sell(FakeExchange exchange, String endpoint) throws IOException {
        JsonNode input = exchange.body();
        String prompt = input.path("prompt").asString("");
        boolean something = !prompt.isEmpty() || input.has("image_url") || input.has("multi_prompt");
        if (!something) {
            FakeFal.detail(exchange, 422, "missing", "Field required");
            return Optional.empty();
        }
        for (String text : List.of("duration", "safety_tolerance")) {
            if (input.has(text) && !input.path(text).isString()) {
                FakeFal.detail(exchange, 422, "string_type", "Input should be a valid string: " + text);
                return Optional.empty();
            }
        }
        long units = units(endpoint, input);
        return server.sell(
                exchange,
                clip(endpoint) ? "video" : "image",
                endpoint,
                prompt,
                (int) units,
                units * unitMicros(endpoint));
    }

    private void run(FakeExchange exchange) throws IOException {
        Optional<FakeSale> sale = sell(exchange, exchange.group(1));
        if (sale.isPresent()) {
            JsonNode input = exchange.body();
            exchange.header("x-fal-request-id", sale.get().id());
            exchange.header(UNITS, units(exchange.group(1), input) + ".0");
            exchange.json(200, "%s", output(sale.get(), input));
        }
    }

    private void submit(FakeExchange exchange) throws IOException {
        Optional<FakeSale> sale = sell(exchange, exchange.group(1));
        if (sale.isPresent()) {
            FakeJob job = server.jobs()
                    .add(UUID.randomUUID().toString(), sale.get(), exchange.body(), exchange.query("fal_webhook"));
            OUTPUTS.put(job.id(), output(sale.get(), job.request()));
            if (server.lost(exchange, sale.get())) {
                return;
            }
            exchange.header("x-fal-request-id", job.id());
            exchange.json(200, "%s", links(job, "IN_QUEUE"));
        }
    }

    /// Only the first two parts of the model's name are in the addresses of its jobs.
    private static String owner(FakeJob job) {
        String[] parts = job.sale().model().split("/");
        int kept = parts[0].equals("workflows") || parts[0].equals("comfy") ? 3 : 2;
        return String.join("/", Arrays.copyOf(parts, Math.min(kept, parts.length)));
    }

    private JsonNode links(FakeJob job, String status) {
        String address = server.address() + "/queue/" + owner(job) + "/requests/" + job.id();
        return FakeJson.node(
                """
                {"status":%s,"request_id":%s,"gateway_request_id":%s,"response_url":%s,"status_url":%s,"cancel_url":%s,
                "queue_position":%s}""",
                status,
                job.id(),
                job.id(),
                address,
                address + "/status",
                address + "/cancel",
                status.equals("IN_QUEUE") ? 3 : 0);
    }

    private Optional<FakeJob> named(FakeExchange exchange, Optional<FakeJob> job) throws IOException {
        if (job.isPresent() && !owner(job.get()).equals(exchange.group(1))) {
            server.refuse(exchange, FakeRefusal.NOT_FOUND);
            return Optional.empty();
        }
        return job;
    }

    private static String word(FakeJob job) {
        return switch (job.state()) {
            case QUEUED -> "IN_QUEUE";
            case RUNNING -> "IN_PROGRESS";
            default -> "COMPLETED";
        };
    }

    private JsonNode described(FakeJob job, boolean logs) {
        var status = (ObjectNode) links(job, word(job));
        if (logs) {
            status.set(
                    "logs",
                    FakeJson.node("""
                    [{"message":"step 1","level":"INFO","source":"USER","timestamp":%s}]""", Instant.ofEpochMilli(job.created()).toString()));
        }
        if (job.state().over()) {
            status.set("metrics", FakeJson.node("{\"inference_time\":7.4}"));
        }
        return status;
    }

    private void status(FakeExchange exchange) throws IOException {
        Optional<FakeJob> job = named(exchange, server.jobs().look(exchange, exchange.group(2)));
        if (job.isPresent()) {
            exchange.json(
                    job.get().state().over() ? 200 : 202,
                    "%s",
                    described(job.get(), exchange.query("logs").equals("1")));
        }
    }

    private void statuses(FakeExchange exchange) throws IOException {
        List<String> frames = new ArrayList<>();
        Optional<FakeJob> job = server.jobs().look(exchange, exchange.group(2));
        while (job.isPresent()) {
            frames.add("data: " + FakeJson.write(described(job.get(), true)) + "\n\n");
            boolean on = !job.get().state().over() && !job.get().sale().mode().is("stuck");
            if (!on) {
                server.stream(exchange, job.get().sale(), "text/event-stream", frames);
                return;
            }
            job = server.jobs().look(exchange, exchange.group(2));
        }
    }

    private void result(FakeExchange exchange) throws IOException {
        Optional<FakeJob> found = named(exchange, server.jobs().find(exchange, exchange.group(2), "result"));
        if (found.isEmpty()) {
            return;
        }
        FakeJob job = found.get();
        exchange.header("x-fal-request-id", job.id());
        switch (job.state()) {
            case QUEUED, RUNNING -> FakeFal.text(exchange, 400, "Request is still in progress");
            case DONE -> {
                exchange.header(UNITS, units(job.sale().model(), job.request()) + ".0");
                exchange.json(200, "%s", OUTPUTS.get(job.id()));
            }
            case MODERATED -> FakeFal.detail(exchange, 422, "content_policy_violation", "flagged");
            case EXPIRED -> server.refuse(exchange, FakeRefusal.NOT_FOUND);
            case CANCELLED -> FakeFal.text(exchange, 400, "Request was cancelled");
            case FAILED ->
                exchange.header("X-Fal-Retryable", "true")
                        .json(500, "{\"detail\":[%s]}", FakeFal.fault("downstream_service_error", "It crashed."));
        }
    }

    private void cancel(FakeExchange exchange) throws IOException {
        Optional<FakeJob> job = named(exchange, server.jobs().find(exchange, exchange.group(2), "cancel"));
        if (job.isEmpty()) {
            return;
        }
        if (job.get().state().over()) {
            exchange.json(400, "{\"status\":\"ALREADY_COMPLETED\"}");
        } else {
            server.jobs().cancel(job.get());
            exchange.json(202, "{\"status\":\"CANCELLATION_REQUESTED\"}");
        }
    }

    private JsonNode output(FakeSale sale, JsonNode input) {
        if (clip(sale.model())) {
            return FakeJson.node("{\"video\":%s,\"seed\":421}", file(sale, FakeMedia.clip(sale), input));
        }
        if (sale.model().matches(".*(tts|speech|audio|music).*")) {
            return FakeJson.node("{\"audio\":%s}", file(sale, FakeMedia.wav(sale), input));
        }
        String format = input.path("output_format").asString("png");
        if (sale.model().matches(".*(upscale|birefnet|background).*")) {
            return FakeJson.node("{\"image\":%s}", file(sale, FakeMedia.picture(sale, 0, format), input));
        }
        List<JsonNode> images = new ArrayList<>();
        List<Boolean> flags = new ArrayList<>();
        for (int index = 0;
                index < input.path("num_images").asInt(1) && !sale.mode().is("empty");
                index++) {
            images.add(file(sale, FakeMedia.picture(sale, index, format), input));
            flags.add(sale.mode().is("nsfw"));
        }
        return FakeJson.node(
                "{\"images\":%s,\"seed\":421,\"has_nsfw_concepts\":%s,\"prompt\":%s}", images, flags, sale.prompt());
    }

    private JsonNode file(FakeSale sale, FakeMedia media, JsonNode input) {
        String address = input.path("sync_mode").asBoolean(false)
                ? "data:" + media.type() + ";base64," + media.base64(sale)
                : server.files().publish(sale, media);
        return FakeJson.node("""
                {"url":%s,"width":64,"height":64,"content_type":%s,"file_name":%s,"file_size":%s}""", address, media.type(), "out." + media.suffix(), media.bytes().length);
    }

    /// What the message about the end of a job says.
    static byte[] message(FakeJob job) {
        String told = switch (job.state()) {
            case DONE -> FakeJson.fill("\"status\":\"OK\",\"payload\":%s", OUTPUTS.get(job.id()));
            case MODERATED ->
                FakeJson.fill(
                        "\"status\":\"ERROR\",\"error\":\"Invalid status code: 422\",\"payload\":{\"detail\":[%s]}",
                        FakeFal.fault("content_policy_violation", "flagged"));
            default -> "\"status\":\"ERROR\",\"error\":\"Invalid status code: 500\",\"payload\":null";
        };
        return (FakeJson.fill("{\"request_id\":%s,\"gateway_request_id\":%s,", job.id(), job.id()) + told + "}")
                .getBytes(StandardCharsets.UTF_8);
    }
}
