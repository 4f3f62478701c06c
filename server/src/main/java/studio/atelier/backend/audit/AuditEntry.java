package studio.atelier.backend.audit;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One line of the audit log, for whoever may read it.
///
/// @param userId  who did it; null for a program, the system, or somebody who is gone
/// @param email   of that person; empty for none
/// @param role    the database role it was done as, or `system`
/// @param detail  JSON text, an object
/// @param address where it came from; empty for none
public record AuditEntry(
        UUID id,
        Instant at,
        @Nullable UUID userId,
        String email,
        String role,
        String action,
        String subject,
        String detail,
        String address) {

    /// What is looked for.
    ///
    /// @param room    whose entries, as their actions begin
    /// @param actions the last words of actions; empty finds all
    /// @param author  part of an address or a role; empty finds all
    public record Search(String room, List<String> actions, String author) {

        public Search {
            actions = List.copyOf(actions);
        }
    }

    /// @param total of all pages
    public record Page(List<AuditEntry> entries, long total) {

        public Page {
            entries = List.copyOf(entries);
        }
    }
}
