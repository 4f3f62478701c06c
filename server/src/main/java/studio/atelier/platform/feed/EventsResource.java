package studio.atelier.platform.feed;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.http.Authenticator;
import studio.atelier.platform.http.Credentials;

/// `/api/events`: what changes for the caller, live. The request's virtual thread stays with the stream.
@RestController
class EventsResource {

    private static final Logger log = LoggerFactory.getLogger(EventsResource.class);

    /// Open tabs, and closed ones until the next sign of life finds nobody there.
    private static final int STREAMS_PER_PERSON_MAX = 30;

    private static final String COOKIE = "atelier_session";
    private static final String BEARER = "Bearer ";

    private final FeedHub hub;
    private final EventStream stream;
    private final ObjectProvider<Authenticator> authenticators;

    EventsResource(FeedHub hub, EventStream stream, ObjectProvider<Authenticator> authenticators) {
        this.hub = hub;
        this.stream = stream;
        this.authenticators = authenticators;
    }

    @GetMapping("/api/events")
    void listen(Actor actor, HttpServletRequest request, HttpServletResponse response) throws IOException {
        UUID person = actor.person();
        if (hub.count(person) >= STREAMS_PER_PERSON_MAX) {
            throw FeedProblem.TOO_MANY_STREAMS.problem();
        }
        Credentials credentials = credentials(request);
        response.setContentType("text/event-stream");
        response.setCharacterEncoding("UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Accel-Buffering", "no");
        try {
            stream.write(
                    person,
                    request.getHeader("Last-Event-ID"),
                    response.getOutputStream(),
                    () -> stillIs(person, credentials));
        } catch (IOException gone) {
            log.debug("a listener went away", gone);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Signed out, expired, revoked, on whichever node: asked anew, nobody needs to tell.
    private boolean stillIs(UUID person, Credentials credentials) {
        return authenticators.getObject().authenticate(credentials)
                        instanceof Authenticator.Outcome.Accepted(Actor actor, var _, var _)
                && person.equals(actor.userId());
    }

    private static Credentials credentials(HttpServletRequest request) {
        String authorization = request.getHeader("Authorization");
        String bearer = authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? authorization.substring(BEARER.length()).trim()
                : null;
        return new Credentials(bearer, request.getHeader("apikey"), cookie(request));
    }

    private static @Nullable String cookie(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies() == null ? new Cookie[0] : request.getCookies();
        return Arrays.stream(cookies)
                .filter(cookie -> cookie.getName().equals(COOKIE))
                .map(Cookie::getValue)
                .findFirst()
                .orElse(null);
    }
}
