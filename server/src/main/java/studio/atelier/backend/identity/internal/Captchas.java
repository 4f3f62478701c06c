package studio.atelier.backend.identity.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URLEncoder;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.identity.IdentityProblem;
import studio.atelier.backend.identity.IdentitySettings;
import studio.atelier.platform.outbound.Outbound;
import studio.atelier.platform.outbound.OutboundCall;
import studio.atelier.platform.outbound.OutboundLimits;
import studio.atelier.platform.outbound.Outcome;
import studio.atelier.platform.settings.Secret;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks hCaptcha or Turnstile, which speak alike, whether a person solved their challenge. Thread-safe.
final class Captchas {

    private static final int TOKEN_LENGTH_MAX = 8_192;
    private static final int ANSWER_BYTES_MAX = 64 << 10;

    private final Optional<IdentitySettings.Captcha> settings;
    private final Outbound outbound;

    Captchas(Optional<IdentitySettings.Captcha> settings, Outbound outbound) {
        this.settings = settings;
        this.outbound = outbound;
    }

    enum Verdict {
        /// Solved, or nobody asks.
        FINE,
        MISSING,
        WRONG
    }

    /// @param token   of the challenge; empty for none
    /// @param address of whoever asks
    Verdict judge(String token, String address) {
        if (settings.isEmpty()) {
            return Verdict.FINE;
        }
        if (token.isEmpty()) {
            return Verdict.MISSING;
        }
        return token.length() <= TOKEN_LENGTH_MAX && solved(settings.get(), token, address)
                ? Verdict.FINE
                : Verdict.WRONG;
    }

    /// In the words of GoTrue.
    ///
    /// @throws studio.atelier.platform.problem.ProblemException `captcha_failed`
    void check(GoTrueBody body, String address) {
        String token =
                body.json().path("gotrue_meta_security").path("captcha_token").asString("");
        switch (judge(token, address)) {
            case FINE -> {}
            case MISSING ->
                throw GoTrueProblem.CAPTCHA_FAILED.problem(
                        "captcha protection: request disallowed (no captcha_token found)");
            case WRONG -> throw GoTrueProblem.CAPTCHA_FAILED.problem("captcha protection: request disallowed");
        }
    }

    /// On our own pages.
    ///
    /// @throws studio.atelier.platform.problem.ProblemException `identity.captcha_failed`
    void check(@Nullable String token, String address) {
        if (judge(token == null ? "" : token, address) != Verdict.FINE) {
            throw IdentityProblem.CAPTCHA_FAILED.problem();
        }
    }

    private boolean solved(IdentitySettings.Captcha captcha, String token, String address) {
        String form = "secret=" + encoded(captcha.secret().reveal()) + "&response=" + encoded(token) + "&remoteip="
                + encoded(address);
        var call = new OutboundCall(
                "POST",
                captcha.url(),
                Map.of("Content-Type", new Secret("application/x-www-form-urlencoded")),
                new OutboundCall.Payload.Bytes(form.getBytes(UTF_8)),
                OutboundLimits.BRIEF);
        if (!(outbound.send(call) instanceof Outcome.Answered answer)) {
            return false;
        }
        try (answer) {
            JsonNode said = JsonMapper.shared().readTree(answer.text(ANSWER_BYTES_MAX));
            return answer.ok() && said.path("success").asBoolean(false);
        } catch (IOException | JacksonException _) {
            return false;
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
