package studio.atelier.backend.identity.internal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.identity.IdentityProblem;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.http.Authenticator;
import studio.atelier.platform.http.Credentials;
import studio.atelier.platform.http.Means;
import studio.atelier.platform.problem.Problem;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Who sends a request: access token, access key, project key or cookie, in this order. Thread-safe.
final class Recognition implements Authenticator {

    /// A cookie ended on another node works this long at most here.
    private static final Duration REMEMBERED_FOR = Duration.ofSeconds(5);

    private static final int REMEMBERED_MAX = 10_000;

    /// Longer texts are not looked at.
    private static final int COOKIE_LENGTH_MAX = 200;

    private static final Pattern UUID_FORM = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private final Tokens tokens;
    private final AccessKeys accessKeys;
    private final Sessions sessions;
    private final Cache<String, Optional<Outcome.Accepted>> cookies = Caffeine.newBuilder()
            .maximumSize(REMEMBERED_MAX)
            .expireAfterWrite(REMEMBERED_FOR)
            .build();

    Recognition(Tokens tokens, AccessKeys accessKeys, Sessions sessions) {
        this.tokens = tokens;
        this.accessKeys = accessKeys;
        this.sessions = sessions;
    }

    @Override
    public Outcome authenticate(Credentials credentials) {
        String bearer = credentials.bearer();
        String apiKey = credentials.apiKey();
        Outcome byKey = apiKey == null ? new Outcome.Anonymous() : byText(apiKey, IdentityProblem.PROJECT_KEY_INVALID);
        if (bearer == null || byKey instanceof Outcome.Refused) {
            return apiKey == null ? byCookie(credentials.cookie()) : byKey;
        }
        return byText(bearer, IdentityProblem.TOKEN_INVALID);
    }

    /// Forgets a cookie at once, after a sign-out.
    void forget(String cookie) {
        cookies.invalidate(Digests.sha256(cookie));
    }

    /// Forgets every cookie, after a person's other sign-ins were ended.
    void forgetAll() {
        cookies.invalidateAll();
    }

    private Outcome byText(String text, IdentityProblem otherwise) {
        if (text.startsWith(AccessKeys.START)) {
            return accessKeys
                    .recognise(text)
                    .<Outcome>map(account -> person(account, Means.ACCESS_KEY, null))
                    .orElseGet(() -> refused(IdentityProblem.ACCESS_KEY_INVALID, ""));
        }
        return switch (tokens.read(text)) {
            case Tokens.Reading.Invalid(String reason) -> refused(otherwise, reason);
            case Tokens.Reading.Valid(JsonNode claims) -> byClaims(claims, otherwise);
        };
    }

    private static Outcome byClaims(JsonNode claims, IdentityProblem otherwise) {
        String subject = claims.path("sub").asString("");
        return switch (claims.path("role").asString("")) {
            case "anon" -> new Outcome.Accepted(Actor.ANONYMOUS, Means.PROJECT_KEY, null);
            case "service_role" ->
                new Outcome.Accepted(
                        new Actor(Actor.Role.SERVICE, null, claims.toString(), false), Means.PROJECT_KEY, null);
            case "authenticated" ->
                UUID_FORM.matcher(subject).matches()
                        ? new Outcome.Accepted(
                                actor(UUID.fromString(subject), claims), Means.ACCESS_TOKEN, session(claims))
                        : refused(otherwise, "missing sub claim");
            default -> refused(otherwise, "role is not known here");
        };
    }

    private Outcome byCookie(@Nullable String cookie) {
        if (cookie == null || cookie.isEmpty() || cookie.length() > COOKIE_LENGTH_MAX) {
            return new Outcome.Anonymous();
        }
        return cookies.get(
                        Digests.sha256(cookie),
                        hash -> sessions.byCookie(hash)
                                .map(found -> person(found.account(), Means.COOKIE, found.sessionId())))
                .<Outcome>map(accepted -> accepted)
                .orElseGet(Outcome.Anonymous::new);
    }

    private Outcome.Accepted person(Account account, Means means, @Nullable UUID sessionId) {
        ObjectNode claims = tokens.claims(account);
        if (sessionId != null) {
            claims.put("session_id", sessionId.toString());
        }
        return new Outcome.Accepted(actor(account.id(), claims), means, sessionId);
    }

    private static Actor actor(UUID id, JsonNode claims) {
        boolean admin = claims.path("app_metadata").path("role").asString("").equals("admin");
        return new Actor(Actor.Role.AUTHENTICATED, id, claims.toString(), admin);
    }

    private static @Nullable UUID session(JsonNode claims) {
        String id = claims.path("session_id").asString("");
        return UUID_FORM.matcher(id).matches() ? UUID.fromString(id) : null;
    }

    private static Outcome refused(IdentityProblem code, String reason) {
        Problem problem = Problem.of(code, code.action());
        return new Outcome.Refused(reason.isEmpty() ? problem : problem.with("reason", reason));
    }
}
