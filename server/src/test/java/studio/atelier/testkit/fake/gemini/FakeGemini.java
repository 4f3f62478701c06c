package studio.atelier.testkit.fake.gemini;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import studio.atelier.testkit.fake.FakeApi;
import studio.atelier.testkit.fake.FakeExchange;
import studio.atelier.testkit.fake.FakeHook;
import studio.atelier.testkit.fake.FakeJob;
import studio.atelier.testkit.fake.FakeJson;
import studio.atelier.testkit.fake.FakeRefusal;
import studio.atelier.testkit.fake.FakeServer;
import tools.jackson.databind.JsonNode;

/// The fake of Google's Gemini API, under `/v1beta` and, as newer clients ask, `/v1`. Its messages about ended jobs are
/// hints without a signature.
public final class FakeGemini implements FakeApi {

    private static final String RPC = "type.googleapis.com/google.rpc.";

    public static void main(String[] args) throws IOException {
        FakeServer.run(new FakeGemini(), args);
    }

    @Override
    public void routes(FakeServer server) {
        GeminiModels.routes(server);
        new GeminiContent(server).routes();
        new GeminiInteractions(server).routes();
        new GeminiFiles(server).routes();
    }

    @Override
    public String key(FakeExchange exchange) {
        String header = exchange.header("x-goog-api-key");
        return header.isEmpty() ? exchange.query("key") : header;
    }

    @Override
    public void refuse(FakeExchange exchange, FakeRefusal refusal) throws IOException {
        if (refusal == FakeRefusal.MODERATED) {
            moderated(exchange);
            return;
        }
        int status = refusal == FakeRefusal.KEY ? 400 : refusal.status();
        exchange.json(status, """
                {"error":{"code":%s,"message":%s,"status":%s,"details":%s}}""", status, refusal.message(), status(refusal), details(refusal));
    }

    /// Blocked input is an answer like any other, with nothing in it.
    private static void moderated(FakeExchange exchange) throws IOException {
        if (exchange.path().endsWith("/interactions")) {
            exchange.json(200, """
                    {"id":"blocked","status":"failed","steps":[{"type":"model_output","content":[],
                    "error":{"code":3,"message":%s}}],"errors":[{"code":"content_blocked","message":%s}]}""", FakeRefusal.MODERATED.message(), FakeRefusal.MODERATED.message());
            return;
        }
        String blocked = FakeJson.fill("""
                {"promptFeedback":{"blockReason":"PROHIBITED_CONTENT","safetyRatings":[]},
                "usageMetadata":{"promptTokenCount":8,"totalTokenCount":8},"responseId":"blocked"}""");
        if (exchange.path().endsWith(":streamGenerateContent")) {
            exchange.bytes(
                    "text/event-stream",
                    ("data: " + blocked.replace("\n", "") + "\n\n").getBytes(StandardCharsets.UTF_8));
        } else {
            exchange.json(200, blocked);
        }
    }

    private static String status(FakeRefusal refusal) {
        return switch (refusal) {
            case INVALID, KEY, TOO_LARGE, UNPROCESSABLE, MODERATED -> "INVALID_ARGUMENT";
            case MONEY -> "FAILED_PRECONDITION";
            case FORBIDDEN -> "PERMISSION_DENIED";
            case NOT_FOUND, EXPIRED -> "NOT_FOUND";
            case TIMEOUT, LATE -> "DEADLINE_EXCEEDED";
            case CONFLICT -> "ABORTED";
            case SPEED, QUOTA -> "RESOURCE_EXHAUSTED";
            case FAULT -> "INTERNAL";
            case GATEWAY, UNAVAILABLE, OVERLOADED -> "UNAVAILABLE";
        };
    }

    private static List<JsonNode> details(FakeRefusal refusal) {
        return switch (refusal) {
            case KEY -> List.of(FakeJson.node("""
                    {"@type":%s,"reason":"API_KEY_INVALID","domain":"googleapis.com"}""", RPC + "ErrorInfo"));
            case SPEED ->
                List.of(FakeJson.node("{\"@type\":%s,\"retryDelay\":\"2s\"}", RPC + "RetryInfo"), violation("Minute"));
            case QUOTA -> List.of(violation("Day"));
            default -> List.of();
        };
    }

    private static JsonNode violation(String span) {
        return FakeJson.node("""
                {"@type":%s,"violations":[{"quotaMetric":"generativelanguage.googleapis.com/requests",
                "quotaId":%s,"quotaDimensions":{"location":"global"},"quotaValue":"10"}]}""", RPC + "QuotaFailure", "GenerateRequestsPer" + span + "PerProjectPerModel");
    }

    @Override
    public FakeHook hook(FakeJob job, long seconds) {
        String type = job.is(FakeJob.State.DONE) ? "interaction.completed" : "interaction.failed";
        byte[] body = FakeJson.fill("{\"type\":%s,\"data\":{\"id\":%s}}", type, job.id())
                .getBytes(StandardCharsets.UTF_8);
        return new FakeHook(Map.of(), "", body);
    }
}
