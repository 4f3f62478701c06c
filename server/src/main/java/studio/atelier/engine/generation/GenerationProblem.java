package studio.atelier.engine.generation;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.problem.ProblemCode;

/// Why a generation is refused or failed. Those with status 502 and above stand on failed rows; on surfaces
/// that wait for the result they are the answer.
public enum GenerationProblem implements ProblemCode {
    INVALID(
            "generation.invalid",
            422,
            "The request cannot be run",
            "Correct the fields named in errors; nothing was charged."),
    MISSING_KEY(
            "generation.missing_key",
            409,
            "No key for this provider",
            "Add your own key under Keys, or ask an admin to set one for everyone."),
    MODERATED("generation.moderated", 422, "The prompt is not allowed here", "Change the prompt; nothing was charged."),
    KEY_REUSED(
            "idempotency.key_reused",
            422,
            "The idempotency key belongs to another request",
            "Send a new Idempotency-Key for a new request."),
    NOT_FOUND(
            "generation.not_found",
            404,
            "No such generation",
            "Check the id; a deleted generation is gone after 30 days."),
    NOT_CANCELLABLE(
            "generation.not_cancellable",
            409,
            "It cannot be cancelled any more",
            "The provider is at work and cannot be told to stop; what it delivers is kept and charged."),
    NOT_RETRYABLE(
            "generation.not_retryable", 409, "It cannot be retried", "Only failed and cancelled generations can."),
    NOT_ENDED("generation.not_ended", 409, "It is still running", "Cancel it first, or wait for its end."),
    CONFIRM_UNKNOWN(
            "generation.confirm_unknown",
            409,
            "Nobody knows whether the provider billed the first try",
            "Send confirm_unknown to run it again anyway; the provider may bill both."),
    OUTCOME_UNKNOWN(
            "generation.outcome_unknown",
            502,
            "The provider's answer was lost",
            "Nothing was charged here, but the provider may bill it. Run it again if you accept that."),
    ATTEMPTS_EXHAUSTED(
            "generation.attempts_exhausted",
            502,
            "All attempts failed",
            "Nothing was charged. Retry later, or choose another model."),
    PROVIDER_REFUSED(
            "provider.refused", 422, "The provider refuses this prompt", "Change the prompt; nothing was charged."),
    PROVIDER_INVALID_INPUT(
            "provider.invalid_input",
            422,
            "The provider does not accept these settings",
            "Change them; nothing was charged."),
    PROVIDER_KEY_REJECTED(
            "provider.key_rejected",
            502,
            "The provider rejects the key",
            "Replace the key under Keys; nothing was charged."),
    PROVIDER_OUT_OF_FUNDS(
            "provider.out_of_funds",
            502,
            "The provider's account has no money left",
            "Add funds at the provider, or use another key; nothing was charged here."),
    PROVIDER_BROKEN(
            "provider.broken", 502, "The provider failed", "Nothing was charged. Retry, or choose another model."),
    PROVIDER_BUSY(
            "provider.busy",
            429,
            "The provider takes no more requests now",
            "Nothing was charged. Wait for the time named in `Retry-After`, or choose another model."),
    PROVIDER_UNREACHABLE(
            "provider.unreachable",
            503,
            "The provider cannot be reached",
            "Nothing was charged. Wait for the time named in `Retry-After`, or choose another model."),
    PROVIDER_BAD_OUTPUT(
            "provider.bad_output",
            502,
            "What the provider delivered cannot be kept",
            "Nothing was charged here. Retry, or choose another model."),
    CALLBACK_REFUSED(
            "generation.callback_refused",
            401,
            "The callback is not signed by the provider",
            "Sign it as the provider documents it; the job is polled all the same."),
    CALLBACK_UNREADABLE("generation.callback_unreadable", 400, "The callback cannot be read", "Send a body in UTF-8."),
    INTERRUPTED("generation.interrupted", 503, "Stopped", "Retry it; nothing was charged."),
    STILL_RUNNING("generation.still_running", 504, "Still running", "Ask for it by its id, or wait for the event.");

    private final String code;
    private final int status;
    private final String title;
    private final String action;

    GenerationProblem(String code, int status, String title, String action) {
        this.code = code;
        this.status = status;
        this.title = title;
        this.action = action;
    }

    /// @param code as it stands on a failed row; null for one that was stopped
    public static GenerationProblem of(@Nullable String code) {
        return Arrays.stream(values())
                .filter(each -> each.code.equals(code))
                .findFirst()
                .orElse(INTERRUPTED);
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public String action() {
        return action;
    }
}
