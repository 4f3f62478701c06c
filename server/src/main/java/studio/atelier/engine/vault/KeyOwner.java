package studio.atelier.engine.vault;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.http.Admin;

/// Whose keys are meant, and who acts.
public sealed interface KeyOwner {

    Actor actor();

    /// Whom the rows belong to; null for the server.
    @Nullable
    UUID id();

    /// The actor's own keys.
    record Person(Actor actor) implements KeyOwner {
        @Override
        public UUID id() {
            return actor.person();
        }
    }

    /// The keys of an organisation; whether the actor may touch them is asked at each call.
    record Organisation(Actor actor, UUID id) implements KeyOwner {}

    /// The keys an administrator sets.
    record Server(Admin admin) implements KeyOwner {
        @Override
        public Actor actor() {
            return admin.actor();
        }

        @Override
        public @Nullable UUID id() {
            return null;
        }
    }
}
