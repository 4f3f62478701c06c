package studio.atelier.backend.storage;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.http.Admin;
import studio.atelier.platform.http.Envelope;

/// Removed objects: `/api/storage/trash` for a person's own and those of organisations, `/api/admin/storage/trash`
/// for everybody's.
@RestController
class TrashResource {

    private static final String OWN = "/api/storage/trash";
    private static final String ALL = "/api/admin/storage/trash";

    private final Trash trash;

    TrashResource(Trash trash) {
        this.trash = trash;
    }

    /// @param next for `before` of the next page; null when this is the last
    record Page(List<Trash.Entry> objects, @Nullable UUID next) {}

    /// @param bucketId where it is again
    record Restored(UUID id, String bucketId, String name) {}

    @GetMapping(OWN)
    Envelope<Page> own(
            Actor actor,
            @RequestParam(required = false) @Nullable UUID before,
            @RequestParam(defaultValue = "50") int limit) {
        return page(Trash.Reach.of(actor), before, limit);
    }

    @GetMapping(ALL)
    Envelope<Page> all(
            Admin admin,
            @RequestParam(required = false) @Nullable UUID before,
            @RequestParam(defaultValue = "50") int limit) {
        return page(everything(admin), before, limit);
    }

    private Envelope<Page> page(Trash.Reach reach, @Nullable UUID before, int limit) {
        int wanted = Math.clamp(limit, 1, Trash.PAGE_MAX - 1);
        List<Trash.Entry> found = trash.list(reach, before, wanted + 1);
        boolean more = found.size() > wanted;
        List<Trash.Entry> shown = more ? found.subList(0, wanted) : found;
        return Envelope.of(new Page(shown, more ? shown.getLast().id() : null));
    }

    @PostMapping(OWN + "/{id}/restore")
    Envelope<Restored> restore(Actor actor, @PathVariable UUID id) {
        return restored(Trash.Reach.of(actor), id);
    }

    @PostMapping(ALL + "/{id}/restore")
    Envelope<Restored> restoreAny(Admin admin, @PathVariable UUID id) {
        return restored(everything(admin), id);
    }

    private Envelope<Restored> restored(Trash.Reach reach, UUID id) {
        Trash.Entry entry = trash.restore(reach, id);
        return Envelope.of(new Restored(entry.id(), entry.bucketId(), entry.name()));
    }

    /// For good.
    @DeleteMapping(OWN + "/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(Actor actor, @PathVariable UUID id) {
        trash.remove(Trash.Reach.of(actor), id);
    }

    /// For good.
    @DeleteMapping(ALL + "/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void removeAny(Admin admin, @PathVariable UUID id) {
        trash.remove(everything(admin), id);
    }

    /// All of one's own, and of organisations whose files one may manage, for good.
    @DeleteMapping(OWN)
    Envelope<Trash.Emptied> empty(Actor actor) {
        return Envelope.of(trash.empty(Trash.Reach.of(actor)));
    }

    private static Trash.Reach everything(Admin admin) {
        return new Trash.Reach(admin.actor().person(), true);
    }
}
