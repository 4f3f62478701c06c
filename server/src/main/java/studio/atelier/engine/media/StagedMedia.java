package studio.atelier.engine.media;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.storage.StagedBlob;

/// A result that has been checked and lies durable, and that no asset points to yet: for [Media#keep] or
/// [Media#discard].
///
/// @param id        the asset's id to be; keeping it twice is refused by the database
/// @param original  the bytes, with notes written in where possible
/// @param thumbnail null where there is none
/// @param preview   null where there is none
/// @param loop      null where there is none
/// @param smallType type of thumbnail and preview
/// @param metadata  provenance for the row
public record StagedMedia(
        UUID id,
        MediaOwner owner,
        MediaFacts facts,
        StagedBlob original,
        @Nullable StagedBlob thumbnail,
        @Nullable StagedBlob preview,
        @Nullable StagedBlob loop,
        String smallType,
        Map<String, Object> metadata) {

    public StagedMedia {
        metadata = Map.copyOf(metadata);
    }

    /// Of all its files together.
    long sizeBytes() {
        long bytes = original.sizeBytes();
        for (StagedBlob small : new @Nullable StagedBlob[] {thumbnail, preview, loop}) {
            bytes += small == null ? 0 : small.sizeBytes();
        }
        return bytes;
    }
}
