package studio.atelier.engine.media;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/// An asset as clients see it. URLs are paths on this site; null where there is no such picture.
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record AssetView(
        UUID id,
        @Nullable UUID generationId,
        String kind,
        String mimeType,
        @Nullable Integer width,
        @Nullable Integer height,
        @Nullable Long durationMs,
        long sizeBytes,
        @Nullable String color,
        @Nullable String url,
        @Nullable String thumbnailUrl,
        @Nullable String previewUrl,
        Instant createdAt) {

    public static AssetView of(Asset asset) {
        String url = asset.token() == null ? null : "/media/" + asset.token();
        MediaFacts facts = asset.facts();
        return new AssetView(
                asset.id(),
                asset.generationId(),
                facts.kind().word(),
                facts.mimeType(),
                facts.width(),
                facts.height(),
                facts.durationMs(),
                asset.sizeBytes(),
                facts.color(),
                url,
                url == null || asset.files().thumbnailName() == null ? null : url + "/thumbnail",
                url == null || asset.files().previewName() == null ? null : url + "/preview",
                asset.createdAt());
    }
}
