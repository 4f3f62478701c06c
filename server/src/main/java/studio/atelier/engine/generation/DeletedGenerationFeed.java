package studio.atelier.engine.generation;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.feed.Change;
import studio.atelier.platform.feed.FeedView;

/// Tells the owner of a generation that it is gone for good.
final class DeletedGenerationFeed implements FeedView {

    @Override
    public String table() {
        return "atelier.deleted_generations";
    }

    @Override
    public String event() {
        return "generation_deleted";
    }

    @Override
    public @Nullable Object render(Change change) {
        String id = change.columns().get("id");
        return id == null || change.kind() != Change.Kind.INSERTED ? null : Map.of("id", id);
    }
}
