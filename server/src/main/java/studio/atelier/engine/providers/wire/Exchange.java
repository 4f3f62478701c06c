package studio.atelier.engine.providers.wire;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import studio.atelier.engine.providers.Answer;
import studio.atelier.engine.providers.Discovery;
import studio.atelier.engine.providers.ProviderFailure;
import studio.atelier.platform.outbound.Outbound;
import studio.atelier.platform.outbound.OutboundCall;
import studio.atelier.platform.outbound.Outcome;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Sends calls to one provider, closes answers and turns everything that is no success into a failure of
/// the port.
public final class Exchange {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int PAGES_MAX = 20;
    private static final int MODELS_MAX = 2_000;
    private static final int MODEL_LENGTH_MAX = 200;

    private final Outbound outbound;
    private final Failures failures;

    public Exchange(Outbound outbound, Failures failures) {
        this.outbound = outbound;
        this.failures = failures;
    }

    /// Reads a good answer.
    @FunctionalInterface
    public interface Reading {
        Answer of(Outcome.Answered answer) throws IOException;
    }

    /// Sends and reads what comes with a good status.
    public Answer send(OutboundCall call, Reading reading) {
        return exchanged(call, reading, failures::of);
    }

    /// An answer that is one JSON document; for small ones.
    ///
    /// @throws JacksonException when it is none, or breaks off
    public static JsonNode tree(Outcome.Answered answer) {
        return JSON.readTree(answer.body());
    }

    /// The same for a look at a job: trouble of the server is no answer about the job.
    public Answer look(OutboundCall call, Reading reading) {
        return exchanged(call, reading, failures::whileLooking);
    }

    private Answer exchanged(OutboundCall call, Reading reading, Function<Outcome.Answered, ProviderFailure> refused) {
        return switch (outbound.send(call)) {
            case Outcome.NotSent unsent -> new Answer.Failed(failures.of(unsent));
            case Outcome.SentNoAnswer silence -> new Answer.Failed(failures.of(silence));
            case Outcome.Answered answer -> {
                try (answer) {
                    yield answer.ok() ? reading.of(answer) : new Answer.Failed(refused.apply(answer));
                } catch (IOException | JacksonException problem) {
                    yield new Answer.Failed(failures.unreadable(problem, failures.requestId(answer)));
                }
            }
        };
    }

    /// Asks something that decides nothing, such as to stop a job.
    ///
    /// @return the status; 0 without an answer
    public int tell(OutboundCall call) {
        return switch (outbound.send(call)) {
            case Outcome.NotSent _, Outcome.SentNoAnswer _ -> 0;
            case Outcome.Answered answer -> {
                try (answer) {
                    yield answer.status();
                }
            }
        };
    }

    /// Asks for the list of models.
    ///
    /// @param models finds the ids in the answer; nothing when it is no list of models
    public Discovery discover(OutboundCall call, Function<JsonNode, Optional<List<String>>> models) {
        return switch (outbound.send(call)) {
            case Outcome.NotSent unsent ->
                new Discovery.Unreachable(failures.of(unsent).words().message());
            case Outcome.SentNoAnswer silence ->
                new Discovery.Unreachable(failures.of(silence).words().message());
            case Outcome.Answered answer -> {
                try (answer) {
                    yield answer.ok() ? listed(answer, models) : unlisted(answer);
                }
            }
        };
    }

    /// A place in a list that comes in pages.
    @FunctionalInterface
    public interface Pages {

        /// @param token of the page before; empty at the first
        OutboundCall page(String token);
    }

    /// Asks for all pages of the list of models, 20 at most.
    ///
    /// @param next what leads to the next page; empty at the last
    public Discovery discover(
            Pages pages, Function<JsonNode, Optional<List<String>>> models, Function<JsonNode, String> next) {
        List<String> all = new ArrayList<>();
        var token = new AtomicReference<>("");
        for (int page = 0; page < PAGES_MAX; page++) {
            Discovery found = discover(pages.page(token.get()), tree -> {
                token.set(next.apply(tree));
                return models.apply(tree);
            });
            if (!(found instanceof Discovery.Models(List<String> ids))) {
                return found;
            }
            all.addAll(ids);
            if (token.get().isEmpty()) {
                break;
            }
        }
        return usable(all);
    }

    /// The names in a list of models.
    ///
    /// @param field of each that is its name
    /// @return nothing when it is no list
    public static Optional<List<String>> names(JsonNode list, String field) {
        return list.isArray()
                ? Optional.of(list.valueStream()
                        .map(each -> each.path(field).asString(""))
                        .toList())
                : Optional.empty();
    }

    private Discovery unlisted(Outcome.Answered answer) {
        ProviderFailure failure = failures.of(answer);
        String message = failure.words().message();
        if (failure instanceof ProviderFailure.KeyRejected) {
            return new Discovery.Rejected(message);
        }
        return switch (answer.status()) {
            // Not every server lists its models.
            case 404, 405, 501 -> new Discovery.Models(List.of());
            default -> new Discovery.Unreachable(message);
        };
    }

    private Discovery listed(Outcome.Answered answer, Function<JsonNode, Optional<List<String>>> models) {
        try {
            return models.apply(JSON.readTree(answer.body()))
                    .<Discovery>map(Exchange::usable)
                    .orElseGet(() -> new Discovery.Unreachable("The address answers, but not with a list of models."));
        } catch (JacksonException problem) {
            return new Discovery.Unreachable(
                    failures.unreadable(problem, null).words().message());
        }
    }

    private static Discovery usable(List<String> ids) {
        return new Discovery.Models(ids.stream()
                .filter(id -> !id.isBlank() && id.length() <= MODEL_LENGTH_MAX)
                .limit(MODELS_MAX)
                .toList());
    }
}
