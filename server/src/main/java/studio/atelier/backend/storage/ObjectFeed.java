package studio.atelier.backend.storage;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.feed.Change;
import studio.atelier.platform.feed.FeedView;

/// Tells the owner of an object that it came, changed or went: `{"bucket_id", "name", "gone"}`.
final class ObjectFeed implements FeedView {

    @Override
    public String table() {
        return "storage.objects";
    }

    @Override
    public String event() {
        return "storage";
    }

    /// A subject of another issuer may be any text; nobody of ours listens for it.
    @Override
    public Optional<UUID> owner(Change change) {
        String owner = change.columns().get("owner_id");
        try {
            return owner == null ? Optional.empty() : Optional.of(UUID.fromString(owner));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    @Override
    public @Nullable Object render(Change change) {
        String bucket = change.columns().get("bucket_id");
        String name = change.columns().get("name");
        return bucket == null || name == null
                ? null
                : Map.of("bucket_id", bucket, "name", name, "gone", change.kind() == Change.Kind.DELETED);
    }
}
