package studio.atelier.engine.generation;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.generation.GenerationStore.Ending;
import studio.atelier.engine.providers.ProviderFailure;
import studio.atelier.engine.providers.ProviderFailure.Words;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What a person is told of a run that failed.
final class FailureWords {

    private FailureWords() {}

    static GenerationProblem problem(ProviderFailure failure) {
        return switch (failure) {
            case ProviderFailure.NoAnswer _ -> GenerationProblem.OUTCOME_UNKNOWN;
            case ProviderFailure.Refused _ -> GenerationProblem.PROVIDER_REFUSED;
            case ProviderFailure.InvalidInput _ -> GenerationProblem.PROVIDER_INVALID_INPUT;
            case ProviderFailure.KeyRejected _ -> GenerationProblem.PROVIDER_KEY_REJECTED;
            case ProviderFailure.OutOfFunds _ -> GenerationProblem.PROVIDER_OUT_OF_FUNDS;
            case ProviderFailure.Broken _ -> GenerationProblem.PROVIDER_BROKEN;
            case ProviderFailure.BadOutput _ -> GenerationProblem.PROVIDER_BAD_OUTPUT;
            case ProviderFailure.RateLimited _ -> GenerationProblem.PROVIDER_BUSY;
            case ProviderFailure.NotSent _, ProviderFailure.Overloaded _ -> GenerationProblem.PROVIDER_UNREACHABLE;
        };
    }

    /// @param retryAfter when the same request may succeed; null where waiting does not help
    static Ending ending(Lease lease, GenerationProblem problem, Words words, @Nullable Duration retryAfter) {
        return new Ending(
                lease.generationId(),
                Status.FAILED,
                null,
                problem.code(),
                sentence(problem, words),
                error(lease, problem, words).put("retry_after_ms", retryAfter == null ? null : retryAfter.toMillis()),
                0,
                null,
                null);
    }

    private static String sentence(GenerationProblem problem, Words words) {
        return words.message().isBlank() ? problem.title() : problem.title() + ": " + words.message();
    }

    private static ObjectNode error(Lease lease, GenerationProblem problem, Words words) {
        String whose = switch (problem) {
            case PROVIDER_REFUSED, PROVIDER_INVALID_INPUT -> "you";
            case PROVIDER_KEY_REJECTED, PROVIDER_OUT_OF_FUNDS ->
                lease.keySource().equals("server") ? "us" : "you";
            default -> "provider";
        };
        return JsonNodeFactory.instance
                .objectNode()
                .put("code", problem.code())
                .put("title", problem.title())
                .put("detail", sentence(problem, words))
                .put("whose", whose)
                .put("charged", false)
                .put("action", problem.action())
                .put("provider_message", words.message())
                .put("provider_request_id", words.requestId())
                .put("provider_status", words.status());
    }
}
