package studio.atelier.surfaces.resumable;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;

/// The last part of an upload's URL: bucket, path and an id that cannot be guessed, as Base64.
record UploadId(String bucket, String name, UUID id) {

    private static final int LENGTH_MAX = 8192;
    private static final int UUID_LENGTH = 36;

    static UploadId of(OpenUpload upload) {
        return new UploadId(upload.metadata().bucket(), upload.metadata().name(), upload.id());
    }

    String text() {
        String path = bucket + "/" + name + "/" + id;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(path.getBytes(StandardCharsets.UTF_8));
    }

    /// @throws studio.atelier.platform.problem.ProblemException `resumable.not_found` for what this class did
    ///     not make
    static UploadId parse(String text) {
        try {
            if (text.length() <= LENGTH_MAX) {
                String path = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
                int first = path.indexOf('/');
                int last = path.lastIndexOf('/');
                if (first > 0 && last > first && path.length() - last - 1 == UUID_LENGTH) {
                    return new UploadId(
                            path.substring(0, first),
                            path.substring(first + 1, last),
                            UUID.fromString(path.substring(last + 1)));
                }
            }
        } catch (IllegalArgumentException _) {
            // falls through to the one answer
        }
        throw ResumableProblem.NOT_FOUND.problem();
    }
}
