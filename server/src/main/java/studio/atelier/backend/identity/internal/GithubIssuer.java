package studio.atelier.backend.identity.internal;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import studio.atelier.backend.identity.IdentitySettings;
import studio.atelier.platform.settings.Secret;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// GitHub: OAuth 2 with PKCE, and who somebody is from its API. The address comes from the list of addresses, because
/// only
/// there it says which are verified. Thread-safe.
final class GithubIssuer implements ExternalIssuer {

    private static final String PUBLIC_SITE = "github.com";

    private final IdentitySettings.Issuer settings;
    private final IssuerHttp http;
    private final String api;

    GithubIssuer(IdentitySettings.Issuer settings, IssuerHttp http) {
        this.settings = settings;
        this.http = http;
        this.api = PUBLIC_SITE.equals(settings.url().getHost()) ? "https://api.github.com" : settings.url() + "/api/v3";
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public URI authorization(Departure departure) {
        Map<String, String> query = new LinkedHashMap<>(departure.more());
        query.put("client_id", settings.clientId());
        query.put("redirect_uri", departure.callback().toString());
        query.put("response_type", "code");
        query.put("scope", ("user:email " + departure.scopes()).strip());
        query.put("state", departure.state());
        query.put("code_challenge", departure.challenge());
        query.put("code_challenge_method", "S256");
        return IssuerHttp.with(URI.create(settings.url() + "/login/oauth/authorize"), query);
    }

    @Override
    public Arrival arrive(String code, String verifier, String nonce, URI callback) {
        JsonNode answer = http.post(
                URI.create(settings.url() + "/login/oauth/access_token"),
                Map.of(
                        "client_id", settings.clientId(),
                        "client_secret", settings.clientSecret().reveal(),
                        "code", code,
                        "redirect_uri", callback.toString(),
                        "code_verifier", verifier),
                Map.of());
        String token = answer.path("access_token").asString("");
        if (token.isEmpty()) {
            throw new IssuerRefused("GitHub did not accept the code.");
        }
        Map<String, Secret> bearer = Map.of("Authorization", new Secret("Bearer " + token));
        JsonNode user = http.get(URI.create(api + "/user"), bearer);
        JsonNode emails = http.get(URI.create(api + "/user/emails"), bearer);
        Map<String, String> tokens = new LinkedHashMap<>();
        tokens.put("provider_token", token);
        if (!answer.path("refresh_token").asString("").isEmpty()) {
            tokens.put("provider_refresh_token", answer.path("refresh_token").asString());
        }
        return new Arrival(person(user, emails), tokens);
    }

    private ExternalPerson person(JsonNode user, JsonNode emails) {
        String subject = user.path("id").asString("");
        if (subject.isEmpty()) {
            throw new IssuerRefused("GitHub did not say who it is.");
        }
        JsonNode primary = emails.valueStream()
                .filter(email -> email.path("primary").asBoolean(false))
                .findFirst()
                .orElseGet(() -> JsonMapper.shared().missingNode());
        String email = primary.path("email").asString("");
        boolean valid = EmailAddress.valid(email);
        boolean verified = valid && primary.path("verified").asBoolean(false);
        String login = user.path("login").asString("");
        String name = user.path("name").asString(login);
        ObjectNode data = JsonMapper.shared()
                .createObjectNode()
                .put("iss", api)
                .put("sub", subject)
                .put("provider_id", subject)
                .put("name", name)
                .put("full_name", name)
                .put("user_name", login)
                .put("preferred_username", login)
                .put("avatar_url", user.path("avatar_url").asString(""))
                .put("email_verified", verified)
                .put("phone_verified", false);
        if (valid) {
            data.put("email", EmailAddress.normal(email));
        }
        return new ExternalPerson(subject, valid ? EmailAddress.normal(email) : null, verified, data);
    }
}
