package studio.atelier.backend.identity.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.identity.IdentitySettings;

/// What a page has to know of the settings to draw the ways in. No secret.
final class Doors {

    private final Map<String, @Nullable Object> json = new LinkedHashMap<>();

    Doors(IdentitySettings settings) {
        json.put(
                "providers",
                settings.issuers().stream()
                        .map(issuer -> Map.of("name", issuer.name(), "label", issuer.label()))
                        .toList());
        json.put(
                "captcha",
                settings.captcha()
                        .map(captcha -> Map.of("kind", captcha.kind(), "site_key", captcha.siteKey()))
                        .orElse(null));
        json.put("manual_linking", settings.doors().manualLinking());
        json.put("phone", settings.doors().phone());
        json.put(
                "password",
                Map.of(
                        "length_min",
                        settings.passwords().lengthMin(),
                        "needs",
                        settings.passwords().needs().stream()
                                .map(PasswordRule.Characters::wire)
                                .toList()));
    }

    Map<String, @Nullable Object> json() {
        return json;
    }

    /// From where the challenge comes.
    static List<String> origins(IdentitySettings.Captcha captcha) {
        return captcha.kind().equals("hcaptcha")
                ? List.of("https://hcaptcha.com", "https://*.hcaptcha.com")
                : List.of("https://challenges.cloudflare.com");
    }
}
