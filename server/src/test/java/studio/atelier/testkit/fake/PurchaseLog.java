package studio.atelier.testkit.fake;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/// Every purchase is on disk before its answer begins, and still there after the process was killed.
/// Thread-safe.
final class PurchaseLog {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final FileChannel file;
    private final List<Purchase> purchases = new ArrayList<>();

    PurchaseLog(Path path) throws IOException {
        if (Files.exists(path)) {
            for (String line : Files.readAllLines(path)) {
                purchases.add(JSON.readValue(line, Purchase.class));
            }
        }
        file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    synchronized void add(Purchase purchase) throws IOException {
        ByteBuffer line = ByteBuffer.wrap((JSON.writeValueAsString(purchase) + "\n").getBytes(StandardCharsets.UTF_8));
        while (line.hasRemaining()) {
            file.write(line);
        }
        file.force(true);
        purchases.add(purchase);
    }

    synchronized List<Purchase> all() {
        return List.copyOf(purchases);
    }

    synchronized void clear() throws IOException {
        file.truncate(0);
        file.force(true);
        purchases.clear();
    }
}
