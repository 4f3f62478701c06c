package studio.atelier.testkit.fake;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// The faults that are the same at every request of every provider.
final class FakeFaults {

    private static final int TOO_LARGE_BYTES = 300 << 20;
    private static final int PROMISED_BYTES = 100_000;

    private final FakeApi api;
    private final FakeControl control;

    FakeFaults(FakeApi api, FakeControl control) {
        this.api = api;
        this.control = control;
    }

    static FakeMode ofKey(String key) {
        int dot = key.indexOf('.');
        return key.startsWith("fake-") && dot > 0
                ? FakeMode.of("fake:" + key.substring("fake-".length(), dot), FakeMode.WELL)
                : FakeMode.WELL;
    }

    /// @param scope what `once-` counts in
    /// @return whether the mode refuses, which is then done
    boolean refused(FakeExchange exchange, FakeMode mode, String scope) throws IOException {
        for (String word : mode.words().keySet()) {
            boolean once = word.startsWith("once-");
            Optional<FakeRefusal> refusal = FakeRefusal.of(once ? word.substring("once-".length()) : word);
            if (refusal.isPresent() && (!once || control.first(word + " " + scope))) {
                api.refuse(exchange, refusal.get());
                return true;
            }
        }
        return false;
    }

    /// A fault of a later request: `poll`, `result`, `file`, `cancel`.
    ///
    /// @return whether there was one, which is then done
    boolean faulty(FakeExchange exchange, FakeSale sale, String phase) throws IOException {
        FakeMode mode = sale.mode().at(phase);
        if (mode.is("slow")) {
            control.await(true);
        }
        return refused(exchange, mode, phase + " " + sale.id()) || spoilt(exchange, mode);
    }

    /// @return whether the mode spoils the answer, which is then done
    boolean spoilt(FakeExchange exchange, FakeMode mode) throws IOException {
        if (mode.is("cut-before")) {
            exchange.close();
        } else if (mode.is("cut-headers")) {
            exchange.open(200, PROMISED_BYTES).flush();
        } else if (mode.is("cut-body")) {
            OutputStream out =
                    exchange.header("Content-Type", "application/json").open(200, PROMISED_BYTES);
            out.write("{\"created\":1,\"data\":[{\"b64_json\":\"iVBORw0KGgo".getBytes(StandardCharsets.UTF_8));
            out.flush();
        } else if (mode.is("garbage")) {
            exchange.bytes("application/json", "{\"data\": [oops".getBytes(StandardCharsets.UTF_8));
        } else if (mode.is("wrong-type")) {
            exchange.bytes("text/html", "<html><body>Hello.</body></html>".getBytes(StandardCharsets.UTF_8));
        } else if (mode.is("too-large")) {
            tooLarge(exchange);
        } else {
            return false;
        }
        return true;
    }

    private static void tooLarge(FakeExchange exchange) throws IOException {
        byte[] chunk = new byte[1 << 16];
        Arrays.fill(chunk, (byte) ' ');
        OutputStream out = exchange.header("Content-Type", "application/json").open(200, TOO_LARGE_BYTES);
        for (int sent = 0; sent < TOO_LARGE_BYTES; sent += chunk.length) {
            out.write(chunk);
        }
    }
}
