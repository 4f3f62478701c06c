package studio.atelier.backend.identity.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.crypto.Sha256;
import studio.atelier.platform.problem.ProblemException;
import tools.jackson.databind.JsonNode;

/// A session for an ID token that a program got from an issuer by itself. Source: wire reference 2.6. Thread-safe.
final class IdTokenGrant {

    private static final Map<String, String> WELL_KNOWN = Map.of(
            "google", "https://accounts.google.com",
            "apple", "https://appleid.apple.com",
            "facebook", "https://www.facebook.com",
            "kakao", "https://kauth.kakao.com");

    private final ExternalSignIn external;

    IdTokenGrant(ExternalSignIn external) {
        this.external = external;
    }

    /// @param linking who adds the identity; null for a sign-in
    SignedIn grant(GoTrueBody body, @Nullable UUID linking, Visit visit, Letters.Way way) {
        String token = body.text("id_token");
        if (token.isEmpty()) {
            throw refused("id_token required");
        }
        String provider = body.text("provider");
        if (provider.isEmpty() && (!body.has("client_id") || !body.has("issuer"))) {
            throw refused("provider or client_id and issuer required");
        }
        OpenidIssuer issuer = external.issuer(provider)
                .filter(OpenidIssuer.class::isInstance)
                .map(OpenidIssuer.class::cast)
                .orElseThrow(() -> GoTrueProblem.PROVIDER_DISABLED.problem("Provider (issuer \""
                        + (body.has("issuer") ? body.text("issuer") : WELL_KNOWN.getOrDefault(provider, provider))
                        + "\") is not enabled"));
        JsonNode claims;
        try {
            claims = issuer.claims(token);
        } catch (ExternalIssuer.IssuerRefused refusal) {
            String sentence = String.valueOf(refusal.getMessage());
            throw refused(sentence.contains("id_token") ? sentence : "Bad ID token");
        }
        checkNonce(claims.path("nonce").asString(""), body.text("nonce"));
        checkAccessToken(claims.path("at_hash").asString(""), body.text("access_token"));
        return switch (external.byIdToken(issuer, claims, linking, way)) {
            case ExternalAccounts.Outcome.Known(Account account) -> external.begin(account, visit);
            case ExternalAccounts.Outcome.Refused(int _, String code, String sentence) ->
                throw GoTrueProblem.ofExternal(code, sentence);
        };
    }

    /// Issuers are given the hash of what the program has, but not all of them take one.
    private static void checkNonce(String inToken, String posted) {
        if (inToken.isEmpty() != posted.isEmpty()) {
            throw refused("Passed nonce and nonce in id_token should either both exist or not.");
        }
        boolean same = MessageDigest.isEqual(Digests.sha256(posted).getBytes(UTF_8), inToken.getBytes(UTF_8))
                || MessageDigest.isEqual(posted.getBytes(UTF_8), inToken.getBytes(UTF_8));
        if (!same) {
            throw GoTrueProblem.NONCE_MISMATCH.problem();
        }
    }

    /// OpenID Connect Core, 3.1.3.6: the left half of the hash.
    private static void checkAccessToken(String inToken, String posted) {
        if (inToken.isEmpty() || posted.isEmpty()) {
            return;
        }
        byte[] hash = Sha256.of(posted.getBytes(US_ASCII));
        String half = Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, hash.length / 2));
        if (!MessageDigest.isEqual(half.getBytes(US_ASCII), inToken.getBytes(US_ASCII))) {
            throw refused("Bad ID token");
        }
    }

    private static ProblemException refused(String sentence) {
        return GoTrueProblem.ID_TOKEN_REFUSED.problem(sentence);
    }
}
