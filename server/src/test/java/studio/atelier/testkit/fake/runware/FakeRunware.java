package studio.atelier.testkit.fake.runware;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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

/// The fake of Runware, at `/v1`. A request is a list of tasks; the first fault that a prompt asks for is the
/// fault of the whole answer, while a task that is wrong in itself is an error beside the results of the others.
public final class FakeRunware implements FakeApi {

    public static void main(String[] args) throws IOException {
        FakeServer.run(new FakeRunware(), args);
    }

    /// The key may come in a task of its own, the first one.
    @Override
    public String key(FakeExchange exchange) {
        String header = exchange.authorization("Bearer");
        return header.isEmpty() && exchange.method().equals("POST") && exchange.bytes().length > 0
                ? exchange.body().path(0).path("apiKey").asString("")
                : header;
    }

    @Override
    public void routes(FakeServer server) {
        RunwareTasks tasks = new RunwareTasks(server);
        server.route("POST", "/v1", exchange -> answer(exchange, tasks));
    }

    private static void answer(FakeExchange exchange, RunwareTasks tasks) throws IOException {
        List<JsonNode> data = new ArrayList<>();
        List<JsonNode> errors = new ArrayList<>();
        for (JsonNode task : exchange.body()) {
            if (!tasks.run(exchange, task, data, errors)) {
                return;
            }
        }
        if (errors.isEmpty()) {
            exchange.json(200, "{\"data\":%s}", data);
        } else if (data.isEmpty()) {
            exchange.json(400, "{\"errors\":%s}", errors);
        } else {
            exchange.json(200, "{\"data\":%s,\"errors\":%s}", data, errors);
        }
    }

    static JsonNode error(JsonNode task, String code, String message) {
        return FakeJson.node(
                "{\"code\":%s,\"message\":%s,\"taskType\":%s,\"taskUUID\":%s}",
                code,
                message,
                task.path("taskType").asString(""),
                task.path("taskUUID").asString(""));
    }

    @Override
    public void refuse(FakeExchange exchange, FakeRefusal refusal) throws IOException {
        boolean list = exchange.bytes().length > 0 && exchange.bytes()[0] == '[';
        JsonNode task = list ? exchange.body().path(0) : FakeJson.node("{}");
        int status = switch (refusal) {
            case QUOTA -> 402;
            default -> refusal.status();
        };
        exchange.json(status, "{\"errors\":[%s]}", error(task, code(refusal), refusal.message()));
    }

    private static String code(FakeRefusal refusal) {
        return switch (refusal) {
            case INVALID -> "invalidParameter";
            case KEY -> "invalidApiKey";
            case MONEY, QUOTA -> "insufficientCredits";
            case FORBIDDEN -> "accountSuspended";
            case NOT_FOUND -> "modelNotFound";
            case TIMEOUT, LATE -> "timeoutProvider";
            case CONFLICT -> "conflictTaskUUID";
            case TOO_LARGE -> "maxFileSize";
            case UNPROCESSABLE -> "unsupportedParameter";
            case SPEED -> "providerRateLimitExceeded";
            case FAULT -> "internalServerError";
            case GATEWAY -> "providerError";
            case UNAVAILABLE -> "serviceUnavailable";
            case OVERLOADED -> "noAvailableServer";
            case MODERATED -> "contentPolicyViolation";
            case EXPIRED -> "mediaExpired";
        };
    }

    @Override
    public FakeHook hook(FakeJob job, long seconds) {
        List<JsonNode> data = new ArrayList<>();
        List<JsonNode> errors = new ArrayList<>();
        RunwareTasks.described(job, data, errors);
        byte[] body = (errors.isEmpty()
                        ? FakeJson.fill("{\"data\":%s}", data)
                        : FakeJson.fill("{\"errors\":%s}", errors))
                .getBytes(StandardCharsets.UTF_8);
        return new FakeHook(Map.of(), "", body);
    }
}
