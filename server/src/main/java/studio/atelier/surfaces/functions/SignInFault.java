package studio.atelier.surfaces.functions;

import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// What the original runtime says of a token it does not take, in the header `sb-error-code`. Source: wire
/// reference 6.
final class SignInFault {

    private static final String BEARER = "bearer ";
    private static final int TOKEN_LENGTH_MAX = 10_000;

    private SignInFault() {}

    /// @param headers of the refused request, names in lower case
    /// @return empty where the token is good and its owner is nobody
    static Optional<String> of(Map<String, String> headers) {
        String header = headers.get("authorization");
        if (header == null || header.isBlank()) {
            return Optional.of("UNAUTHORIZED_NO_AUTH_HEADER");
        }
        String token = header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? header.substring(BEARER.length()).strip()
                : "";
        if (token.equals(headers.get("apikey"))) {
            return Optional.empty();
        }
        return Optional.of(
                switch (algorithm(token)) {
                    case "" -> "UNAUTHORIZED_INVALID_JWT_FORMAT";
                    case "HS256" -> "UNAUTHORIZED_LEGACY_JWT";
                    case "ES256", "RS256" -> "UNAUTHORIZED_ASYMMETRIC_JWT";
                    default -> "UNAUTHORIZED_UNSUPPORTED_TOKEN_ALGORITHM";
                });
    }

    /// @return empty for what is no token
    private static String algorithm(String token) {
        String[] parts = token.length() > TOKEN_LENGTH_MAX ? new String[0] : token.split("\\.", -1);
        if (parts.length != 3) {
            return "";
        }
        try {
            return JsonMapper.shared()
                    .readTree(Base64.getUrlDecoder().decode(parts[0]))
                    .path("alg")
                    .asString("");
        } catch (JacksonException | IllegalArgumentException _) {
            return "";
        }
    }
}
