package studio.atelier.testkit.fake.gemini;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import studio.atelier.testkit.fake.FakeExchange;
import studio.atelier.testkit.fake.FakeRefusal;
import studio.atelier.testkit.fake.FakeServer;

/// Files: uploads in two steps, and downloads that ask for the key and then lead elsewhere, without it.
final class GeminiFiles {

    private final FakeServer server;
    private final Map<String, String> uploads = new ConcurrentHashMap<>();

    GeminiFiles(FakeServer server) {
        this.server = server;
    }

    void routes() {
        server.route("GET", "/v1(?:beta)?/files/([^/:]+):download", this::download);
        server.route("GET", "/v1(?:beta)?/files/([^/:]+)", exchange -> describe(exchange, exchange.group(1)));
        server.route("POST", "/upload/v1(?:beta)?/files", this::begin);
        // The address is the permission.
        server.open("POST", "/upload/v1(?:beta)?/files/([^/]+)", this::upload);
    }

    private void download(FakeExchange exchange) throws IOException {
        if (!exchange.query("alt").equals("media")) {
            server.refuse(exchange, FakeRefusal.INVALID);
        } else if (server.files().bytes(exchange.group(1)).isEmpty()) {
            server.refuse(exchange, FakeRefusal.NOT_FOUND);
        } else {
            exchange.header("Location", server.address() + "/files/" + exchange.group(1));
            exchange.raw(302, new byte[0]);
        }
    }

    private void begin(FakeExchange exchange) throws IOException {
        if (!exchange.header("X-Goog-Upload-Protocol").equals("resumable")
                || !exchange.header("X-Goog-Upload-Command").equals("start")) {
            server.refuse(exchange, FakeRefusal.INVALID);
            return;
        }
        String ticket = Integer.toString(uploads.size());
        uploads.put(ticket, exchange.header("X-Goog-Upload-Header-Content-Type"));
        exchange.header("X-Goog-Upload-Status", "active");
        exchange.header("X-Goog-Upload-URL", server.address() + "/upload/v1beta/files/" + ticket);
        exchange.json(200, "{}");
    }

    private void upload(FakeExchange exchange) throws IOException {
        String type = uploads.remove(exchange.group(1));
        if (type == null
                || !exchange.header("X-Goog-Upload-Command").replace(" ", "").equals("upload,finalize")
                || !exchange.header("X-Goog-Upload-Offset").equals("0")) {
            server.refuse(exchange, FakeRefusal.INVALID);
            return;
        }
        String name = server.files().upload(type, "bin", exchange.bytes());
        exchange.header("X-Goog-Upload-Status", "final");
        exchange.json(200, "{\"file\":%s}", file(name, type));
    }

    private void describe(FakeExchange exchange, String name) throws IOException {
        if (server.files().bytes(name).isEmpty()) {
            server.refuse(exchange, FakeRefusal.NOT_FOUND);
        } else {
            exchange.json(200, "%s", file(name, "application/octet-stream"));
        }
    }

    private Map<String, Object> file(String name, String type) {
        return Map.of(
                "name",
                "files/" + name,
                "uri",
                server.address() + "/v1beta/files/" + name,
                "mimeType",
                type,
                "sizeBytes",
                Integer.toString(server.files().bytes(name).orElseThrow().length),
                "state",
                "ACTIVE",
                "expirationTime",
                "2099-01-01T00:00:00Z");
    }
}
