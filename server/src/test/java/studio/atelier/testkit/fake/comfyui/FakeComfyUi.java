package studio.atelier.testkit.fake.comfyui;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import studio.atelier.testkit.fake.FakeApi;
import studio.atelier.testkit.fake.FakeExchange;
import studio.atelier.testkit.fake.FakeForm;
import studio.atelier.testkit.fake.FakeJob;
import studio.atelier.testkit.fake.FakeJson;
import studio.atelier.testkit.fake.FakeMedia;
import studio.atelier.testkit.fake.FakeRefusal;
import studio.atelier.testkit.fake.FakeSale;
import studio.atelier.testkit.fake.FakeServer;
import tools.jackson.databind.JsonNode;

/// The fake of ComfyUI, every route also under `/api`; without its socket. It knows every kind of node but
/// `NoSuchNode`; what `SaveImage` and `SaveVideo` name is in the history. The prompt is all the texts of the graph.
public final class FakeComfyUi implements FakeApi {

    private static final String API = "(?:/api)?";

    /// The name by which `/view` finds what a job made, and the name of it in the store.
    private final Map<String, String> files = new ConcurrentHashMap<>();

    public static void main(String[] args) throws IOException {
        FakeServer.run(new FakeComfyUi(), args);
    }

    @Override
    public boolean keyNeeded() {
        return false;
    }

    @Override
    public void routes(FakeServer server) {
        server.route("POST", API + "/prompt", exchange -> prompt(exchange, server));
        server.route("GET", API + "/history/([^/]+)", exchange -> history(exchange, server));
        server.route("GET", API + "/view", exchange -> view(exchange, server));
        server.route("POST", API + "/upload/image", exchange -> upload(exchange, server));
        server.route(
                "GET", API + "/queue", exchange -> exchange.json(200, "{\"queue_running\":[],\"queue_pending\":[]}"));
        server.route(
                "POST",
                API + "/queue",
                exchange -> stop(exchange, server, exchange.body().path("delete")));
        server.route(
                "POST",
                API + "/interrupt",
                exchange -> stop(
                        exchange,
                        server,
                        FakeJson.node("[%s]", exchange.body().path("prompt_id").asString(""))));
        server.route("GET", API + "/system_stats", exchange -> exchange.json(200, """
                {"system":{"os":"posix","comfyui_version":"0.3.64","python_version":"3.12"},
                "devices":[{"name":"cuda:0 Fake","type":"cuda","index":0,"vram_total":25000000000,
                "vram_free":24000000000}]}"""));
        server.route("GET", API + "/object_info(?:/CheckpointLoaderSimple)?", exchange -> exchange.json(200, """
                {"CheckpointLoaderSimple":{"input":{"required":{"ckpt_name":[["sd15.safetensors","flux.safetensors"]]}},
                "output":["MODEL","CLIP","VAE"],"name":"CheckpointLoaderSimple"}}"""));
        server.route(
                "GET",
                API + "/models/checkpoints",
                exchange -> exchange.json(200, "[\"sd15.safetensors\",\"flux.safetensors\"]"));
    }

    private static void prompt(FakeExchange exchange, FakeServer server) throws IOException {
        JsonNode graph = exchange.body().path("prompt");
        if (!graph.isObject() || graph.isEmpty()) {
            wrong(exchange, "prompt_no_outputs", "Prompt has no outputs", FakeJson.node("{}"));
            return;
        }
        for (Map.Entry<String, JsonNode> node : graph.properties()) {
            String type = node.getValue().path("class_type").asString("");
            if (type.isEmpty() || type.equals("NoSuchNode")) {
                wrong(
                        exchange,
                        "invalid_prompt",
                        "Cannot execute because node " + type + " does not exist.",
                        FakeJson.node("""
                        {%s:{"errors":[{"type":"missing_node","message":"Node is missing","details":"","extra_info":{}}],
                        "class_type":%s,"dependent_outputs":[]}}""", node.getKey(), type));
                return;
            }
        }
        String words = String.join(
                " ",
                graph.findValues("text").stream()
                        .filter(JsonNode::isString)
                        .map(JsonNode::asString)
                        .toList());
        Optional<FakeSale> sale = server.sell(exchange, "image", "comfyui", words, 1, 0);
        if (sale.isPresent()) {
            String own = exchange.body().path("prompt_id").asString("");
            String id = own.isEmpty() ? UUID.randomUUID().toString() : own;
            server.jobs().add(id, sale.get(), graph, "");
            exchange.json(200, "{\"prompt_id\":%s,\"number\":1,\"node_errors\":{}}", id);
        }
    }

    private static void wrong(FakeExchange exchange, String type, String message, JsonNode nodes) throws IOException {
        exchange.json(400, """
                {"error":{"type":%s,"message":%s,"details":"","extra_info":{}},"node_errors":%s}""", type, message, nodes);
    }

    private void history(FakeExchange exchange, FakeServer server) throws IOException {
        String id = exchange.group(1);
        if (server.jobs().get(id).isEmpty()) {
            exchange.json(200, "{}");
            return;
        }
        Optional<FakeJob> job = server.jobs().look(exchange, id);
        if (job.isEmpty()) {
            return;
        }
        if (!job.get().state().over()) {
            exchange.json(200, "{}");
            return;
        }
        boolean done = job.get().is(FakeJob.State.DONE);
        exchange.json(
                200,
                "{%s:{\"prompt\":[1,%s,%s,{},[]],\"outputs\":%s,\"status\":%s,\"meta\":{}}}",
                id,
                id,
                job.get().request(),
                done ? outputs(job.get(), server) : Map.of(),
                status(job.get()));
    }

    private static JsonNode status(FakeJob job) {
        boolean done = job.is(FakeJob.State.DONE);
        String event = job.is(FakeJob.State.CANCELLED) ? "execution_interrupted" : "execution_error";
        String why = job.is(FakeJob.State.CANCELLED) ? "Interrupted" : "CUDA out of memory";
        JsonNode last = done
                ? FakeJson.node("[\"execution_success\",{\"prompt_id\":%s}]", job.id())
                : FakeJson.node(
                        "[%s,{\"prompt_id\":%s,\"node_id\":\"3\",\"exception_message\":%s}]", event, job.id(), why);
        return FakeJson.node("""
                {"status_str":%s,"completed":%s,"messages":[["execution_start",{"prompt_id":%s}],%s]}""", done ? "success" : "error", done, job.id(), last);
    }

    private Map<String, Object> outputs(FakeJob job, FakeServer server) {
        Map<String, Object> outputs = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> node : job.request().properties()) {
            String type = node.getValue().path("class_type").asString();
            if (job.sale().mode().is("empty") || !(type.equals("SaveImage") || type.equals("SaveVideo"))) {
                continue;
            }
            FakeMedia media = type.equals("SaveVideo") ? FakeMedia.clip(job.sale()) : FakeMedia.png(job.sale(), 0);
            String name = "ComfyUI_" + job.sale().id() + "_" + node.getKey() + "." + media.suffix();
            files.computeIfAbsent(name, missing -> server.files().put(job.sale(), media));
            outputs.put(
                    node.getKey(),
                    Map.of(
                            type.equals("SaveVideo") ? "gifs" : "images",
                            List.of(Map.of("filename", name, "subfolder", "", "type", "output"))));
        }
        return outputs;
    }

    private void view(FakeExchange exchange, FakeServer server) throws IOException {
        server.files().send(exchange, files.getOrDefault(exchange.query("filename"), ""));
    }

    private void upload(FakeExchange exchange, FakeServer server) throws IOException {
        List<FakeForm.Part> images = exchange.form().files("image");
        if (images.size() != 1) {
            exchange.raw(400, new byte[0]);
            return;
        }
        FakeForm.Part image = images.getFirst();
        boolean over = exchange.form().text("overwrite").equals("true");
        // A name that is taken gets a number: whoever does not read the answer uses the wrong picture.
        String name = files.containsKey(image.file()) && !over
                ? image.file().replaceFirst("(\\.|$)", " (1)$1")
                : image.file();
        files.put(name, server.files().upload(image.type(), "png", image.bytes()));
        exchange.json(200, "{\"name\":%s,\"subfolder\":\"\",\"type\":\"input\"}", name);
    }

    private static void stop(FakeExchange exchange, FakeServer server, JsonNode ids) throws IOException {
        List<String> wanted = new ArrayList<>();
        ids.forEach(id -> wanted.add(id.asString("")));
        wanted.forEach(
                id -> server.jobs().get(id).ifPresent(job -> server.jobs().cancel(job)));
        exchange.raw(200, new byte[0]);
    }

    @Override
    public void refuse(FakeExchange exchange, FakeRefusal refusal) throws IOException {
        if (refusal == FakeRefusal.INVALID || refusal == FakeRefusal.MODERATED) {
            wrong(exchange, "prompt_outputs_failed_validation", refusal.message(), FakeJson.node("{}"));
        } else {
            exchange.header("Content-Type", "text/plain");
            exchange.raw(refusal.status(), refusal.message().getBytes(StandardCharsets.UTF_8));
        }
    }
}
