package studio.atelier.engine.projects;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.feed.Change;
import studio.atelier.platform.feed.FeedView;
import studio.atelier.platform.problem.ProblemException;

/// Tells the owner of a project how its money stands: the row as `/api/projects/{id}` shows it, read anew.
final class ProjectFeed implements FeedView {

    private final Projects projects;

    ProjectFeed(Projects projects) {
        this.projects = projects;
    }

    @Override
    public String table() {
        return "public.projects";
    }

    @Override
    public String event() {
        return "project";
    }

    @Override
    public @Nullable Object render(Change change) {
        String id = change.columns().get("id");
        String owner = change.columns().get("user_id");
        if (id == null || owner == null) {
            return null;
        }
        try {
            return projects.view(Actor.person(UUID.fromString(owner)), UUID.fromString(id));
        } catch (ProblemException _) {
            // Deleted since: another change says so.
            return null;
        }
    }
}
