package studio.atelier.surfaces.s3;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import studio.atelier.backend.storage.Admission;
import studio.atelier.backend.storage.ByteRange;
import studio.atelier.backend.storage.ByteSpan;
import studio.atelier.backend.storage.Draft;
import studio.atelier.backend.storage.ObjectEntry;
import studio.atelier.backend.storage.Storage;
import studio.atelier.backend.storage.StorageCaller;
import studio.atelier.backend.storage.StorageFault;
import studio.atelier.backend.storage.StorageObjects;
import studio.atelier.backend.storage.StoredObject;
import studio.atelier.backend.storage.Uploads;
import studio.atelier.platform.problem.ProblemException;

/// Single objects. Thread-safe.
final class ObjectRoutes {

    private final StorageObjects objects;
    private final Uploads uploads;
    private final Storage storage;

    ObjectRoutes(StorageObjects objects, Uploads uploads, Storage storage) {
        this.objects = objects;
        this.uploads = uploads;
        this.storage = storage;
    }

    void put(Ask ask) throws IOException {
        Long size = Body.length(ask.request());
        if (size == null) {
            throw S3Problem.MISSING_CONTENT_LENGTH.problem();
        }
        StorageCaller caller = ask.caller("storage.s3.object.put");
        Admission admission = uploads.admit(caller, ask.upload(caller, size));
        try (InputStream content = ask.body();
                Draft draft = uploads.receive(content, admission.bytesMax())) {
            ObjectEntry kept = uploads.keep(admission, draft);
            ask.response().setHeader("ETag", kept.etag());
            ask.nothing(200);
        }
    }

    void copy(Ask ask, String source) throws IOException {
        Source from = Source.parse(source);
        boolean replace = "REPLACE".equals(ask.header("x-amz-metadata-directive"));
        var retold = new StorageObjects.Retold(
                !replace, ask.header("Content-Type"), ask.header("Cache-Control"), ask.userMetadata(), true);
        ObjectEntry made = objects.copy(
                ask.caller("storage.s3.object.copy"),
                new StorageObjects.Route(from.bucket(), from.name(), ask.bucket(), ask.name()),
                retold);
        ask.answer(new Xml("CopyObjectResult", Xml.NAMESPACE)
                .text("LastModified", BucketRoutes.TIME.format(made.lastModified()))
                .text("ETag", made.etag()));
    }

    /// What `x-amz-copy-source` names.
    record Source(String bucket, String name) {

        static Source parse(String header) {
            String path = Query.decoded(header.startsWith("/") ? header.substring(1) : header);
            int slash = path.indexOf('/');
            if (slash <= 0 || slash == path.length() - 1) {
                throw S3Problem.INVALID_ARGUMENT.problem("x-amz-copy-source is bucket/key");
            }
            return new Source(path.substring(0, slash), path.substring(slash + 1));
        }
    }

    ObjectEntry find(StorageCaller caller, String bucket, String name) {
        return objects.find(caller, bucket, name, StorageObjects.Right.CALLER);
    }

    void get(Ask ask) throws IOException {
        boolean head = ask.request().getMethod().equals("HEAD");
        ObjectEntry entry =
                find(ask.caller(head ? "storage.s3.object.info" : "storage.s3.object.get"), ask.bucket(), ask.name());
        HttpServletResponse response = ask.response();
        String matching = ask.header("If-Match");
        if (matching != null && !matches(matching, entry.etag())) {
            ask.nothing(HttpServletResponse.SC_PRECONDITION_FAILED);
            return;
        }
        headers(ask, entry);
        String known = ask.header("If-None-Match");
        if (known != null && matches(known, entry.etag())) {
            ask.nothing(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        ByteSpan span = span(ask, entry.sizeBytes());
        response.setContentLengthLong(span.length());
        if (!head) {
            send(entry, span, response);
        }
    }

    private static ByteSpan span(Ask ask, long size) {
        return switch (ByteRange.parse(ask.header("Range"), size)) {
            case ByteRange.Whole() -> new ByteSpan(0, size);
            case ByteRange.Part part -> {
                ask.response().setStatus(HttpServletResponse.SC_PARTIAL_CONTENT);
                ask.response()
                        .setHeader("Content-Range", "bytes " + part.span().from() + "-" + part.last() + "/" + size);
                yield part.span();
            }
            case ByteRange.Unsatisfiable() -> throw StorageFault.INVALID_RANGE.problem();
        };
    }

    private void send(ObjectEntry entry, ByteSpan span, HttpServletResponse response) throws IOException {
        StoredObject stored = entry.stored().orElseThrow(StorageFault.NO_SUCH_KEY::problem);
        storage.send(stored.key(), span, response.getOutputStream()::write);
    }

    private static void headers(Ask ask, ObjectEntry entry) {
        HttpServletResponse response = ask.response();
        response.setContentType(entry.mimeType());
        response.setHeader("ETag", entry.etag());
        response.setDateHeader("Last-Modified", entry.lastModified().toEpochMilli());
        response.setHeader("Cache-Control", entry.cacheControl());
        response.setHeader("Accept-Ranges", "bytes");
        // An address signed for a browser must not run in our origin what somebody uploaded.
        response.setHeader("Content-Security-Policy", "default-src 'none'; sandbox");
        response.setHeader("X-Content-Type-Options", "nosniff");
        String disposition = ask.query().first("response-content-disposition");
        if (disposition != null) {
            response.setHeader("Content-Disposition", disposition.replaceAll("\\p{Cntrl}", ""));
        }
        if (entry.userMetadata() != null) {
            entry.userMetadata().properties().forEach(pair -> {
                String value = pair.getValue().asString("");
                if (pair.getKey().matches("[A-Za-z0-9_.-]{1,100}") && value.matches("[\\x20-\\x7e]{0,2000}")) {
                    response.setHeader(Ask.META + pair.getKey().toLowerCase(Locale.ROOT), value);
                }
            });
        }
    }

    private static boolean matches(String header, String etag) {
        return Arrays.stream(header.split(",", -1))
                .map(String::strip)
                .anyMatch(one -> one.equals("*") || one.replace("\"", "").equals(etag.replace("\"", "")));
    }

    void delete(Ask ask) {
        try {
            objects.removeOne(ask.caller("storage.s3.object.delete"), ask.bucket(), ask.name());
        } catch (ProblemException refused) {
            // What is not there is as good as removed.
            if (refused.problem().code() != StorageFault.NO_SUCH_KEY) {
                throw refused;
            }
        }
        ask.nothing(204);
    }
}
