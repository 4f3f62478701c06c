package studio.atelier.engine.media;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/// An asset as clients see it. URLs are paths on this site; null where there is no such picture. `loop_url`
/// shows some seconds of a clip without sound; its thumbnail and preview are a still of it.
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
        @Nullable String loopUrl,
        @Nullable Double frameRate,
        @Nullable String videoCodec,
        @Nullable String audioCodec,
        Instant createdAt) {

    private static final MediaFacts.Streams NONE = new MediaFacts.Streams(null, null, null);

    public static AssetView of(Asset asset) {
        String url = asset.token() == null ? null : "/media/" + asset.token();
        MediaFacts facts = asset.facts();
        MediaFacts.Streams streams = facts.streams() == null ? NONE : facts.streams();
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
                url == null || asset.files().loopName() == null ? null : url + "/loop",
                streams.frameRate(),
                streams.videoCodec(),
                streams.audioCodec(),
                asset.createdAt());
    }
}
