package studio.atelier.testkit.fake.fal;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import studio.atelier.testkit.fake.FakeExchange;
import studio.atelier.testkit.fake.FakeRefusal;
import studio.atelier.testkit.fake.FakeServer;

/// Files of buyers: asked for with the key, put without it.
final class FalUploads {

    private final FakeServer server;
    private final Map<String, String> names = new ConcurrentHashMap<>();

    FalUploads(FakeServer server) {
        this.server = server;
    }

    void routes() {
        server.route("POST", "(?:/rest)?/storage/upload/initiate", this::begin);
        server.open("PUT", "/uploads/([^/]+)", this::put);
        server.open("GET", "/uploads/([^/]+)", this::get);
    }

    private void begin(FakeExchange exchange) throws IOException {
        String type = exchange.body().path("content_type").asString("");
        if (type.isEmpty() || exchange.body().path("file_name").asString("").isEmpty()) {
            server.refuse(exchange, FakeRefusal.UNPROCESSABLE);
            return;
        }
        String address = server.address() + "/uploads/" + names.size();
        names.put(Integer.toString(names.size()), "");
        exchange.json(200, "{\"upload_url\":%s,\"file_url\":%s}", address, address);
    }

    private void put(FakeExchange exchange) throws IOException {
        String ticket = exchange.group(1);
        if (!names.containsKey(ticket) || !names.getOrDefault(ticket, "").isEmpty()) {
            server.refuse(exchange, FakeRefusal.NOT_FOUND);
            return;
        }
        names.put(ticket, server.files().upload(exchange.header("Content-Type"), "bin", exchange.bytes()));
        exchange.json(200, "{}");
    }

    private void get(FakeExchange exchange) throws IOException {
        String name = Optional.ofNullable(names.get(exchange.group(1))).orElse("");
        server.files().send(exchange, name);
    }
}
