package studio.atelier.backend.storage;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.feed.Change;
import studio.atelier.platform.feed.FeedView;

/// Tells the owner of an object that it came, changed or went, and that it came into the trash or left it:
/// `{"bucket_id", "name", "gone"}`. Others who may see it hear of it from [SharedNews].
///
/// @param table `storage.objects` or `atelier.trashed_objects`
record ObjectFeed(String table) implements FeedView {

    static final String OBJECTS = "storage.objects";

    static final String TRASH = "atelier.trashed_objects";

    @Override
    public String event() {
        return SharedNews.EVENT;
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
        return bucket == null || name == null ? null : news(bucket, name, change.kind() == Change.Kind.DELETED);
    }

    /// As pages are told of it.
    static Map<String, Object> news(String bucket, String name, boolean gone) {
        return Map.of("bucket_id", bucket, "name", name, "gone", gone);
    }
}
