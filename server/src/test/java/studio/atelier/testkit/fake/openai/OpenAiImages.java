package studio.atelier.testkit.fake.openai;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import studio.atelier.testkit.fake.FakeExchange;
import studio.atelier.testkit.fake.FakeForm;
import studio.atelier.testkit.fake.FakeJson;
import studio.atelier.testkit.fake.FakeMedia;
import studio.atelier.testkit.fake.FakeRefusal;
import studio.atelier.testkit.fake.FakeSale;
import studio.atelier.testkit.fake.FakeServer;
import tools.jackson.databind.JsonNode;

/// `/v1/images/generations` and `/v1/images/edits`, the latter as JSON and as a form.
final class OpenAiImages {

    /// Below what a server holds for the smallest picture, as with the real prices.
    private static final int TOKENS_OF_A_PICTURE = 300;

    private static final int TOKENS_IN_OF_A_PICTURE = 5;

    private final FakeServer server;

    OpenAiImages(FakeServer server) {
        this.server = server;
    }

    void routes() {
        server.route("POST", "/v1/images/generations", exchange -> sell(exchange, exchange.body(), "image_generation"));
        server.route("POST", "/v1/images/edits", this::edit);
    }

    private void edit(FakeExchange exchange) throws IOException {
        boolean form = exchange.header("Content-Type").startsWith("multipart/");
        JsonNode request = form ? fields(exchange.form()) : exchange.body();
        boolean pictures = form
                ? !exchange.form().files("image").isEmpty()
                        && exchange.form().files("image").stream().allMatch(file -> file.bytes().length > 0)
                : !request.path("images").isEmpty();
        if (!pictures) {
            server.refuse(exchange, FakeRefusal.INVALID);
            return;
        }
        sell(exchange, request, "image_edit");
    }

    private static JsonNode fields(FakeForm form) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (String name : List.of("prompt", "model", "output_format", "size")) {
            fields.put(name, form.text(name));
        }
        fields.put("n", form.text("n").isEmpty() ? 1 : Integer.parseInt(form.text("n")));
        fields.put("stream", form.text("stream").equals("true"));
        return FakeJson.node("%s", fields);
    }

    private void sell(FakeExchange exchange, JsonNode request, String event) throws IOException {
        String prompt = request.path("prompt").asString("");
        int count = request.path("n").asInt(1);
        if (prompt.isEmpty() || count < 1 || count > 10) {
            server.refuse(exchange, FakeRefusal.INVALID);
            return;
        }
        String model = request.path("model").asString("");
        Optional<FakeSale> sold =
                server.sell(exchange, "image", model, prompt, count, count * FakeOpenAi.PICTURE_MICROS);
        if (sold.isEmpty()) {
            return;
        }
        FakeSale sale = sold.get();
        exchange.header("x-request-id", sale.id());
        if (request.path("stream").asBoolean(false)) {
            server.stream(exchange, sale, "text/event-stream", frames(request, sale, event));
            return;
        }
        List<Object> data = new ArrayList<>();
        for (int index = 0; index < count && !sale.mode().is("empty"); index++) {
            FakeMedia picture = picture(request, sale, index);
            data.add(
                    sale.mode().is("url")
                            ? Map.of("url", server.files().publish(sale, picture))
                            : Map.of("b64_json", picture.base64(sale)));
        }
        exchange.json(200, "{\"created\":1790000000,\"data\":%s,\"usage\":%s}", data, usage(count));
    }

    private List<String> frames(JsonNode request, FakeSale sale, String event) {
        List<String> frames = new ArrayList<>();
        for (int index = 0; index < request.path("partial_images").asInt(0); index++) {
            frames.add(event(
                    event + ".partial_image",
                    """
                    {"type":%s,"b64_json":%s,"partial_image_index":%s,"output_format":"png"}""",
                    event + ".partial_image",
                    picture(request, sale, index).base64(sale),
                    index));
        }
        if (sale.mode().is("stream-error")) {
            frames.add(event("error", """
                    {"type":"error","error":{"code":%s,"message":%s,"param":null}}""", "server_error", "The model crashed."));
        } else {
            frames.add(event(
                    event + ".completed",
                    """
                    {"type":%s,"b64_json":%s,"output_format":"png","created_at":1790000000,"usage":%s}""",
                    event + ".completed",
                    picture(request, sale, 0).base64(sale),
                    usage(1)));
        }
        return frames;
    }

    static String event(String name, String template, Object... values) {
        return "event: " + name + "\ndata: " + FakeJson.fill(template, values) + "\n\n";
    }

    private static FakeMedia picture(JsonNode request, FakeSale sale, int index) {
        return FakeMedia.picture(sale, index, request.path("output_format").asString("png"));
    }

    private static JsonNode usage(int count) {
        int out = TOKENS_OF_A_PICTURE * count;
        return FakeJson.node("""
                {"input_tokens":%s,"input_tokens_details":{"text_tokens":%s,"image_tokens":0},"output_tokens":%s,
                "total_tokens":%s}""", TOKENS_IN_OF_A_PICTURE, TOKENS_IN_OF_A_PICTURE, out, TOKENS_IN_OF_A_PICTURE + out);
    }
}
