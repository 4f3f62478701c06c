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

    /// Why a sign-in is not there, where its person is not there either.
    static final String PERSON_GONE = "user_not_found";

    /// Longer texts are not looked at.
    private static final int COOKIE_LENGTH_MAX = 200;

    private static final Pattern UUID_FORM = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private final Tokens tokens;
    private final AccessKeys accessKeys;
    private final Sessions sessions;
    private final StandingSessions standing;
    private final OpaqueKeys opaqueKeys;
    private final Cache<String, Optional<Outcome.Accepted>> cookies = Caffeine.newBuilder()
            .maximumSize(REMEMBERED_MAX)
            .expireAfterWrite(REMEMBERED_FOR)
            .build();

    Recognition(
            Tokens tokens, AccessKeys accessKeys, Sessions sessions, StandingSessions standing, OpaqueKeys opaqueKeys) {
        this.tokens = tokens;
        this.accessKeys = accessKeys;
        this.sessions = sessions;
        this.standing = standing;
        this.opaqueKeys = opaqueKeys;
    }

    @Override
    public Outcome authenticate(Credentials credentials) {
        String bearer = credentials.bearer();
        String apiKey = credentials.apiKey();
        Outcome byKey = apiKey == null ? new Outcome.Anonymous() : byText(apiKey, IdentityProblem.PROJECT_KEY_INVALID);
        // Clients send the project key as bearer too while nobody is signed in; it is no token then.
        if (bearer == null || byKey instanceof Outcome.Refused || bearer.equals(apiKey)) {
            return apiKey == null ? byCookie(credentials.cookie()) : byKey;
        }
        return byText(bearer, IdentityProblem.TOKEN_INVALID);
    }

    /// Whether a sign-in by token waits for the code of an authenticator.
    boolean half(UUID sessionId, UUID person) {
        return standing.state(sessionId, person) == StandingSessions.State.HALF;
    }

    /// Forgets a cookie at once, after a sign-out.
    void forget(String cookie) {
        cookies.invalidate(Digests.sha256(cookie));
    }

    /// Forgets every sign-in, after some were ended; they are looked up anew, which is cheap.
    void forgetAll() {
        cookies.invalidateAll();
        standing.forgetAll();
    }

    private Outcome byText(String text, IdentityProblem otherwise) {
        if (text.startsWith(AccessKeys.START)) {
            return accessKeys
                    .recognise(text)
                    .<Outcome>map(key -> program(person(key.account(), Means.ACCESS_KEY, null), key.id()))
                    .orElseGet(() -> refused(IdentityProblem.ACCESS_KEY_INVALID, ""));
        }
        if (text.startsWith(OpaqueKeys.START)) {
            return opaqueKeys
                    .read(text)
                    .<Outcome>map(Recognition::byOpaqueKey)
                    .orElseGet(() -> refused(IdentityProblem.PROJECT_KEY_INVALID, ""));
        }
        return switch (tokens.read(text)) {
            case Tokens.Reading.Invalid(String reason) -> refused(otherwise, reason);
            case Tokens.Reading.Valid valid -> byClaims(valid, otherwise);
        };
    }

    private static Outcome byOpaqueKey(OpaqueKeys.Role role) {
        return switch (role) {
            case ANON -> new Outcome.Accepted(Actor.ANONYMOUS, Means.PROJECT_KEY, null);
            case SERVICE -> new Outcome.Accepted(Actor.SERVICE, Means.PROJECT_KEY, null);
        };
    }

    private Outcome byClaims(Tokens.Reading.Valid valid, IdentityProblem otherwise) {
        JsonNode claims = valid.claims();
        return switch (claims.path("role").asString("")) {
            case "anon" ->
                new Outcome.Accepted(new Actor(Actor.Role.ANON, null, valid.text(), false), Means.PROJECT_KEY, null);
            case "service_role", "supabase_admin" ->
                new Outcome.Accepted(new Actor(Actor.Role.SERVICE, null, valid.text(), false), Means.PROJECT_KEY, null);
            // Another issuer's token without a role is nobody's. Source: wire reference 3.10.
            case "" ->
                valid.ours()
                        ? refused(otherwise, "role is not known here")
                        : new Outcome.Accepted(
                                new Actor(Actor.Role.ANON, null, valid.text(), false), Means.ACCESS_TOKEN, null);
            case "authenticated" -> valid.ours() ? byPerson(valid) : byForeigner(valid);
            default -> refused(otherwise, "role is not known here");
        };
    }

    /// A token of another issuer may name somebody we do not know, by any text; the policies decide what they get.
    /// It makes nobody an administrator of this server.
    private static Outcome byForeigner(Tokens.Reading.Valid valid) {
        String subject = valid.claims().path("sub").asString("");
        UUID person = UUID_FORM.matcher(subject).matches() ? UUID.fromString(subject) : null;
        return new Outcome.Accepted(
                new Actor(Actor.Role.AUTHENTICATED, person, valid.text(), false), Means.ACCESS_TOKEN, null);
    }

    private Outcome byPerson(Tokens.Reading.Valid valid) {
        JsonNode claims = valid.claims();
        String subject = claims.path("sub").asString("");
        UUID session = session(claims);
        if (!UUID_FORM.matcher(subject).matches()) {
            return refused(IdentityProblem.TOKEN_INVALID, "missing sub claim");
        }
        UUID person = UUID.fromString(subject);
        StandingSessions.State state =
                session == null ? StandingSessions.State.STANDS : standing.state(session, person);
        return switch (state) {
            case STANDS, HALF -> new Outcome.Accepted(actor(person, claims, valid.text()), Means.ACCESS_TOKEN, session);
            case GONE -> refused(IdentityProblem.SESSION_NOT_FOUND, "");
            case PERSON_GONE -> refused(IdentityProblem.SESSION_NOT_FOUND, PERSON_GONE);
            case BANNED -> refused(IdentityProblem.ACCOUNT_BLOCKED, "");
        };
    }

    private Outcome byCookie(@Nullable String cookie) {
        if (cookie == null || cookie.isEmpty() || cookie.length() > COOKIE_LENGTH_MAX) {
            return new Outcome.Anonymous();
        }
        return cookies.get(
                        Digests.sha256(cookie),
                        hash -> sessions.byCookie(hash)
                                .map(found -> person(found.account(), Means.COOKIE, found.standing())))
                .<Outcome>map(accepted -> accepted)
                .orElseGet(Outcome.Anonymous::new);
    }

    private Outcome.Accepted person(Account account, Means means, Tokens.@Nullable Standing standing) {
        ObjectNode claims = standing == null ? tokens.claims(account) : tokens.claims(account, standing);
        return new Outcome.Accepted(
                actor(account.id(), claims, claims.toString()), means, standing == null ? null : standing.sessionId());
    }

    private static Outcome.Accepted program(Outcome.Accepted person, UUID key) {
        Actor actor = person.actor();
        Actor program = new Actor(actor.role(), actor.userId(), actor.claims(), actor.admin(), key);
        return new Outcome.Accepted(program, person.means(), person.sessionId());
    }

    private static Actor actor(UUID id, JsonNode claims, String text) {
        boolean admin = claims.path("app_metadata").path("role").asString("").equals("admin");
        return new Actor(Actor.Role.AUTHENTICATED, id, text, admin);
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
