package studio.atelier.engine.projects;

import java.util.List;
import java.util.UUID;
import studio.atelier.backend.isolation.IsolationProbe;
import studio.atelier.platform.database.Actor;

/// The list of projects as a tenant sees it.
final class ProjectsProbe implements IsolationProbe {

    private final Projects projects;

    ProjectsProbe(Projects projects) {
        this.projects = projects;
    }

    @Override
    public String route() {
        return "GET /api/projects";
    }

    @Override
    public List<UUID> owners(Actor actor) {
        return projects.list(actor, false).stream().map(ProjectView::userId).toList();
    }
}
