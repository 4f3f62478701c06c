package studio.atelier.backend.storage;

import java.util.UUID;

/// An upload that policies and limits have let in. What becomes of its bytes is decided here already.
///
/// @param bytesMax the object may have this many: the least of server and bucket
/// @param tenantId under whom its bytes are kept
/// @param typed    whether the bucket takes certain types only, so that the bytes must not belie theirs
public record Admission(NewUpload upload, long bytesMax, UUID tenantId, boolean typed) {}
