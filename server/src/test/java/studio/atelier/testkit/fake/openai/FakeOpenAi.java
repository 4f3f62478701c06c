package studio.atelier.testkit.fake.openai;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import studio.atelier.testkit.fake.FakeApi;
import studio.atelier.testkit.fake.FakeBackground;
import studio.atelier.testkit.fake.FakeChat;
import studio.atelier.testkit.fake.FakeExchange;
import studio.atelier.testkit.fake.FakeHook;
import studio.atelier.testkit.fake.FakeJob;
import studio.atelier.testkit.fake.FakeJson;
import studio.atelier.testkit.fake.FakeRefusal;
import studio.atelier.testkit.fake.FakeServer;
import studio.atelier.testkit.fake.FakeSigns;

/// The fake of OpenAI, under `/v1`.
public final class FakeOpenAi implements FakeApi, FakeChat.Dialect {

    /// What the messages about ended background responses are signed with.
    public static final String WEBHOOK_SECRET = "whsec_ZmFrZS1zZWNyZXQtb2YtdGhlLXRlc3Rz";

    /// Price of one picture, micro-USD.
    public static final long PICTURE_MICROS = 40_000;

    /// Price of a token in, and of a token out, micro-USD.
    public static final long TOKEN_IN_MICROS = 1;

    public static final long TOKEN_OUT_MICROS = 2;

    public static void main(String[] args) throws IOException {
        FakeServer.run(new FakeOpenAi(), args);
    }

    @Override
    public void routes(FakeServer server) {
        server.route("GET", "/v1/models", this::models);
        server.route("POST", "/v1/chat/completions", new FakeChat(server, this)::answer);
        new OpenAiImages(server).routes();
        new OpenAiResponses(server).routes();
        new OpenAiSound(server).routes();
        new OpenAiTexts(server).routes();
    }

    @Override
    public long inMicros() {
        return TOKEN_IN_MICROS;
    }

    @Override
    public long outMicros() {
        return TOKEN_OUT_MICROS;
    }

    @Override
    public boolean countsThoughts() {
        return true;
    }

    private void models(FakeExchange exchange) throws IOException {
        exchange.json(200, """
                {"object":"list","data":[
                {"id":"fake-chat","object":"model","created":1,"owned_by":"fake"},
                {"id":"fake-image","object":"model","created":1,"owned_by":"fake"},
                {"id":"gone","object":"model","created":1,"owned_by":"fake","shutdown_date":"2020-01-01"}]}""");
    }

    @Override
    public void refuse(FakeExchange exchange, FakeRefusal refusal) throws IOException {
        if (refusal == FakeRefusal.SPEED) {
            exchange.header("retry-after", "1");
        } else if (refusal.passing()) {
            exchange.header("retry-after-ms", "200");
        }
        String code = code(refusal);
        String message =
                refusal == FakeRefusal.KEY ? "Incorrect API key provided: " + key(exchange) + "." : refusal.message();
        exchange.header("x-request-id", "req_refused");
        exchange.json(
                refusal.status(),
                "{\"error\":{\"message\":%s,\"type\":%s,\"param\":null,\"code\":%s}}",
                message,
                code,
                code);
    }

    private static String code(FakeRefusal refusal) {
        return switch (refusal) {
            case INVALID -> "invalid_value";
            case KEY -> "invalid_api_key";
            case MONEY -> "billing_hard_limit_reached";
            case FORBIDDEN -> "permission_denied";
            case NOT_FOUND -> "model_not_found";
            case TIMEOUT -> "timeout";
            case CONFLICT -> "conflict";
            case TOO_LARGE -> "request_too_large";
            case UNPROCESSABLE -> "unprocessable_entity";
            case SPEED -> "rate_limit_exceeded";
            case QUOTA -> "insufficient_quota";
            case FAULT, GATEWAY, LATE -> "server_error";
            case UNAVAILABLE, OVERLOADED -> "overloaded";
            case MODERATED -> "moderation_blocked";
            case EXPIRED -> "expired";
        };
    }

    @Override
    public FakeHook hook(FakeJob job, long seconds) {
        byte[] body = FakeJson.fill(
                        "{\"id\":%s,\"object\":\"event\",\"created_at\":%s,\"type\":%s,\"data\":{\"id\":%s}}",
                        "evt_" + job.id(), seconds, "response." + FakeBackground.status(job), job.id())
                .getBytes(StandardCharsets.UTF_8);
        return FakeSigns.standard(WEBHOOK_SECRET, "evt_" + job.id(), seconds, body);
    }
}
