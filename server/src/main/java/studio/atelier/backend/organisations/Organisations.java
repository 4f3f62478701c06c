package studio.atelier.backend.organisations;

import java.util.List;
import studio.atelier.backend.organisations.internal.Directory;
import studio.atelier.platform.database.Actor;

/// Which organisations somebody works in, for other rooms. Thread-safe.
public final class Organisations {

    private final Directory directory;

    public Organisations(Directory directory) {
        this.directory = directory;
    }

    /// Those the person is a member of, by name, at most 1,000.
    public List<Organisation> of(Actor actor) {
        return directory.mine(actor);
    }

    /// Those of which the person is the only owner while others are members: whoever leaves the server has to hand them
    /// over first.
    public List<Organisation> owedAnOwner(Actor actor) {
        return directory.owedAnOwner(actor);
    }
}
