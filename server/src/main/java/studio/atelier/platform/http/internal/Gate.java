package studio.atelier.platform.http.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.http.Authenticator;
import studio.atelier.platform.http.Authenticator.Outcome;
import studio.atelier.platform.http.Caller;
import studio.atelier.platform.http.Credentials;
import studio.atelier.platform.http.Exchange;
import studio.atelier.platform.http.HttpProblem;
import studio.atelier.platform.http.MachineDoor;
import studio.atelier.platform.http.Means;
import studio.atelier.platform.http.OpenDoor;
import studio.atelier.platform.settings.Secret;

/// Who comes in, and how often: limit by address, authentication, the origin of what a cookie sends, limit
/// by person, access key or service. Keys of limits come from what was proved and from the address, never from
/// what a request says of itself.
final class Gate {

    static final String SESSION_COOKIE = "atelier_session";

    private static final String BEARER = "Bearer ";
    private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS");

    private final Authenticator authenticator;
    private final Optional<Secret> operationsToken;
    private final Pace pace;
    private final List<OpenDoor> doors;
    private final List<MachineDoor> machines;

    Gate(
            Authenticator authenticator,
            Optional<Secret> operationsToken,
            Pace pace,
            List<OpenDoor> doors,
            List<MachineDoor> machines) {
        this.authenticator = authenticator;
        this.operationsToken = operationsToken;
        this.doors = List.copyOf(doors);
        this.machines = List.copyOf(machines);
        this.pace = pace;
    }

    Caller admit(Trace trace, HttpServletRequest request) {
        Exchange exchange = trace.exchange();
        Credentials credentials = withoutOperator(credentials(request));
        if (machine(trace.path(), credentials.bearer())) {
            return nobody(exchange);
        }
        boolean counted = trace.surface().programmatic();
        if (counted && !credentials.none()) {
            pace.checkProofs(exchange);
        }
        Caller caller = switch (authenticator.authenticate(credentials)) {
            case Outcome.Accepted(var actor, var means, var sessionId) -> new Caller(actor, means, sessionId, exchange);
            case Outcome.Anonymous() -> nobody(exchange);
            case Outcome.Refused(var problem) -> {
                if (counted) {
                    pace.countNobody(exchange);
                    boolean open = doors.stream().anyMatch(door -> door.open(request.getMethod(), trace.path()));
                    if (!open) {
                        throw problem.exception();
                    }
                }
                yield nobody(exchange);
            }
        };
        checkOrigin(caller, request);
        if (counted) {
            pace.count(caller);
        }
        return caller;
    }

    private boolean machine(String path, @Nullable String bearer) {
        return bearer != null && machines.stream().anyMatch(door -> door.admits(path, bearer));
    }

    private static Caller nobody(Exchange exchange) {
        return new Caller(Actor.ANONYMOUS, Means.NOTHING, null, exchange);
    }

    /// The operations token opens probes by itself and is nobody's sign-in.
    private Credentials withoutOperator(Credentials credentials) {
        String bearer = credentials.bearer();
        boolean operator = bearer != null
                && operationsToken
                        .map(token -> MessageDigest.isEqual(token.reveal().getBytes(UTF_8), bearer.getBytes(UTF_8)))
                        .orElse(false);
        return operator ? new Credentials(null, null, null) : credentials;
    }

    private static Credentials credentials(HttpServletRequest request) {
        String authorization = request.getHeader("Authorization");
        String bearer = authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? authorization.substring(BEARER.length()).trim()
                : null;
        return new Credentials(bearer, request.getHeader("apikey"), cookie(request));
    }

    private static @Nullable String cookie(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        if (cookies != null) {
            for (Cookie cookie : cookies) {
                if (cookie.getName().equals(SESSION_COOKIE)) {
                    return cookie.getValue();
                }
            }
        }
        return null;
    }

    /// A browser sends the cookie along whoever asks it to, but it also says who asked. Where a cookie is
    /// set the same holds, so that nobody can sign a person in as somebody else.
    private static void checkOrigin(Caller caller, HttpServletRequest request) {
        if (SAFE_METHODS.contains(request.getMethod())) {
            return;
        }
        String origin = request.getHeader("Origin");
        boolean byCookie = caller.means() == Means.COOKIE;
        boolean setsCookie = caller.means() == Means.NOTHING
                && Surface.within(request.getRequestURI(), "/api/auth")
                && origin != null;
        if ((byCookie || setsCookie) && !caller.exchange().own(origin)) {
            throw HttpProblem.ORIGIN_REFUSED.problem();
        }
    }
}
