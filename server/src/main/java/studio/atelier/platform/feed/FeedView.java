package studio.atelier.platform.feed;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// How a changed row of a table is told to its owner. A room offers one as a bean for each table of the
/// publication `atelier_feed` that people hear of.
public interface FeedView {

    /// With schema, `public.projects`.
    String table();

    /// Name of the server-sent event, `project`.
    String event();

    /// Whose row it is; empty tells nobody. Called by the one reader, so it must not block.
    default Optional<UUID> owner(Change change) {
        String owner = change.columns().get("user_id");
        return owner == null ? Optional.empty() : Optional.of(UUID.fromString(owner));
    }

    /// What the owner is told. Called on the listener's own thread and once for each listener; may read the
    /// database.
    ///
    /// @return written as JSON; null tells nothing
    @Nullable
    Object render(Change change);
}
