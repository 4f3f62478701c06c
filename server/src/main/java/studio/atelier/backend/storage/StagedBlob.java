package studio.atelier.backend.storage;

import java.time.Instant;
import java.util.UUID;

/// Bytes that are durable and known to the database, and that no object points to yet. If none ever does,
/// the collector takes them after its grace.
///
/// @param id       of the blob's row
/// @param stagedAt what the row says since; an exact stamp, not for people
/// @param first    these bytes were not there before, so nobody else counts on them
public record StagedBlob(UUID id, BlobKey key, long sizeBytes, Instant stagedAt, boolean first) {}
