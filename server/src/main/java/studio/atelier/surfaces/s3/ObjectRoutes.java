package studio.atelier.surfaces.s3;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.storage.Admission;
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

    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final Pattern RANGE = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})");

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
        String range = ask.header("Range");
        ByteSpan span = range == null ? null : span(range, entry.sizeBytes());
        long length = span == null ? entry.sizeBytes() : span.length();
        if (span != null) {
            response.setStatus(HttpServletResponse.SC_PARTIAL_CONTENT);
            response.setHeader(
                    "Content-Range",
                    "bytes " + span.from() + "-" + (span.from() + length - 1) + "/" + entry.sizeBytes());
        }
        response.setContentLengthLong(length);
        if (!head) {
            send(entry, span == null ? ByteSpan.ALL : span, response);
        }
    }

    private void send(ObjectEntry entry, ByteSpan span, HttpServletResponse response) throws IOException {
        StoredObject stored = entry.stored().orElseThrow(StorageFault.NO_SUCH_KEY::problem);
        try (InputStream content = storage.open(stored.key(), span)) {
            content.transferTo(response.getOutputStream());
        }
    }

    private static void headers(Ask ask, ObjectEntry entry) {
        HttpServletResponse response = ask.response();
        response.setContentType(entry.mimeType());
        response.setHeader("ETag", entry.etag());
        response.setHeader("Last-Modified", HTTP_DATE.format(entry.lastModified()));
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

    /// @return null for what is no single range, which is answered whole
    static @Nullable ByteSpan span(String header, long size) {
        Matcher parts = RANGE.matcher(header.strip());
        if (!parts.matches() || (parts.group(1).isEmpty() && parts.group(2).isEmpty())) {
            return null;
        }
        boolean suffix = parts.group(1).isEmpty();
        long from = suffix ? Math.max(0, size - Long.parseLong(parts.group(2))) : Long.parseLong(parts.group(1));
        long last = suffix || parts.group(2).isEmpty() ? size - 1 : Math.min(size - 1, Long.parseLong(parts.group(2)));
        if (from >= size) {
            throw StorageFault.INVALID_RANGE.problem();
        }
        return last < from ? null : new ByteSpan(from, last - from + 1);
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
