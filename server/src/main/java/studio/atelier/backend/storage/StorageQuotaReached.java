package studio.atelier.backend.storage;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.events.EventType;

/// The files of one owner have come to 80 or to 100 percent of what they may have; told once each.
///
/// @param ownerId a person, or a subject of another issuer; null where an organisation owns
/// @param orgId   null for a person's own
/// @param percent 80 or 100
@EventType("storage.quota_reached.v1")
public record StorageQuotaReached(
        @Nullable String ownerId, @Nullable UUID orgId, int percent, long usedBytes, long limitBytes) {}
