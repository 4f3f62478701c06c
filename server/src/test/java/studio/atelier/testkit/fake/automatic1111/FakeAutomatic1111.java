package studio.atelier.testkit.fake.automatic1111;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import studio.atelier.testkit.fake.FakeApi;
import studio.atelier.testkit.fake.FakeExchange;
import studio.atelier.testkit.fake.FakeJson;
import studio.atelier.testkit.fake.FakeMedia;
import studio.atelier.testkit.fake.FakeRefusal;
import studio.atelier.testkit.fake.FakeSale;
import studio.atelier.testkit.fake.FakeServer;
import tools.jackson.databind.JsonNode;

/// The fake of AUTOMATIC1111 and Forge. The password of HTTP Basic, if any comes, is the key.
public final class FakeAutomatic1111 implements FakeApi {

    private static final String BASE = "/sdapi/v1";

    private final AtomicInteger busy = new AtomicInteger();

    public static void main(String[] args) throws IOException {
        FakeServer.run(new FakeAutomatic1111(), args);
    }

    @Override
    public boolean keyNeeded() {
        return false;
    }

    @Override
    public String key(FakeExchange exchange) {
        String pair = new String(Base64.getDecoder().decode(exchange.authorization("Basic")), StandardCharsets.UTF_8);
        return pair.substring(pair.indexOf(':') + 1);
    }

    @Override
    public void routes(FakeServer server) {
        server.route("POST", BASE + "/(txt2img|img2img)", exchange -> draw(exchange, server));
        server.route("POST", BASE + "/extra-single-image", exchange -> enlarge(exchange, server));
        server.route("GET", BASE + "/progress", this::progress);
        server.route("POST", BASE + "/(?:interrupt|skip)", exchange -> exchange.json(200, "{}"));
        server.route("GET", BASE + "/sd-models", exchange -> exchange.json(200, """
                [{"title":"sd15.safetensors [abc]","model_name":"sd15","hash":"abc","filename":"/models/sd15.safetensors"}]"""));
        server.route(
                "GET",
                BASE + "/samplers",
                exchange -> exchange.json(200, "[{\"name\":\"Euler a\",\"aliases\":[\"k_euler_a\"],\"options\":{}}]"));
        server.route(
                "GET",
                BASE + "/schedulers",
                exchange -> exchange.json(200, "[{\"name\":\"karras\",\"label\":\"Karras\"}]"));
        server.route(
                "GET",
                BASE + "/upscalers",
                exchange -> exchange.json(
                        200, "[{\"name\":\"Lanczos\",\"scale\":4},{\"name\":\"R-ESRGAN 4x+\",\"scale\":4}]"));
        server.route(
                "GET",
                BASE + "/options",
                exchange -> exchange.json(200, "{\"sd_model_checkpoint\":\"sd15.safetensors [abc]\"}"));
        server.route("POST", BASE + "/options", exchange -> exchange.json(200, "null"));
    }

    private void draw(FakeExchange exchange, FakeServer server) throws IOException {
        JsonNode request = exchange.body();
        String prompt = request.path("prompt").asString("");
        boolean nothing = exchange.group(1).equals("img2img")
                && request.path("init_images").isEmpty();
        if (nothing) {
            exchange.json(404, "{\"detail\":\"Init image not found\"}");
            return;
        }
        int count = request.path("batch_size").asInt(1) * request.path("n_iter").asInt(1);
        String model = request.at("/override_settings/sd_model_checkpoint").asString("sd15");
        Optional<FakeSale> sold = sell(exchange, server, model, prompt, count);
        if (sold.isEmpty()) {
            return;
        }
        FakeSale sale = sold.get();
        List<String> images = new ArrayList<>();
        List<Long> seeds = new ArrayList<>();
        for (int index = 0; index < count && !sale.mode().is("empty"); index++) {
            images.add(FakeMedia.png(sale, index).base64(sale));
            seeds.add(421L + index);
        }
        String info = FakeJson.fill(
                "{\"prompt\":%s,\"seed\":421,\"all_seeds\":%s,\"infotexts\":[%s]}", prompt, seeds, prompt);
        exchange.json(200, "{\"images\":%s,\"parameters\":{\"prompt\":%s},\"info\":%s}", images, prompt, info);
    }

    private Optional<FakeSale> sell(FakeExchange exchange, FakeServer server, String model, String prompt, int count)
            throws IOException {
        busy.incrementAndGet();
        try {
            return server.sell(exchange, "image", model, prompt, count, 0);
        } finally {
            busy.decrementAndGet();
        }
    }

    private void enlarge(FakeExchange exchange, FakeServer server) throws IOException {
        if (exchange.body().path("image").asString("").isEmpty()) {
            server.refuse(exchange, FakeRefusal.UNPROCESSABLE);
            return;
        }
        Optional<FakeSale> sale =
                sell(exchange, server, exchange.body().path("upscaler_1").asString("None"), "", 1);
        if (sale.isPresent()) {
            exchange.json(
                    200,
                    "{\"html_info\":\"\",\"image\":%s}",
                    FakeMedia.png(sale.get(), 0).base64(sale.get()));
        }
    }

    private void progress(FakeExchange exchange) throws IOException {
        boolean works = busy.get() > 0;
        exchange.json(
                200, """
                {"progress":%s,"eta_relative":%s,"state":{"job":%s,"job_no":0,"job_count":%s,"sampling_step":%s,
                "sampling_steps":20,"interrupted":false,"skipped":false},"current_image":null,"textinfo":null}""", works ? 0.4 : 0.0, works ? 3.0 : 0.0, works ? "task(1)" : "", works ? 1 : 0, works ? 8 : 0);
    }

    @Override
    public void refuse(FakeExchange exchange, FakeRefusal refusal) throws IOException {
        switch (refusal) {
            case UNPROCESSABLE -> exchange.json(422, """
                    {"detail":[{"loc":["body","width"],"msg":%s,"type":"value_error"}]}""", refusal.message());
            case KEY -> exchange.header("WWW-Authenticate", "Basic").json(401, "{\"detail\":%s}", refusal.message());
            case FAULT -> exchange.json(500, """
                    {"error":"OutOfMemoryError","detail":"","body":"","errors":"CUDA out of memory"}""");
            default -> exchange.json(refusal.status(), "{\"detail\":%s}", refusal.message());
        }
    }
}
