package studio.atelier.backend.storage;

import studio.atelier.platform.events.EventType;

/// The disk of the objects has little room left.
///
/// @param freeBytes  that are left
/// @param totalBytes of the disk
@EventType("storage.ran_low.v1")
public record StorageRanLow(long freeBytes, long totalBytes) {}
