package studio.atelier.backend.storage;

/// What a run of the collector removed, or in a dry run would remove.
///
/// @param blobs  rows with their bytes
/// @param bytes  of those
/// @param strays files that no row knew; they are among the blobs
/// @param drafts files that were never received whole
/// @param trashed      objects that were in the trash long enough; their bytes go after the grace
/// @param trashedBytes of those
public record Collected(int blobs, long bytes, int strays, int drafts, int trashed, long trashedBytes) {}
