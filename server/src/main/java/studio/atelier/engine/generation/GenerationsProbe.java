package studio.atelier.engine.generation;

import java.util.List;
import java.util.UUID;
import studio.atelier.backend.isolation.IsolationProbe;
import studio.atelier.platform.database.Actor;

/// The list of generations as a tenant sees it, drafts included.
final class GenerationsProbe implements IsolationProbe {

    private static final int LIMIT = 100;

    private final Generations generations;

    GenerationsProbe(Generations generations) {
        this.generations = generations;
    }

    @Override
    public String route() {
        return "GET /api/generations";
    }

    @Override
    public List<UUID> owners(Actor actor) {
        String all = "draft,pending,running,completed,failed,cancelled";
        var filter = new GenerationStore.Filter(null, all, null, null, false, null, LIMIT);
        return generations.list(actor, filter).generations().stream()
                .map(Generation::userId)
                .toList();
    }
}
