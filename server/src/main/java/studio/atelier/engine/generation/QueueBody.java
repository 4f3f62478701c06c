package studio.atelier.engine.generation;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.problem.Faults;

/// What the routes of the queue take; each reads what it needs.
///
/// @param ids    at most 100
/// @param all    instead of ids, where a route allows it
/// @param id     the run to move
/// @param to     `front` or `back`
/// @param before the run to stand before
/// @param lane   `low`, `normal` or `high`
record QueueBody(
        @Nullable List<String> ids,
        @Nullable Boolean all,
        @Nullable String id,
        @Nullable String to,
        @Nullable String before,
        @Nullable String lane) {

    /// @return null for all, where that is allowed
    @Nullable
    List<UUID> chosen(Faults faults, boolean allAllowed) {
        if (allAllowed && Boolean.TRUE.equals(all)) {
            if (ids != null) {
                faults.add("/ids", "not_allowed", "Either ids or all.");
            }
            return null;
        }
        return listed(faults);
    }

    List<UUID> listed(Faults faults) {
        List<UUID> listed = new ArrayList<>();
        if (ids == null || ids.isEmpty()) {
            faults.add("/ids", "required", "Name the runs.");
        } else if (ids.size() > Queue.IDS_MAX) {
            faults.add("/ids", "too_many", "At most " + Queue.IDS_MAX + " at once.");
        } else {
            for (int i = 0; i < ids.size(); i++) {
                UUID found = faults.uuid("/ids/" + i, ids.get(i));
                if (found != null && !listed.contains(found)) {
                    listed.add(found);
                }
            }
        }
        return listed;
    }
}
