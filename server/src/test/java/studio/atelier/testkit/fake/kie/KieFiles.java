package studio.atelier.testkit.fake.kie;

import java.io.IOException;
import java.util.Base64;
import java.util.List;
import studio.atelier.testkit.fake.FakeExchange;
import studio.atelier.testkit.fake.FakeForm;
import studio.atelier.testkit.fake.FakeRefusal;
import studio.atelier.testkit.fake.FakeServer;
import tools.jackson.databind.JsonNode;

/// Uploads in three forms, and links for a short time.
final class KieFiles {

    private final FakeServer server;

    KieFiles(FakeServer server) {
        this.server = server;
    }

    void routes() {
        server.route("POST", "/api/file-stream-upload", this::stream);
        server.route("POST", "/api/file-base64-upload", this::base64);
        server.route(
                "POST",
                "/api/file-url-upload",
                exchange -> told(exchange, exchange.body().path("fileUrl").asString(""), "image/png", 0));
        server.route(
                "POST",
                "/api/v1/common/download-url",
                exchange -> FakeKie.ok(exchange, "%s", exchange.body().path("url")));
    }

    private void stream(FakeExchange exchange) throws IOException {
        List<FakeForm.Part> files = exchange.form().files("file");
        if (files.size() != 1 || exchange.form().text("uploadPath").isEmpty()) {
            server.refuse(exchange, FakeRefusal.UNPROCESSABLE);
            return;
        }
        FakeForm.Part file = files.getFirst();
        told(exchange, address(file.type(), file.bytes()), file.type(), file.bytes().length);
    }

    private void base64(FakeExchange exchange) throws IOException {
        JsonNode request = exchange.body();
        String data = request.path("base64Data").asString("");
        byte[] bytes = Base64.getDecoder().decode(data.substring(data.indexOf(',') + 1));
        told(exchange, address("image/png", bytes), "image/png", bytes.length);
    }

    private String address(String type, byte[] bytes) {
        return server.address() + "/files/" + server.files().upload(type, "bin", bytes);
    }

    private static void told(FakeExchange exchange, String address, String type, int size) throws IOException {
        exchange.json(200, """
                {"success":true,"code":200,"msg":"ok","data":{"downloadUrl":%s,"fileName":"upload","filePath":"uploads",
                "fileSize":%s,"mimeType":%s,"uploadedAt":"2026-11-21T00:00:00Z"}}""", address, size, type);
    }
}
