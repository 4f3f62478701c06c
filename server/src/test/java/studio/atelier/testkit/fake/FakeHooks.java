package studio.atelier.testkit.fake;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/// Sends the messages about the ends of jobs, well or forged.
final class FakeHooks {

    private static final long OLD_SECONDS = 3600;
    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);

    private final FakeApi api;
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Map<String, Object>> deliveries = new CopyOnWriteArrayList<>();

    FakeHooks(FakeApi api) {
        this.api = api;
    }

    boolean wanted(FakeJob job) {
        return !job.webhook().isEmpty() && !job.sale().mode().is("no-webhook");
    }

    /// @param spoil `signature` is wrong, the message is `old`, the `body` is another than was signed; empty for
    ///     a good message
    void send(FakeJob job, String spoil) {
        FakeHook hook = api.hook(job, System.currentTimeMillis() / 1000 - (spoil.equals("old") ? OLD_SECONDS : 0));
        byte[] body = spoil.equals("body")
                ? (new String(hook.body(), StandardCharsets.UTF_8) + " ").getBytes(StandardCharsets.UTF_8)
                : hook.body();
        var request = HttpRequest.newBuilder(URI.create(job.webhook()))
                .timeout(ANSWER_MAX)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        hook.headers()
                .forEach((name, value) -> request.header(
                        name, spoil.equals("signature") && name.equals(hook.signature()) ? forged(value) : value));
        Map<String, Object> delivery = new LinkedHashMap<>(Map.of("id", job.id(), "url", job.webhook()));
        try {
            delivery.put(
                    "status",
                    client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                            .statusCode());
        } catch (IOException failure) {
            delivery.put("error", failure.toString());
        } catch (InterruptedException failure) {
            Thread.currentThread().interrupt();
            delivery.put("error", "interrupted");
        }
        deliveries.add(delivery);
    }

    /// The first sign of the last part becomes another one of the same alphabet.
    private static String forged(String signature) {
        int at = signature.lastIndexOf(',') + 1;
        char other = signature.charAt(at) == '0' ? '1' : '0';
        return signature.substring(0, at) + other + signature.substring(at + 1);
    }

    Object deliveries() {
        return Map.of("deliveries", List.copyOf(deliveries));
    }

    void clear() {
        deliveries.clear();
    }
}
