package studio.atelier.backend.identity.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URLEncoder;
import java.util.Map;
import java.util.Optional;
import studio.atelier.backend.identity.IdentitySettings;
import studio.atelier.platform.outbound.Outbound;
import studio.atelier.platform.outbound.OutboundCall;
import studio.atelier.platform.outbound.OutboundLimits;
import studio.atelier.platform.outbound.Outcome;
import studio.atelier.platform.settings.Secret;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks hCaptcha or Turnstile, which speak alike, whether a person solved their riddle. Thread-safe.
final class Captchas {

    private static final int TOKEN_LENGTH_MAX = 8_192;
    private static final int ANSWER_BYTES_MAX = 64 << 10;

    private final Optional<IdentitySettings.Captcha> settings;
    private final Outbound outbound;

    Captchas(Optional<IdentitySettings.Captcha> settings, Outbound outbound) {
        this.settings = settings;
        this.outbound = outbound;
    }

    /// Does nothing where it is off.
    ///
    /// @param address of whoever asks
    /// @throws studio.atelier.platform.problem.ProblemException `captcha_failed`
    void check(GoTrueBody body, String address) {
        if (settings.isEmpty()) {
            return;
        }
        String token =
                body.json().path("gotrue_meta_security").path("captcha_token").asString("");
        if (token.isEmpty()) {
            throw GoTrueProblem.CAPTCHA_FAILED.problem(
                    "captcha protection: request disallowed (no captcha_token found)");
        }
        if (token.length() > TOKEN_LENGTH_MAX || !solved(settings.get(), token, address)) {
            throw GoTrueProblem.CAPTCHA_FAILED.problem("captcha protection: request disallowed");
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
