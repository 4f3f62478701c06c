package studio.atelier.engine.media;

import java.util.UUID;
import studio.atelier.backend.storage.Storage;

/// Where files stand: `bucket/user_id/images|videos|audio|thumbnails|previews/id.ext`. Source: C49.
/// What belongs to an
/// organisation stands under its id, so that nothing there names a person who has left.
final class Layout {

    private Layout() {}

    static Asset.Files files(StagedMedia staged, boolean generated) {
        MediaFacts facts = staged.facts();
        UUID id = staged.id();
        String folder = staged.owner().tenantId() + "/";
        String small = staged.smallType().equals("image/webp") ? ".webp" : ".jpg";
        return new Asset.Files(
                generated ? bucket(facts.kind()) : Storage.USER_UPLOADS,
                folder + plural(facts.kind()) + "/" + id + "." + facts.extension(),
                staged.thumbnail() == null ? null : folder + "thumbnails/" + id + small,
                staged.preview() == null ? null : folder + "previews/" + id + small,
                staged.loop() == null ? null : folder + "previews/" + id + ".webm");
    }

    private static String bucket(MediaKind kind) {
        return switch (kind) {
            case IMAGE -> Storage.GENERATED_IMAGES;
            case AUDIO -> Storage.GENERATED_AUDIO;
            case VIDEO -> Storage.GENERATED_VIDEOS;
        };
    }

    private static String plural(MediaKind kind) {
        return switch (kind) {
            case IMAGE -> "images";
            case AUDIO -> "audio";
            case VIDEO -> "videos";
        };
    }
}
