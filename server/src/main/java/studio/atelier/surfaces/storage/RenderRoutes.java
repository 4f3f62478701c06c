package studio.atelier.surfaces.storage;

import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.storage.ObjectEntry;
import studio.atelier.backend.storage.SignedUrls;
import studio.atelier.backend.storage.StorageFault;
import studio.atelier.backend.storage.StorageObjects;
import studio.atelier.backend.storage.StorageObjects.Right;
import studio.atelier.backend.storage.StorageProblem;
import studio.atelier.backend.storage.StoredObject;
import studio.atelier.backend.storage.Transforms;
import studio.atelier.platform.pictures.Encoded;
import studio.atelier.platform.pictures.PictureResult;
import studio.atelier.platform.pictures.Transform;

/// `/storage/v1/render/image`: pictures made smaller or written in another format. Source: wire reference 4.6.
final class RenderRoutes {

    private final StorageObjects objects;
    private final SignedUrls signed;
    private final Transforms transforms;
    private final Downloads downloads;

    RenderRoutes(StorageObjects objects, SignedUrls signed, Transforms transforms, Downloads downloads) {
        this.objects = objects;
        this.signed = signed;
        this.transforms = transforms;
        this.downloads = downloads;
    }

    void withToken(Ask ask, String bucket, String name) throws IOException {
        Wish wish = Wish.of(ask);
        var caller = ask.caller("storage.render.image_authenticated");
        send(ask, objects.find(caller, bucket, name, Right.CALLER), wish, null);
    }

    void open(Ask ask, String bucket, String name) throws IOException {
        Wish wish = Wish.of(ask);
        var caller = ask.anybody("storage.render.image_public");
        send(ask, objects.find(caller, bucket, name, Right.PUBLIC), wish, null);
    }

    void signed(Ask ask, String bucket, String name) throws IOException {
        SignedUrls.Reading may = signed.reading(DownloadRoutes.token(ask), bucket, name);
        var caller = ask.anybody("storage.render.image_sign").asService();
        Wish wish = Wish.of(may.transformations(), may.format());
        send(ask, objects.find(caller, bucket, name, Right.CALLER), wish, may.expires());
    }

    private void send(Ask ask, ObjectEntry entry, Wish wish, @Nullable Instant expires) throws IOException {
        StoredObject object = entry.stored().orElseThrow(StorageProblem.OBJECT_MISSING::problem);
        Transform wanted = wish.transform(ask.header("Accept"));
        Encoded picture = switch (transforms.transform(object, wanted)) {
            case PictureResult.Done<Encoded>(Encoded made) -> made;
            case PictureResult.Refused<Encoded>(var reason, String sentence) ->
                throw switch (reason) {
                    case BUSY -> StorageFault.SLOW_DOWN.problem(sentence);
                    case TOO_LARGE, UNSUPPORTED, DAMAGED -> StorageFault.INVALID_REQUEST.problem(sentence);
                };
        };
        var answer = new Downloads.Answer(
                picture.format().mimeType(),
                "\"" + object.key().sha256().substring(0, 32) + "-" + wanted.name() + "\"",
                entry.lastModified(),
                entry.cacheControl(),
                entry.robotsTag(),
                expires);
        downloads.headers(ask, answer);
        ask.response().setHeader("Vary", "Accept");
        ask.response().setHeader("X-Transformations", wish.header());
        if (downloads.unchanged(ask, answer)) {
            return;
        }
        ask.response().setContentLength(picture.sizeBytes());
        picture.writeTo(ask.response().getOutputStream());
    }
}
