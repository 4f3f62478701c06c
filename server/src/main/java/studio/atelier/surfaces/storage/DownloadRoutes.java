package studio.atelier.surfaces.storage;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.storage.ObjectEntry;
import studio.atelier.backend.storage.SignedUrls;
import studio.atelier.backend.storage.StorageCaller;
import studio.atelier.backend.storage.StorageObjects;
import studio.atelier.backend.storage.StorageObjects.Right;

/// Bytes on their way out, and what is known of them. Source: wire reference 4.3, 4.5.
final class DownloadRoutes {

    private final StorageObjects objects;
    private final SignedUrls signed;
    private final Downloads downloads;

    DownloadRoutes(StorageObjects objects, SignedUrls signed, Downloads downloads) {
        this.objects = objects;
        this.signed = signed;
        this.downloads = downloads;
    }

    /// By the caller's right where there is a token, else from public buckets only.
    void read(Ask ask, String bucket, String name) throws IOException {
        StorageCaller caller = ask.anybody("storage.object.get_authenticated");
        send(ask, objects.find(caller, bucket, name, ask.authenticated() ? Right.CALLER : Right.PUBLIC));
    }

    void readWithToken(Ask ask, String bucket, String name) throws IOException {
        send(ask, objects.find(ask.caller("storage.object.get_authenticated"), bucket, name, Right.CALLER));
    }

    void readPublic(Ask ask, String bucket, String name) throws IOException {
        send(ask, objects.find(ask.anybody("storage.object.get_public"), bucket, name, Right.PUBLIC));
    }

    private void send(Ask ask, ObjectEntry entry) throws IOException {
        if (ask.method().equals("HEAD")) {
            downloads.head(ask, entry);
        } else {
            downloads.send(ask, entry, null);
        }
    }

    void readSigned(Ask ask, String bucket, String name) throws IOException {
        SignedUrls.Reading may = signed.reading(token(ask), bucket, name);
        StorageCaller caller = ask.anybody("storage.object.get_signed").asService();
        downloads.send(ask, objects.find(caller, bucket, name, Right.CALLER), may.expires());
    }

    /// @throws studio.atelier.platform.problem.ProblemException `storage.invalid_request`
    static String token(Ask ask) {
        String token = ask.query("token");
        if (token == null) {
            throw Fields.invalid("querystring must have required property 'token'");
        }
        return token;
    }

    /// @param means `public`, `authenticated`, or null for what the caller has
    void info(Ask ask, @Nullable String means, String bucket, String name) throws IOException {
        boolean open = "public".equals(means) || (means == null && !ask.authenticated());
        StorageCaller caller =
                open ? ask.anybody("storage.object.info_public") : ask.caller("object.get_authenticated_info");
        ask.answer(Rows.info(objects.find(caller, bucket, name, open ? Right.PUBLIC : Right.CALLER)));
    }
}
