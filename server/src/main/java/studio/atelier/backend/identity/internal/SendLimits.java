package studio.atelier.backend.identity.internal;

import java.time.Duration;
import studio.atelier.platform.http.Exchange;
import studio.atelier.platform.limits.Limiter;
import studio.atelier.platform.limits.Limiter.Verdict;
import studio.atelier.platform.limits.Standing;
import studio.atelier.platform.problem.Problem;

/// How often messages, and accounts of nobody in particular, may be asked for. Messages: to one address of each kind,
/// and from one network address in all. Counts before
/// anybody looks whether the address has an account, so that the answer tells nothing about it. Thread-safe.
final class SendLimits {

    private final Limiter perRecipient;
    private final Limiter perSource;
    private final Limiter anonymous;
    private final boolean autoconfirm;

    /// @param autoconfirm addresses count without a message
    SendLimits(Limiter perRecipient, Limiter perSource, Limiter anonymous, boolean autoconfirm) {
        this.anonymous = anonymous;
        this.autoconfirm = autoconfirm;
        this.perRecipient = perRecipient;
        this.perSource = perSource;
    }

    /// Each anonymous sign-in makes an account.
    void checkAnonymous(Exchange exchange) {
        anonymous.check(exchange.addressKey());
    }

    /// A sign-up sends a message, where addresses are confirmed by one.
    void checkSignUp(String email, Exchange exchange) {
        if (!autoconfirm && EmailAddress.valid(email)) {
            check(Letter.CONFIRMATION, EmailAddress.normal(email), exchange.addressKey());
        }
    }

    /// @param source    network address of whoever asks
    /// @param recipient what the message goes to
    /// @throws studio.atelier.platform.problem.ProblemException 429 in the words of the channel
    void check(Letter letter, String recipient, String source) {
        GoTrueProblem refusal =
                letter.phone() ? GoTrueProblem.OVER_SMS_SEND_RATE_LIMIT : GoTrueProblem.OVER_EMAIL_SEND_RATE_LIMIT;
        if (perSource.take(source, 0) instanceof Verdict.Exceeded(Standing _, Duration wait)) {
            throw Problem.of(refusal, letter.phone() ? "SMS rate limit exceeded" : "email rate limit exceeded")
                    .withRetryAfter(wait)
                    .exception();
        }
        if (perRecipient.take(letter.kind() + " " + recipient) instanceof Verdict.Exceeded(Standing _, Duration wait)) {
            long seconds = Math.max(1, wait.plusMillis(999).toSeconds());
            throw Problem.of(refusal, "For security purposes, you can only request this after " + seconds + " seconds.")
                    .withRetryAfter(wait)
                    .exception();
        }
        var _ = perSource.take(source);
    }
}
