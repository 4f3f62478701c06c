package studio.atelier.surfaces.s3;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import studio.atelier.backend.storage.Bucket;
import studio.atelier.backend.storage.Buckets;
import studio.atelier.backend.storage.ObjectEntry;
import studio.atelier.backend.storage.StorageCaller;
import studio.atelier.backend.storage.StorageObjects;
import studio.atelier.backend.storage.StorageObjects.Listed;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Buckets, and what is in them. Thread-safe.
final class BucketRoutes {

    static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private static final int KEYS_MAX = 1000;
    private static final JsonMapper JSON = new JsonMapper();

    private final Buckets buckets;
    private final StorageObjects objects;

    BucketRoutes(Buckets buckets, StorageObjects objects) {
        this.buckets = buckets;
        this.objects = objects;
    }

    void all(Ask ask) throws IOException {
        List<Bucket> found = buckets.list(ask.caller("storage.s3.bucket.list"), Buckets.Page.ALL);
        ask.answer(new Xml("ListAllMyBucketsResult", Xml.NAMESPACE)
                .element("Owner", owner -> owner.text("ID", "").text("DisplayName", ""))
                .element(
                        "Buckets",
                        list -> found.forEach(bucket -> list.element(
                                "Bucket",
                                one -> one.text("Name", bucket.id())
                                        .text("CreationDate", TIME.format(bucket.createdAt()))))));
    }

    void create(Ask ask) throws IOException {
        buckets.create(
                ask.caller("storage.s3.bucket.create"),
                new Buckets.NewBucket(ask.bucket(), ask.bucket(), false, null, null));
        ask.response().setHeader("Location", "/" + ask.bucket());
        ask.nothing(200);
    }

    void head(Ask ask) {
        var _ = buckets.get(ask.caller("storage.s3.bucket.get"), ask.bucket());
        ask.nothing(200);
    }

    void delete(Ask ask) {
        buckets.delete(ask.caller("storage.s3.bucket.delete"), ask.bucket());
        ask.nothing(204);
    }

    void location(Ask ask) throws IOException {
        require(ask);
        ask.answer(new Xml("LocationConstraint", Xml.NAMESPACE));
    }

    void versioning(Ask ask) throws IOException {
        require(ask);
        ask.answer(new Xml("VersioningConfiguration", Xml.NAMESPACE));
    }

    // Whether a bucket is there is no secret to whoever may speak to it at all; what is in it, policies say.
    private void require(Ask ask) {
        var _ = buckets.get(ask.caller("storage.s3.bucket.get").asService(), ask.bucket());
    }

    /// The part of a listing that was asked for.
    private record Page(String prefix, String delimiter, int limit, String after, boolean second) {}

    void list(Ask ask) throws IOException {
        require(ask);
        Query query = ask.query();
        boolean second = query.text("list-type", "").equals("2");
        String token = query.text("continuation-token", "");
        String after =
                second ? token.isEmpty() ? query.text("start-after", "") : decoded(token) : query.text("marker", "");
        var page = new Page(
                query.text("prefix", ""),
                query.text("delimiter", ""),
                query.number("max-keys", KEYS_MAX, 0, KEYS_MAX),
                after,
                second);
        if (!page.delimiter().isEmpty() && !page.delimiter().equals("/")) {
            throw S3Problem.NOT_IMPLEMENTED.problem("The delimiter is / or none");
        }
        List<Listed> found = page.limit() == 0 ? List.of() : found(ask, page);
        boolean more = found.size() > page.limit();
        write(ask, page, more ? found.subList(0, page.limit()) : found, more);
    }

    private List<Listed> found(Ask ask, Page page) {
        return objects.list(
                ask.caller("storage.s3.object.list"),
                ask.bucket(),
                new StorageObjects.Pages(
                        page.prefix(),
                        page.limit(),
                        !page.delimiter().isEmpty(),
                        StorageObjects.Order.NAME,
                        false,
                        page.after(),
                        ""));
    }

    private static void write(Ask ask, Page page, List<Listed> found, boolean more) throws IOException {
        boolean url = ask.query().text("encoding-type", "").equals("url");
        UnaryOperator<String> name = text -> url ? Query.encoded(text, true) : text;
        Xml xml = new Xml("ListBucketResult", Xml.NAMESPACE)
                .text("Name", ask.bucket())
                .text("Prefix", name.apply(page.prefix()))
                .text("MaxKeys", Integer.toString(page.limit()))
                .text("IsTruncated", Boolean.toString(more));
        if (!page.delimiter().isEmpty()) {
            xml.text("Delimiter", page.delimiter());
        }
        if (url) {
            xml.text("EncodingType", "url");
        }
        String last = found.isEmpty() ? "" : found.getLast().name();
        if (page.second()) {
            xml.text("KeyCount", Integer.toString(found.size()));
            if (more) {
                xml.text("NextContinuationToken", encoded(last));
            }
        } else {
            xml.text("Marker", name.apply(page.after()));
            if (more) {
                xml.text("NextMarker", name.apply(last));
            }
        }
        found.forEach(each -> entry(xml, each, name));
        ask.answer(xml);
    }

    private static void entry(Xml xml, Listed each, UnaryOperator<String> name) {
        if (each.id() == null) {
            xml.element("CommonPrefixes", folder -> folder.text("Prefix", name.apply(each.name())));
            return;
        }
        JsonNode metadata = JSON.readTree(each.metadata() == null ? "{}" : each.metadata());
        Instant modified = each.updatedAt() == null ? Instant.EPOCH : each.updatedAt();
        xml.element(
                "Contents",
                object -> object.text("Key", name.apply(each.name()))
                        .text("LastModified", TIME.format(modified))
                        .text("ETag", metadata.path("eTag").asString(""))
                        .text("Size", Long.toString(metadata.path("size").asLong(0)))
                        .text("StorageClass", "STANDARD"));
    }

    private static String encoded(String name) {
        return Base64.getUrlEncoder().encodeToString(name.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw S3Problem.INVALID_ARGUMENT.problem("The continuation token is not valid");
        }
    }

    /// Removes up to 1,000 objects, and says of each what became of it.
    void deleteObjects(Ask ask) throws IOException {
        require(ask);
        XmlBody.Removal removal = XmlBody.removal(ask.body(), StorageObjects.NAMES_MAX);
        if (removal.keys().isEmpty()) {
            throw S3Problem.MALFORMED_XML.problem();
        }
        StorageCaller caller = ask.caller("storage.s3.object.delete_many");
        Set<String> left = new HashSet<>(removal.keys());
        for (ObjectEntry gone : objects.remove(caller, ask.bucket(), removal.keys())) {
            left.remove(gone.name());
        }
        // What was not there counts as removed; what is still there the policies kept.
        Set<String> kept = new HashSet<>(objects.visible(caller.asService(), ask.bucket(), new ArrayList<>(left)));
        Xml xml = new Xml("DeleteResult", Xml.NAMESPACE);
        for (String key : removal.keys()) {
            if (kept.contains(key)) {
                xml.element(
                        "Error",
                        error -> error.text("Key", key)
                                .text("Code", S3Problem.ACCESS_DENIED.wire())
                                .text("Message", S3Problem.ACCESS_DENIED.title()));
            } else if (!removal.quiet()) {
                xml.element("Deleted", deleted -> deleted.text("Key", key));
            }
        }
        ask.answer(xml);
    }
}
