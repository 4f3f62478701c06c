package studio.atelier.backend.realtime.channel;

import org.jspecify.annotations.Nullable;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.http.Authenticator;
import studio.atelier.platform.http.Credentials;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads tokens and keys, in the words clients know. Source: wire reference 5.2, 5.3. Thread-safe.
public final class Doorman {

    private static final String OPAQUE = "sb_";

    private final Authenticator authenticator;
    private final JsonMapper json = JsonMapper.shared();

    public Doorman(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    /// What came of a token.
    public sealed interface Answer {

        record Known(Who who) implements Answer {}

        /// @param code    as clients know it
        /// @param message a sentence
        record Unknown(String code, String message) implements Answer {}
    }

    /// A key that says a role and no person: it never stands for a token.
    static boolean opaque(@Nullable String token) {
        return token != null && token.startsWith(OPAQUE);
    }

    public Answer read(String token) {
        return switch (authenticator.authenticate(new Credentials(token, null, null))) {
            case Authenticator.Outcome.Accepted(Actor actor, var _, var _) -> known(token, actor);
            case Authenticator.Outcome.Anonymous() ->
                new Answer.Unknown("MalformedJWT", "The token provided is not a valid JWT");
            case Authenticator.Outcome.Refused(var problem) ->
                unknown(String.valueOf(problem.extra().getOrDefault("reason", "")), problem.detail());
        };
    }

    private Answer known(String token, Actor actor) {
        if (token.chars().filter(each -> each == '.').count() != 2) {
            return new Answer.Known(new Who(token, actor, Who.NEVER));
        }
        JsonNode claims = json.readTree(actor.claims());
        if (!claims.path("exp").isNumber() || claims.path("role").asString("").isEmpty()) {
            return new Answer.Unknown("InvalidJWTToken", "Fields `role` and `exp` are required in JWT");
        }
        return new Answer.Known(new Who(token, actor, claims.path("exp").asLong()));
    }

    private static Answer unknown(String reason, String detail) {
        return switch (reason) {
            case "token is expired" -> new Answer.Unknown("InvalidJWTToken", "Token has expired");
            case "signature is invalid" -> new Answer.Unknown("JwtSignatureError", "Failed to validate JWT signature");
            case "signing method or key is not known here" ->
                new Answer.Unknown("JwtSignerError", "Failed to generate JWT signer, the key is not known here");
            case "token is malformed", "the token is too long", "claims are not an object" ->
                new Answer.Unknown("MalformedJWT", "The token provided is not a valid JWT");
            default -> new Answer.Unknown("InvalidJWTToken", reason.isEmpty() ? detail : reason);
        };
    }
}
