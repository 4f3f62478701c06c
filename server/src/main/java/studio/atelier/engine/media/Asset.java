package studio.atelier.engine.media;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One row of `public.assets`.
///
/// @param generationId null for an upload
/// @param sha256       of the stored bytes, hex
/// @param token        shows the bytes to whoever has it; null when it was taken back
public record Asset(
        UUID id,
        @Nullable UUID generationId,
        MediaOwner owner,
        MediaFacts facts,
        long sizeBytes,
        String sha256,
        Files files,
        @Nullable String token,
        Instant createdAt) {

    /// Names of its objects, all in one bucket.
    ///
    /// @param thumbnailName of a clip: its still, as [#previewName] is
    /// @param loopName      null for what does not move
    public record Files(
            String bucketId,
            String objectName,
            @Nullable String thumbnailName,
            @Nullable String previewName,
            @Nullable String loopName) {

        /// All but the original, where there are any.
        public List<String> smallNames() {
            return Stream.of(thumbnailName, previewName, loopName)
                    .filter(Objects::nonNull)
                    .map(Objects::requireNonNull)
                    .toList();
        }
    }

    /// Never the token.
    @Override
    public String toString() {
        return "Asset[" + id + " " + facts.mimeType() + "]";
    }
}
