package studio.atelier.backend.organisations;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// An organisation as one of its members sees it.
///
/// @param role        of the one who looks
/// @param permissions what that role may do, sorted
/// @param memberCount how many people it has
public record Organisation(
        UUID id, String name, String role, List<String> permissions, int memberCount, Instant createdAt) {}
