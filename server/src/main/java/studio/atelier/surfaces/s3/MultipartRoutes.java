package studio.atelier.surfaces.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import studio.atelier.backend.storage.Admission;
import studio.atelier.backend.storage.BlobKey;
import studio.atelier.backend.storage.ByteRange;
import studio.atelier.backend.storage.ByteSpan;
import studio.atelier.backend.storage.Draft;
import studio.atelier.backend.storage.NewUpload;
import studio.atelier.backend.storage.ObjectEntry;
import studio.atelier.backend.storage.PartFiles;
import studio.atelier.backend.storage.Storage;
import studio.atelier.backend.storage.StorageCaller;
import studio.atelier.backend.storage.StorageFault;
import studio.atelier.backend.storage.Uploads;
import studio.atelier.surfaces.s3.MultipartRows.Multipart;
import studio.atelier.surfaces.s3.MultipartRows.PartRow;

/// Uploads in several parts: each part is a file of its own until all are put together. To whoever did not
/// begin an upload it is not there. Thread-safe.
final class MultipartRoutes {

    /// What S3 demands of every part but the last.
    private static final long PART_BYTES_MIN = 5L << 20;

    private static final int PARTS_MAX = 10_000;

    /// What is not completed by then is removed.
    private static final Duration KEEP = Duration.ofDays(7);

    /// A file lies there before its row does.
    private static final Duration UNKNOWN_KEPT = Duration.ofHours(1);

    private final MultipartRows rows;
    private final Uploads uploads;
    private final ObjectRoutes objects;
    private final Storage storage;
    private final PartFiles files;
    private final Clock clock;

    record Place(PartFiles files, Clock clock) {}

    MultipartRoutes(MultipartRows rows, Uploads uploads, ObjectRoutes objects, Storage storage, Place place) {
        this.rows = rows;
        this.uploads = uploads;
        this.objects = objects;
        this.storage = storage;
        this.files = place.files();
        this.clock = place.clock();
    }

    void create(Ask ask) throws IOException {
        StorageCaller caller = ask.caller("storage.s3.upload.create");
        NewUpload upload = ask.upload(caller, null);
        var _ = uploads.admit(caller, upload);
        UUID id = UUID.randomUUID();
        if (!rows.insert(id, caller.actor().role().sql(), upload)) {
            throw S3Problem.TOO_MANY_UPLOADS.problem();
        }
        ask.answer(new Xml("InitiateMultipartUploadResult", Xml.NAMESPACE)
                .text("Bucket", ask.bucket())
                .text("Key", ask.name())
                .text("UploadId", id.toString()));
    }

    private Multipart own(Ask ask, StorageCaller caller) {
        return rows.find(id(ask.query().text("uploadId", "")))
                .filter(found ->
                        found.bucket().equals(ask.bucket()) && found.name().equals(ask.name()))
                .filter(found -> found.role().equals(caller.actor().role().sql())
                        && Objects.equals(found.ownerId(), caller.owner()))
                .orElseThrow(S3Problem.NO_SUCH_UPLOAD::problem);
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException _) {
            throw S3Problem.NO_SUCH_UPLOAD.problem();
        }
    }

    private static int number(Ask ask) {
        int number = ask.query().number("partNumber", 0, 1, PARTS_MAX + 1);
        if (number < 1 || number > PARTS_MAX) {
            throw S3Problem.INVALID_ARGUMENT.problem("partNumber is 1 to " + PARTS_MAX);
        }
        return number;
    }

    void putPart(Ask ask) throws IOException {
        Multipart upload = own(ask, ask.caller("storage.s3.upload.part"));
        try (InputStream content = ask.body()) {
            ask.response().setHeader("ETag", kept(upload, number(ask), content));
        }
        ask.nothing(200);
    }

    void copyPart(Ask ask, String source) throws IOException {
        StorageCaller caller = ask.caller("storage.s3.upload.part_copy");
        Multipart upload = own(ask, caller);
        ObjectRoutes.Source from = ObjectRoutes.Source.parse(source);
        ObjectEntry entry = objects.find(caller, from.bucket(), from.name());
        BlobKey key =
                entry.stored().orElseThrow(StorageFault.NO_SUCH_KEY::problem).key();
        String range = ask.header("x-amz-copy-source-range");
        ByteSpan span = range == null ? ByteSpan.ALL : span(range, entry.sizeBytes());
        String etag;
        try (InputStream content = storage.open(key, span)) {
            etag = kept(upload, number(ask), content);
        }
        ask.answer(new Xml("CopyPartResult", Xml.NAMESPACE)
                .text("LastModified", BucketRoutes.TIME.format(clock.instant()))
                .text("ETag", etag));
    }

    private static ByteSpan span(String range, long size) {
        return switch (ByteRange.parse(range, size)) {
            case ByteRange.Whole() ->
                throw S3Problem.INVALID_ARGUMENT.problem("x-amz-copy-source-range is bytes=first-last");
            case ByteRange.Part(ByteSpan part) -> part;
            case ByteRange.Unsatisfiable() -> throw StorageFault.INVALID_RANGE.problem();
        };
    }

    /// @return the entity tag, quoted
    private String kept(Multipart upload, int number, InputStream content) throws IOException {
        long left = uploads.objectBytesMax() - rows.bytesBeside(upload.id(), number);
        try (Draft draft = uploads.receive(content, Math.max(0, left))) {
            UUID file = UUID.randomUUID();
            Files.move(draft.file(), files.path(file), StandardCopyOption.ATOMIC_MOVE);
            String md5 = Objects.requireNonNull(draft.md5());
            var part = new PartRow(number, file, md5, draft.sizeBytes(), clock.instant());
            rows.putPart(upload.id(), part).ifPresent(this::remove);
            return "\"" + md5 + "\"";
        }
    }

    private void remove(UUID file) {
        try {
            Files.deleteIfExists(files.path(file));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    void complete(Ask ask) throws IOException {
        StorageCaller caller = ask.caller("storage.s3.upload.complete");
        Multipart upload = own(ask, caller);
        List<XmlBody.ListedPart> listed = XmlBody.parts(ask.body(), PARTS_MAX);
        List<PartRow> all = rows.parts(upload.id());
        List<PartRow> parts = chosen(listed, all);
        long size = parts.stream().mapToLong(PartRow::sizeBytes).sum();
        Admission admission = uploads.admit(
                caller,
                new NewUpload(
                        upload.bucket(),
                        upload.name(),
                        upload.mimeType(),
                        upload.cacheControl(),
                        upload.userMetadata(),
                        size,
                        true,
                        true,
                        upload.ownerId(),
                        null));
        String etag = etag(parts);
        try (InputStream content = new SequenceInputStream(new PartContents(parts.iterator()));
                Draft draft = uploads.receive(content, admission.bytesMax())) {
            var _ = uploads.keep(admission, draft, etag);
        }
        if (rows.delete(upload.id())) {
            all.forEach(part -> remove(part.file()));
        }
        ask.answer(new Xml("CompleteMultipartUploadResult", Xml.NAMESPACE)
                .text("Location", ask.request().getRequestURL().toString())
                .text("Bucket", ask.bucket())
                .text("Key", ask.name())
                .text("ETag", etag));
    }

    /// Opens one file after the other. Not thread-safe.
    @SuppressWarnings("JdkObsolete") // the only form that SequenceInputStream takes
    private final class PartContents implements Enumeration<InputStream> {

        private final Iterator<PartRow> parts;

        PartContents(Iterator<PartRow> parts) {
            this.parts = parts;
        }

        @Override
        public boolean hasMoreElements() {
            return parts.hasNext();
        }

        @Override
        public InputStream nextElement() {
            try {
                return Files.newInputStream(files.path(parts.next().file()));
            } catch (NoSuchFileException _) {
                // Completed or aborted by another request at the same time.
                throw S3Problem.NO_SUCH_UPLOAD.problem();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }

    private static List<PartRow> chosen(List<XmlBody.ListedPart> listed, List<PartRow> all) {
        if (listed.isEmpty()) {
            throw S3Problem.MALFORMED_XML.problem();
        }
        Map<Integer, PartRow> known = all.stream().collect(Collectors.toMap(PartRow::number, Function.identity()));
        List<PartRow> parts = new ArrayList<>(listed.size());
        int before = 0;
        for (XmlBody.ListedPart each : listed) {
            PartRow part = known.get(each.number());
            if (each.number() <= before) {
                throw S3Problem.INVALID_PART_ORDER.problem();
            }
            if (part == null || !part.md5().equals(each.etag())) {
                throw S3Problem.INVALID_PART.problem();
            }
            before = each.number();
            parts.add(part);
        }
        if (parts.subList(0, parts.size() - 1).stream().anyMatch(part -> part.sizeBytes() < PART_BYTES_MIN)) {
            throw S3Problem.ENTITY_TOO_SMALL.problem();
        }
        return parts;
    }

    /// As S3 makes it: the MD5 of the MD5s, and how many.
    private static String etag(List<PartRow> parts) {
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            parts.forEach(part -> md5.update(HexFormat.of().parseHex(part.md5())));
            return "\"" + HexFormat.of().formatHex(md5.digest()) + "-" + parts.size() + "\"";
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has MD5", missing);
        }
    }

    void abort(Ask ask) {
        Multipart upload = own(ask, ask.caller("storage.s3.upload.abort"));
        List<PartRow> parts = rows.parts(upload.id());
        if (rows.delete(upload.id())) {
            parts.forEach(part -> remove(part.file()));
        }
        ask.nothing(204);
    }

    void listParts(Ask ask) throws IOException {
        Multipart upload = own(ask, ask.caller("storage.s3.upload.list_parts"));
        int after = ask.query().number("part-number-marker", 0, 0, PARTS_MAX);
        int max = ask.query().number("max-parts", 1000, 1, 1000);
        List<PartRow> rest = rows.parts(upload.id()).stream()
                .filter(part -> part.number() > after)
                .toList();
        List<PartRow> page = rest.subList(0, Math.min(max, rest.size()));
        Xml xml = new Xml("ListPartsResult", Xml.NAMESPACE)
                .text("Bucket", ask.bucket())
                .text("Key", ask.name())
                .text("UploadId", upload.id().toString())
                .text("PartNumberMarker", Integer.toString(after))
                .text("MaxParts", Integer.toString(max))
                .text("IsTruncated", Boolean.toString(page.size() < rest.size()));
        if (page.size() < rest.size()) {
            xml.text("NextPartNumberMarker", Integer.toString(page.getLast().number()));
        }
        page.forEach(part -> xml.element(
                "Part",
                one -> one.text("PartNumber", Integer.toString(part.number()))
                        .text("LastModified", BucketRoutes.TIME.format(part.createdAt()))
                        .text("ETag", "\"" + part.md5() + "\"")
                        .text("Size", Long.toString(part.sizeBytes()))));
        ask.answer(xml);
    }

    void listUploads(Ask ask) throws IOException {
        StorageCaller caller = ask.caller("storage.s3.upload.list");
        String prefix = ask.query().text("prefix", "");
        List<Multipart> found =
                rows.list(ask.bucket(), prefix, caller.actor().role().sql(), caller.owner());
        Xml xml = new Xml("ListMultipartUploadsResult", Xml.NAMESPACE)
                .text("Bucket", ask.bucket())
                .text("Prefix", prefix)
                .text("MaxUploads", "1000")
                .text("IsTruncated", "false");
        found.forEach(upload -> xml.element(
                "Upload",
                one -> one.text("Key", upload.name())
                        .text("UploadId", upload.id().toString())
                        .text("Initiated", BucketRoutes.TIME.format(upload.createdAt()))));
        ask.answer(xml);
    }

    /// Removes uploads past their time, and files that no part has.
    void sweep() {
        var _ = rows.deleteOlderThan(clock.instant().minus(KEEP));
        var _ = files.sweep(clock.instant().minus(UNKNOWN_KEPT), rows::known);
    }
}
