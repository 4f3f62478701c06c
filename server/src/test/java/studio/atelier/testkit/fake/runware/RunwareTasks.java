package studio.atelier.testkit.fake.runware;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import studio.atelier.testkit.fake.FakeExchange;
import studio.atelier.testkit.fake.FakeFiles;
import studio.atelier.testkit.fake.FakeJob;
import studio.atelier.testkit.fake.FakeJson;
import studio.atelier.testkit.fake.FakeMedia;
import studio.atelier.testkit.fake.FakeSale;
import studio.atelier.testkit.fake.FakeServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The tasks, known by the UUID that the buyer chose.
final class RunwareTasks {

    private static final long PICTURE_MICROS = 30_000;
    private static final long SECOND_MICROS = 50_000;

    /// What a task delivers is made once, so that messages and answers name the same files.
    private static final Map<String, List<JsonNode>> OUTPUTS = new ConcurrentHashMap<>();

    private final FakeServer server;

    RunwareTasks(FakeServer server) {
        this.server = server;
    }

    /// @return whether to go on; false when the whole request is answered already
    boolean run(FakeExchange exchange, JsonNode task, List<JsonNode> data, List<JsonNode> errors) throws IOException {
        String id = task.path("taskUUID").asString("");
        switch (task.path("taskType").asString("")) {
            case "authentication" ->
                data.add(FakeJson.node(
                        "{\"taskType\":\"authentication\",\"connectionSessionUUID\":%s}",
                        UUID.randomUUID().toString()));
            case "ping" -> data.add(FakeJson.node("{\"taskType\":\"ping\",\"pong\":true}"));
            case "imageInference",
                    "videoInference",
                    "audioInference",
                    "upscale",
                    "imageUpscale",
                    "removeBackground" -> {
                return infer(exchange, task, data, errors);
            }
            case "promptEnhance" -> {
                return enhance(exchange, task, data);
            }
            case "imageUpload", "mediaStorage" -> upload(task, id, data);
            case "getResponse" -> {
                return look(exchange, task, id, data, errors);
            }
            default -> errors.add(FakeRunware.error(task, "invalidTaskType", "There is no such task."));
        }
        return true;
    }

    private static long micros(JsonNode task) {
        return task.path("taskType").asString().equals("videoInference")
                ? task.path("duration").asInt(5) * SECOND_MICROS
                : task.path("numberResults").asInt(1) * PICTURE_MICROS;
    }

    private boolean infer(FakeExchange exchange, JsonNode task, List<JsonNode> data, List<JsonNode> errors)
            throws IOException {
        String id = task.path("taskUUID").asString("");
        String fault = fault(task, id);
        if (!fault.isEmpty()) {
            errors.add(FakeRunware.error(task, fault, "The task cannot be run as it is."));
            return true;
        }
        if (exchange.header("X-Runware-Dry-Run").equals("1")) {
            data.add(FakeJson.node(
                    "{\"taskType\":%s,\"taskUUID\":%s,\"cost\":%s}", task.path("taskType"), id, micros(task) / 1e6));
            return true;
        }
        String kind = switch (task.path("taskType").asString()) {
            case "videoInference" -> "video";
            case "audioInference" -> "speech";
            default -> "image";
        };
        int count = task.path("numberResults").asInt(1);
        String model = task.path("model").asString("");
        Optional<FakeSale> sale =
                server.sell(exchange, kind, model, task.path("positivePrompt").asString(""), count, micros(task));
        if (sale.isEmpty()) {
            return false;
        }
        FakeJob job =
                server.jobs().add(id, sale.get(), task, task.path("webhookURL").asString(""));
        OUTPUTS.put(id, output(sale.get(), task));
        if (server.lost(exchange, sale.get())) {
            return false;
        }
        if (task.path("deliveryMethod").asString("sync").equals("async")) {
            data.add(FakeJson.node("{\"taskType\":%s,\"taskUUID\":%s}", task.path("taskType"), id));
        } else {
            described(server.jobs().end(job), data, errors);
        }
        return true;
    }

    private String fault(JsonNode task, String id) {
        if (!id.matches("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")) {
            return "invalidTaskUUID";
        }
        if (server.jobs().get(id).isPresent()) {
            return "conflictTaskUUID";
        }
        boolean prompted = !task.path("positivePrompt").asString("").isEmpty();
        boolean picture = task.has("inputImage") || task.at("/inputs/image").isString();
        boolean draws = task.path("taskType").asString().endsWith("Inference");
        if (draws && !prompted) {
            return "missingPositivePrompt";
        }
        return !draws && !picture ? "missingInputImage" : "";
    }

    private List<JsonNode> output(FakeSale sale, JsonNode task) {
        String type = task.path("taskType").asString();
        String noun = switch (type) {
            case "videoInference" -> "video";
            case "audioInference" -> "audio";
            default -> "image";
        };
        String format = task.path("outputFormat").asString("PNG").toLowerCase(java.util.Locale.ROOT);
        List<JsonNode> results = new ArrayList<>();
        for (int index = 0;
                index < task.path("numberResults").asInt(1) && !sale.mode().is("empty");
                index++) {
            FakeMedia media = switch (noun) {
                case "video" -> FakeMedia.clip(sale);
                case "audio" -> FakeMedia.mp3(sale);
                default -> FakeMedia.picture(sale, index, format);
            };
            ObjectNode result = (ObjectNode)
                    FakeJson.node("{\"taskType\":%s,\"taskUUID\":%s,\"seed\":421}", type, task.path("taskUUID"));
            result.put(noun + "UUID", UUID.randomUUID().toString());
            switch (task.path("outputType").asString("URL")) {
                case "base64Data" -> result.put(noun + "Base64Data", media.base64(sale));
                case "dataURI" ->
                    result.put(noun + "DataURI", "data:" + media.type() + ";base64," + media.base64(sale));
                default -> result.put(noun + "URL", server.files().publish(sale, media));
            }
            if (task.path("includeCost").asBoolean(false)) {
                result.put(
                        "cost", micros(task) / 1e6 / task.path("numberResults").asInt(1));
            }
            if (sale.mode().is("nsfw")) {
                result.put("NSFWContent", true);
            }
            results.add(result);
        }
        return results;
    }

    static void described(FakeJob job, List<JsonNode> data, List<JsonNode> errors) {
        switch (job.state()) {
            case DONE -> {
                for (JsonNode result : OUTPUTS.getOrDefault(job.id(), List.of())) {
                    data.add(((ObjectNode) result.deepCopy()).put("status", "success"));
                }
            }
            case QUEUED, RUNNING ->
                data.add(FakeJson.node(
                        "{\"taskType\":%s,\"taskUUID\":%s,\"status\":\"processing\"}",
                        job.request().path("taskType"), job.id()));
            default -> {
                String code = job.is(FakeJob.State.MODERATED) ? "providerContentPolicyViolation" : "taskFailed";
                errors.add(((ObjectNode) FakeRunware.error(job.request(), code, "It did not work."))
                        .put("status", "error"));
            }
        }
    }

    private boolean look(FakeExchange exchange, JsonNode task, String id, List<JsonNode> data, List<JsonNode> errors)
            throws IOException {
        if (server.jobs().get(id).isEmpty()) {
            errors.add(FakeRunware.error(task, "taskNotFound", "There is no such task."));
            return true;
        }
        Optional<FakeJob> job = server.jobs().look(exchange, id);
        job.ifPresent(known -> described(known, data, errors));
        return job.isPresent();
    }

    private boolean enhance(FakeExchange exchange, JsonNode task, List<JsonNode> data) throws IOException {
        String prompt = task.path("prompt").asString("");
        Optional<FakeSale> sale = server.sell(exchange, "chat", "", prompt, 0, 1_000);
        for (int index = 0;
                sale.isPresent() && index < task.path("promptVersions").asInt(1);
                index++) {
            data.add(FakeJson.node(
                    "{\"taskType\":\"promptEnhance\",\"taskUUID\":%s,\"text\":%s}",
                    task.path("taskUUID"), sale.get().text() + " " + index));
        }
        return sale.isPresent();
    }

    private void upload(JsonNode task, String id, List<JsonNode> data) {
        String picture = task.path("image").asString(task.path("media").asString(""));
        String address = picture;
        if (!picture.startsWith("http")) {
            String base64 = picture.substring(picture.indexOf(',') + 1);
            FakeFiles files = server.files();
            address = server.address() + "/files/"
                    + files.upload("image/png", "png", Base64.getDecoder().decode(base64));
        }
        String noun = task.path("taskType").asString().equals("imageUpload") ? "image" : "media";
        ObjectNode result = (ObjectNode) FakeJson.node("{\"taskType\":%s,\"taskUUID\":%s}", task.path("taskType"), id);
        data.add(result.put(noun + "UUID", UUID.randomUUID().toString()).put(noun + "URL", address));
    }
}
