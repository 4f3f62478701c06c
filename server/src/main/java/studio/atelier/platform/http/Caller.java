package studio.atelier.platform.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.problem.ProblemException;

/// Whoever sent the request, signed in or not. A controller takes it as a parameter where it serves
/// everybody; where it needs a person it takes an [Actor], where it needs an administrator an [Admin].
///
/// @param actor     who acts in the database
/// @param means     how they proved it
/// @param sessionId the sign-in behind a cookie or an access token; null otherwise
/// @param exchange  where the request came from
public record Caller(Actor actor, Means means, @Nullable UUID sessionId, Exchange exchange) {

    private static final String ATTRIBUTE = "studio.atelier.caller";

    /// The caller of a request that went through the chain; for handlers below the controllers, such as
    /// sockets.
    ///
    /// @throws IllegalStateException when the chain has not run
    public static Caller of(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof Caller caller) {
            return caller;
        }
        throw new IllegalStateException("the request did not go through the chain");
    }

    /// Called by the chain.
    public void attach(HttpServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }

    /// @return the actor, a signed-in person
    /// @throws ProblemException `http.sign_in_required`
    public Actor requirePerson() {
        if (actor.userId() == null) {
            throw HttpProblem.SIGN_IN_REQUIRED.problem();
        }
        return actor;
    }

    /// @throws ProblemException `http.sign_in_required` or `http.admin_required`
    public Admin requireAdmin() {
        if (!requirePerson().admin()) {
            throw HttpProblem.ADMIN_REQUIRED.problem();
        }
        return new Admin(actor);
    }
}
