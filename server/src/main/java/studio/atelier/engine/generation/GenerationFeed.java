package studio.atelier.engine.generation;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.feed.Change;
import studio.atelier.platform.feed.FeedView;
import studio.atelier.platform.problem.ProblemException;

/// Tells the owner of a generation what became of it: the row as `/api/generations/{id}` shows it, read
/// anew.
final class GenerationFeed implements FeedView {

    private final Generations generations;
    private final GenerationViews views;

    GenerationFeed(Generations generations, GenerationViews views) {
        this.generations = generations;
        this.views = views;
    }

    @Override
    public String table() {
        return "public.generations";
    }

    @Override
    public String event() {
        return "generation";
    }

    @Override
    public @Nullable Object render(Change change) {
        String id = change.columns().get("id");
        String owner = change.columns().get("user_id");
        if (id == null || owner == null) {
            return null;
        }
        try {
            return views.one(generations.find(Actor.person(UUID.fromString(owner)), UUID.fromString(id)));
        } catch (ProblemException _) {
            // Deleted since: another change says so.
            return null;
        }
    }
}
