package studio.atelier.testkit.fake;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/// Answers that a request waits for, reads as a stream, or leaves in the background, where they are looked at,
/// cancelled and deleted: responses of OpenAI, interactions of Gemini.
public final class FakeBackground {

    private final FakeServer server;
    private final Function<FakeJob, JsonNode> answer;
    private final Function<FakeJob, List<String>> frames;
    private final Function<FakeJob, JsonNode> deleted;

    /// @param answer  a job as it is told
    /// @param frames  the events of a job that is over
    /// @param deleted what is told of a job that is gone
    public FakeBackground(
            FakeServer server,
            Function<FakeJob, JsonNode> answer,
            Function<FakeJob, List<String>> frames,
            Function<FakeJob, JsonNode> deleted) {
        this.server = server;
        this.answer = answer;
        this.frames = frames;
        this.deleted = deleted;
    }

    /// @param path a regular expression for the path of all of them
    public void routes(String path) {
        server.route("GET", path + "/([^/]+)", this::look);
        server.route("POST", path + "/([^/]+)/cancel", this::cancel);
        server.route("DELETE", path + "/([^/]+)", this::delete);
    }

    /// Answers the request that made the job, the way it wants to hear.
    public void begin(FakeExchange exchange, FakeJob job) throws IOException {
        if (job.request().path("stream").asBoolean(false)) {
            FakeJob over = server.jobs().end(job);
            server.stream(exchange, job.sale(), "text/event-stream", frames.apply(over));
        } else {
            exchange.json(
                    200, "%s", answer.apply(left(job) ? job : server.jobs().end(job)));
        }
    }

    private static boolean left(FakeJob job) {
        return job.request().path("background").asBoolean(false);
    }

    private void look(FakeExchange exchange) throws IOException {
        Optional<FakeJob> job = server.jobs().look(exchange, exchange.group(1));
        if (job.isPresent()) {
            exchange.json(200, "%s", answer.apply(job.get()));
        }
    }

    private void cancel(FakeExchange exchange) throws IOException {
        Optional<FakeJob> job = server.jobs().find(exchange, exchange.group(1), "cancel");
        if (job.isEmpty()) {
            return;
        }
        if (left(job.get())) {
            exchange.json(200, "%s", answer.apply(server.jobs().cancel(job.get())));
        } else {
            server.refuse(exchange, FakeRefusal.INVALID);
        }
    }

    private void delete(FakeExchange exchange) throws IOException {
        Optional<FakeJob> job = server.jobs().find(exchange, exchange.group(1), "cancel");
        if (job.isPresent()) {
            server.jobs().remove(job.get());
            exchange.json(200, "%s", deleted.apply(job.get()));
        }
    }

    /// How a job stands, in the word that both have for it.
    public static String status(FakeJob job) {
        return switch (job.state()) {
            case QUEUED -> "queued";
            case RUNNING -> "in_progress";
            case DONE -> "completed";
            case FAILED, MODERATED -> "failed";
            case EXPIRED -> "incomplete";
            case CANCELLED -> "cancelled";
        };
    }
}
