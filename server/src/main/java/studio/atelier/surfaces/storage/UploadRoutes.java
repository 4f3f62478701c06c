package studio.atelier.surfaces.storage;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.storage.Admission;
import studio.atelier.backend.storage.Draft;
import studio.atelier.backend.storage.NewUpload;
import studio.atelier.backend.storage.ObjectEntry;
import studio.atelier.backend.storage.SignedUrls;
import studio.atelier.backend.storage.StorageCaller;
import studio.atelier.backend.storage.StorageFault;
import studio.atelier.backend.storage.Uploads;
import studio.atelier.platform.problem.ProblemException;
import tools.jackson.databind.node.ObjectNode;

/// Bytes on their way in. Source: wire reference 4.3.
final class UploadRoutes {

    /// A client that is still sending does not read an answer: so much of a refused upload is read and thrown
    /// away. Bytes.
    private static final long THROWN_AWAY_MAX = 32L << 20;

    private static final int BUFFER_BYTES = 64 << 10;

    private final Uploads uploads;
    private final SignedUrls signed;

    UploadRoutes(Uploads uploads, SignedUrls signed) {
        this.uploads = uploads;
        this.signed = signed;
    }

    /// Who writes what.
    private record Target(
            StorageCaller caller,
            String bucket,
            String name,
            @Nullable String owner,
            boolean upsert) {}

    void create(Ask ask, String bucket, String name) throws IOException {
        StorageCaller caller = ask.caller("storage.object.upload");
        boolean upsert = "true".equals(ask.header("x-upsert"));
        answer(ask, taken(ask, new Target(caller, bucket, name, caller.owner(), upsert)));
    }

    void replace(Ask ask, String bucket, String name) throws IOException {
        StorageCaller caller = ask.caller("storage.object.upload_update");
        answer(ask, taken(ask, new Target(caller, bucket, name, caller.owner(), true)));
    }

    private static void answer(Ask ask, ObjectEntry made) throws IOException {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("Id", made.id());
        answer.put("Key", made.bucketId() + "/" + made.name());
        ask.answer(answer);
    }

    void sign(Ask ask, String bucket, String name) throws IOException {
        StorageCaller caller = ask.caller("storage.object.sign_upload_url");
        boolean upsert = "true".equals(ask.header("x-upsert"));
        String type = ask.header("content-type");
        uploads.requireRight(
                caller,
                upload(
                        ask,
                        new Target(caller, bucket, name, caller.owner(), upsert),
                        new Said(
                                type == null ? "" : type,
                                "no-cache",
                                UploadHead.userMetadata(ask.header("x-metadata"))),
                        true));
        String token = signed.forWriting(bucket, name, new SignedUrls.Writing(caller.owner(), upsert));
        Map<String, String> answer = new LinkedHashMap<>();
        answer.put("url", "/object/upload/sign/" + bucket + "/" + name + "?token=" + token);
        answer.put("token", token);
        ask.answer(answer);
    }

    void bySignature(Ask ask, String bucket, String name) throws IOException {
        SignedUrls.Writing may = signed.writing(DownloadRoutes.token(ask), bucket, name);
        StorageCaller caller = ask.anybody("storage.object.upload_signed").asService();
        ObjectEntry made = taken(ask, new Target(caller, bucket, name, may.owner(), may.upsert()));
        ask.answer(Map.of("Key", made.bucketId() + "/" + made.name()));
    }

    private ObjectEntry taken(Ask ask, Target target) throws IOException {
        InputStream content = ask.request().getInputStream();
        try {
            String type = ask.header("content-type");
            return type != null && type.toLowerCase(Locale.ROOT).startsWith("multipart/form-data")
                    ? form(ask, target, type, content)
                    : raw(ask, target, type, content);
        } catch (ProblemException refused) {
            throwAway(content);
            throw refused;
        }
    }

    /// What the client says of the bytes.
    private record Said(
            String mimeType, String cacheControl, @Nullable ObjectNode userMetadata) {}

    private static NewUpload upload(Ask ask, Target target, Said said, boolean exact) {
        long length = ask.request().getContentLengthLong();
        return new NewUpload(
                target.bucket(),
                target.name(),
                said.mimeType(),
                said.cacheControl(),
                said.userMetadata(),
                length < 0 ? null : Long.valueOf(length),
                exact,
                target.upsert(),
                target.owner(),
                UploadHead.robots(ask.header("x-robots-tag")));
    }

    private ObjectEntry raw(Ask ask, Target target, @Nullable String type, InputStream content) throws IOException {
        String cacheControl = ask.header("cache-control");
        var said = new Said(
                type == null ? "application/octet-stream" : type,
                cacheControl == null ? "no-cache" : cacheControl,
                UploadHead.userMetadata(ask.header("x-metadata")));
        Admission admission = uploads.admit(target.caller(), upload(ask, target, said, true));
        try (Draft draft = uploads.receive(content, admission.bytesMax())) {
            return uploads.keep(admission, draft);
        }
    }

    /// What came of asking, which the form's reader does in its middle.
    private static final class Asked {

        private @Nullable Admission admission;
    }

    private ObjectEntry form(Ask ask, Target target, String type, InputStream content) throws IOException {
        var asked = new Asked();
        try (Draft draft = FormUpload.read(type, content, file -> {
            Admission admission = uploads.admit(target.caller(), upload(ask, target, said(file), false));
            asked.admission = admission;
            return uploads.begin(admission);
        })) {
            if (asked.admission == null) {
                throw StorageFault.INVALID_REQUEST.problem("No content provided");
            }
            return uploads.keep(asked.admission, draft);
        }
    }

    private static Said said(FormUpload.File file) {
        Map<String, String> fields = file.fields();
        String type = fields.getOrDefault("contentType", "");
        String ofPart = file.mimeType() == null ? "application/octet-stream" : file.mimeType();
        String seconds = fields.getOrDefault("cacheControl", "");
        String metadata = fields.getOrDefault("metadata", fields.getOrDefault("userMetadata", ""));
        return new Said(
                type.isEmpty() ? ofPart : type,
                seconds.isEmpty() ? "no-cache" : "max-age=" + seconds,
                metadata.isEmpty() ? null : UploadHead.json(metadata));
    }

    private static void throwAway(InputStream content) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        long left = THROWN_AWAY_MAX;
        for (int count = 0; count >= 0 && left > 0; left -= count) {
            count = content.read(buffer);
        }
    }
}
