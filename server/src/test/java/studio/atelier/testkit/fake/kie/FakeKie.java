package studio.atelier.testkit.fake.kie;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import studio.atelier.testkit.fake.FakeApi;
import studio.atelier.testkit.fake.FakeExchange;
import studio.atelier.testkit.fake.FakeHook;
import studio.atelier.testkit.fake.FakeJob;
import studio.atelier.testkit.fake.FakeJson;
import studio.atelier.testkit.fake.FakeRefusal;
import studio.atelier.testkit.fake.FakeServer;
import studio.atelier.testkit.fake.FakeSigns;

/// The fake of Kie; its second host, for uploads, is the same place. What the service itself refuses is HTTP 200
/// with a code inside; only what stands before it (5xx) answers with the status.
public final class FakeKie implements FakeApi {

    /// What its messages are signed with; the signature covers the task and the second, not the body.
    public static final String WEBHOOK_KEY = "fake-kie-webhook-key";

    public static void main(String[] args) throws IOException {
        FakeServer.run(new FakeKie(), args);
    }

    @Override
    public void routes(FakeServer server) {
        new KieJobs(server).routes();
        new KieFiles(server).routes();
    }

    /// @param template see [FakeJson#fill]
    static void ok(FakeExchange exchange, String template, Object... values) throws IOException {
        exchange.json(200, "{\"code\":200,\"msg\":\"success\",\"data\":%s}", FakeJson.node(template, values));
    }

    static void no(FakeExchange exchange, int code, String message) throws IOException {
        exchange.json(200, "{\"code\":%s,\"msg\":%s,\"data\":null}", code, message);
    }

    @Override
    public void refuse(FakeExchange exchange, FakeRefusal refusal) throws IOException {
        switch (refusal) {
            case FAULT -> no(exchange, 500, refusal.message());
            case QUOTA -> no(exchange, 402, refusal.message());
            case MODERATED -> no(exchange, 400, refusal.message());
            case GATEWAY, UNAVAILABLE, LATE, OVERLOADED ->
                exchange.json(refusal.status(), "{\"code\":%s,\"msg\":%s}", refusal.status(), refusal.message());
            default -> no(exchange, refusal.status(), refusal.message());
        }
    }

    @Override
    public FakeHook hook(FakeJob job, long seconds) {
        byte[] body = FakeJson.fill("{\"code\":200,\"msg\":\"success\",\"data\":%s}", KieJobs.told(job))
                .getBytes(StandardCharsets.UTF_8);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("X-Webhook-Timestamp", Long.toString(seconds));
        headers.put(
                "X-Webhook-Signature",
                FakeSigns.base64(WEBHOOK_KEY.getBytes(StandardCharsets.UTF_8), job.id() + "." + seconds));
        return new FakeHook(headers, "X-Webhook-Signature", body);
    }
}
