package studio.atelier.platform.http;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.problem.Problem;

/// Turns credentials into an actor. A port, because HTTP stands below the room that knows people.
public interface Authenticator {

    /// Cheap enough for every request: tokens are checked in memory, keys and cookies come from a brief
    /// cache.
    Outcome authenticate(Credentials credentials);

    /// What came of it.
    sealed interface Outcome {

        /// @param sessionId the sign-in behind it, where there is one
        record Accepted(Actor actor, Means means, @Nullable UUID sessionId) implements Outcome {}

        /// Nothing that proves anything: the request goes on as nobody. A cookie that is no longer good
        /// counts as none.
        record Anonymous() implements Outcome {}

        /// A bearer or key that is wrong, expired or revoked.
        record Refused(Problem problem) implements Outcome {}
    }
}
