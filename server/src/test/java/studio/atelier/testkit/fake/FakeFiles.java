package studio.atelier.testkit.fake;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// Results that are fetched by address, and files that buyers uploaded.
public final class FakeFiles {

    private static final byte[] NO_MEDIA = "<html>not a picture</html>".getBytes(StandardCharsets.UTF_8);

    private final FakeServer server;
    private final FakeFaults faults;
    private final Map<String, Stored> stored = new ConcurrentHashMap<>();

    private record Stored(String type, byte[] bytes, FakeSale sale) {}

    FakeFiles(FakeServer server, FakeFaults faults) {
        this.server = server;
        this.faults = faults;
    }

    void routes() {
        server.open("GET", "/files/([^/]+)", exchange -> send(exchange, exchange.group(1)));
    }

    /// @return the name by which [#send] knows it
    public String put(FakeSale sale, FakeMedia media) {
        String name = UUID.randomUUID().toString().replace("-", "") + "." + media.suffix();
        stored.put(name, new Stored(media.type(), content(sale, media), sale));
        return name;
    }

    /// @return its public address
    public String publish(FakeSale sale, FakeMedia media) {
        return server.address() + "/files/" + put(sale, media);
    }

    public String upload(String type, String suffix, byte[] bytes) {
        return put(new FakeSale("", "", "", FakeMode.WELL), new FakeMedia(type, suffix, bytes));
    }

    /// The bytes as the sale wants them: good, none, or none of its kind.
    public static byte[] content(FakeSale sale, FakeMedia media) {
        if (sale.mode().is("wrong-media")) {
            return NO_MEDIA;
        }
        return sale.mode().is("empty-media") ? new byte[0] : media.bytes();
    }

    public Optional<byte[]> bytes(String name) {
        return Optional.ofNullable(stored.get(name)).map(Stored::bytes);
    }

    /// Sends the file, or the `file-` fault its sale wants.
    public void send(FakeExchange exchange, String name) throws IOException {
        Stored file = stored.get(name);
        if (file == null) {
            server.refuse(exchange, FakeRefusal.NOT_FOUND);
        } else if (!faults.faulty(exchange, file.sale(), "file")) {
            exchange.bytes(file.type(), file.bytes());
        }
    }
}
