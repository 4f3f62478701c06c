package studio.atelier.surfaces.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.S3Object;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.Someone;
import studio.atelier.testkit.WithServer;
import tools.jackson.databind.JsonNode;

/// Buckets, objects and keys.
@WithServer({
    "ATELIER_OWNER_EMAIL=owner@example.org",
    "ATELIER_OWNER_PASSWORD=a long enough one",
    "ATELIER_LIMITS=off",
    "ATELIER_AUTH_SIGNUP=on",
    "ATELIER_AUTH_AUTOCONFIRM=on",
    "ATELIER_STORAGE_OBJECT_MAX=12MB"
})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class S3ResourceTest extends S3People {

    S3ResourceTest(RunningServer server) {
        super(server);
    }

    @Test
    void keepsAndGivesObjects() {
        s3.putObject(
                request -> request.bucket("plain")
                        .key("a folder/a file.txt")
                        .contentType("text/plain")
                        .cacheControl("max-age=5")
                        .metadata(Map.of("mood", "good")),
                RequestBody.fromString("hello world"));

        ResponseBytes<GetObjectResponse> got =
                s3.getObjectAsBytes(request -> request.bucket("plain").key("a folder/a file.txt"));

        assertThat(got.asUtf8String()).isEqualTo("hello world");
        assertThat(got.response().contentType()).isEqualTo("text/plain");
        assertThat(got.response().cacheControl()).isEqualTo("max-age=5");
        assertThat(got.response().metadata()).containsEntry("mood", "good");
        assertThat(got.response().eTag()).isEqualTo("\"5eb63bbbe01eeed093cb22bb8f5acdc3\"");
        var head = s3.headObject(request -> request.bucket("plain").key("a folder/a file.txt"));
        assertThat(head.contentLength()).isEqualTo(11);
        assertThat(head.lastModified()).isNotNull();
    }

    /// The SDK for JavaScript takes no other form, and the first nine days of a month show it.
    @Test
    void writesDatesWithTwoDigitsOfTheDay() {
        put("dated", "x");
        server.database().asOwner().sql("""
                update storage.objects
                set metadata = jsonb_set(metadata, '{lastModified}', '"2026-11-03T04:05:06.000Z"')
                where bucket_id = 'plain' and name = 'dated'
                """).update();

        var head = s3.headObject(request -> request.bucket("plain").key("dated"));

        assertThat(head.sdkHttpResponse().firstMatchingHeader("Last-Modified"))
                .contains("Tue, 03 Nov 2026 04:05:06 GMT");
    }

    @Test
    void takesEveryWayAnSdkSendsABody() {
        byte[] content = noise(300_000, 1);
        List<Consumer<S3Configuration.Builder>> ways = List.of(
                settings -> settings.chunkedEncodingEnabled(true), settings -> settings.chunkedEncodingEnabled(false));
        int number = 0;
        for (var way : ways) {
            for (var calculation : RequestChecksumCalculation.values()) {
                for (ChecksumAlgorithm algorithm : List.of(
                        ChecksumAlgorithm.CRC32,
                        ChecksumAlgorithm.CRC32_C,
                        ChecksumAlgorithm.SHA1,
                        ChecksumAlgorithm.SHA256)) {
                    S3Client client = client(
                            credentials(issued),
                            builder -> builder.serviceConfiguration(way).requestChecksumCalculation(calculation));
                    String key = "way-" + number++;
                    client.putObject(
                            request -> request.bucket("plain").key(key).checksumAlgorithm(algorithm),
                            RequestBody.fromContentProvider(
                                    () -> new ByteArrayInputStream(content),
                                    content.length,
                                    "application/octet-stream"));
                    assertThat(read("plain", key)).isEqualTo(content);
                }
            }
        }
    }

    @Test
    void givesRanges() {
        put("ranges", "0123456789");

        assertThat(range("bytes=2-4")).isEqualTo("234");
        assertThat(range("bytes=7-")).isEqualTo("789");
        assertThat(range("bytes=-2")).isEqualTo("89");
        assertThat(range("bytes=5-999")).isEqualTo("56789");
        assertRefused(() -> range("bytes=10-"), 416, "InvalidRange");
    }

    private String range(String range) {
        return s3.getObjectAsBytes(
                        request -> request.bucket("plain").key("ranges").range(range))
                .asUtf8String();
    }

    @Test
    void listsInPagesAndByFolder() {
        s3.createBucket(request -> request.bucket("lists"));
        for (String key : List.of("a/1", "a/2", "a/b/3", "c", "d & 'e'")) {
            s3.putObject(request -> request.bucket("lists").key(key), RequestBody.fromString(key));
        }

        assertThat(s3.listObjectsV2Paginator(request -> request.bucket("lists").maxKeys(2))
                        .contents())
                .extracting(S3Object::key)
                .containsExactly("a/1", "a/2", "a/b/3", "c", "d & 'e'");
        var level = s3.listObjectsV2(request -> request.bucket("lists").delimiter("/"));
        assertThat(level.commonPrefixes()).extracting(CommonPrefix::prefix).containsExactly("a/");
        assertThat(level.contents()).extracting(S3Object::key).containsExactly("c", "d & 'e'");
        assertThat(level.contents().getFirst().size()).isEqualTo(1);
        var below = s3.listObjectsV2(
                request -> request.bucket("lists").delimiter("/").prefix("a/"));
        assertThat(below.contents()).extracting(S3Object::key).containsExactly("a/1", "a/2");
        var first = s3.listObjects(request -> request.bucket("lists").maxKeys(3));
        assertThat(first.isTruncated()).isTrue();
        var second = s3.listObjects(request -> request.bucket("lists").marker(first.nextMarker()));
        assertThat(second.contents()).extracting(S3Object::key).containsExactly("c", "d & 'e'");
        assertThat(s3.listBuckets().buckets()).extracting("name").contains("lists", "plain", "fenced");
    }

    @Test
    void copiesAndRemoves() {
        put("copy/from", "copied");
        s3.copyObject(request -> request.sourceBucket("plain")
                .sourceKey("copy/from")
                .destinationBucket("plain")
                .destinationKey("copy/to"));
        s3.copyObject(request -> request.sourceBucket("plain")
                .sourceKey("copy/from")
                .destinationBucket("plain")
                .destinationKey("copy/other")
                .metadataDirective(MetadataDirective.REPLACE)
                .contentType("text/css"));
        assertThat(read("plain", "copy/to")).isEqualTo("copied".getBytes(UTF_8));
        assertThat(s3.headObject(request -> request.bucket("plain").key("copy/other"))
                        .contentType())
                .isEqualTo("text/css");

        s3.deleteObject(request -> request.bucket("plain").key("copy/from"));
        s3.deleteObject(request -> request.bucket("plain").key("copy/from"));
        var gone = s3.deleteObjects(request -> request.bucket("plain")
                .delete(all -> all.objects(identifier("copy/to"), identifier("copy/other"), identifier("never"))));

        assertThat(gone.deleted()).hasSize(3);
        assertThat(gone.errors()).isEmpty();
        assertRefused(() -> read("plain", "copy/to"), 404, "NoSuchKey");
    }

    @Test
    void putsPartsTogether() {
        byte[] content = noise(2 * PART + 1234, 2);
        String upload = begin(s3, "plain", "parts/whole");
        var parts = new ArrayList<CompletedPart>();
        for (int number = 1; number <= 3; number++) {
            parts.add(part(
                    s3,
                    "plain",
                    "parts/whole",
                    upload,
                    number,
                    Arrays.copyOfRange(content, (number - 1) * PART, Math.min(number * PART, content.length))));
        }
        var again = part(s3, "plain", "parts/whole", upload, 2, noise(PART, 9));
        parts.set(1, again);
        assertThat(s3.listParts(request ->
                                request.bucket("plain").key("parts/whole").uploadId(upload))
                        .parts())
                .hasSize(3);
        assertThat(s3.listMultipartUploads(request -> request.bucket("plain")).uploads())
                .extracting("uploadId")
                .contains(upload);

        var whole = s3.completeMultipartUpload(request ->
                request.bucket("plain").key("parts/whole").uploadId(upload).multipartUpload(all -> all.parts(parts)));

        assertThat(whole.eTag()).endsWith("-3\"");
        byte[] expected = content.clone();
        System.arraycopy(noise(PART, 9), 0, expected, PART, PART);
        assertThat(read("plain", "parts/whole")).isEqualTo(expected);
        assertRefused(
                () -> s3.listParts(
                        request -> request.bucket("plain").key("parts/whole").uploadId(upload)),
                404,
                "NoSuchUpload");
    }

    @Test
    void copiesAPartOfAnObject() {
        put("part-copy/source", "0123456789");
        String upload = begin(s3, "plain", "part-copy/to");
        var copied = s3.uploadPartCopy(request -> request.sourceBucket("plain")
                .sourceKey("part-copy/source")
                .copySourceRange("bytes=2-5")
                .destinationBucket("plain")
                .destinationKey("part-copy/to")
                .uploadId(upload)
                .partNumber(1));
        s3.completeMultipartUpload(request -> request.bucket("plain")
                .key("part-copy/to")
                .uploadId(upload)
                .multipartUpload(all -> all.parts(CompletedPart.builder()
                        .partNumber(1)
                        .eTag(copied.copyPartResult().eTag())
                        .build())));

        assertThat(read("plain", "part-copy/to")).isEqualTo("2345".getBytes(UTF_8));
    }

    @Test
    void refusesPartsThatDoNotFit() {
        String upload = begin(s3, "plain", "parts/refused");
        CompletedPart first = part(s3, "plain", "parts/refused", upload, 1, new byte[10]);
        CompletedPart second = part(s3, "plain", "parts/refused", upload, 2, new byte[10]);

        assertRefused(() -> complete("parts/refused", upload, first, second), 400, "EntityTooSmall");
        assertRefused(() -> complete("parts/refused", upload, second, first), 400, "InvalidPartOrder");
        assertRefused(
                () -> complete(
                        "parts/refused", upload, first.toBuilder().eTag("\"0\"").build()),
                400,
                "InvalidPart");
        assertRefused(
                () -> complete(
                        "parts/refused", upload, first.toBuilder().partNumber(7).build()),
                400,
                "InvalidPart");
        s3.abortMultipartUpload(
                request -> request.bucket("plain").key("parts/refused").uploadId(upload));
        assertRefused(() -> complete("parts/refused", upload, first), 404, "NoSuchUpload");
    }

    @Test
    void takesNoMorePartsThanAnObjectMayHold() {
        String upload = begin(s3, "plain", "parts/many");
        CompletedPart first = part(s3, "plain", "parts/many", upload, 1, new byte[PART]);
        part(s3, "plain", "parts/many", upload, 2, new byte[PART]);

        assertRefused(() -> part(s3, "plain", "parts/many", upload, 3, new byte[PART]), 413, "EntityTooLarge");
        part(s3, "plain", "parts/many", upload, 2, new byte[PART]);
        complete("parts/many", upload, first);
    }

    @Test
    void bucketsComeAndGo() {
        s3.createBucket(request -> request.bucket("brief"));
        s3.headBucket(request -> request.bucket("brief"));
        s3.putObject(request -> request.bucket("brief").key("x"), RequestBody.fromString("x"));
        assertRefused(() -> s3.deleteBucket(request -> request.bucket("brief")), 409, "BucketNotEmpty");
        s3.deleteObject(request -> request.bucket("brief").key("x"));
        s3.deleteBucket(request -> request.bucket("brief"));

        assertRefused(() -> s3.listObjectsV2(request -> request.bucket("brief")), 404, "NoSuchBucket");
        assertRefused(() -> s3.createBucket(request -> request.bucket("plain")), 409, "BucketAlreadyExists");
    }

    @Test
    void onlyAdministratorsIssueKeysAndARevokedOneIsNoMore() {
        JsonNode key = issue("to be revoked");
        S3Client client = client(credentials(key), _ -> {});
        client.listBuckets();
        Someone owner = Someone.signsIn(server, "owner@example.org");

        assertThat(owner.get("/api/admin/storage/s3-keys").body())
                .contains(key.path("access_key_id").asString())
                .doesNotContain(key.path("secret_access_key").asString());
        Someone person = Someone.signsUp(server, "person@example.com");
        assertThat(person.get("/api/admin/storage/s3-keys").statusCode()).isEqualTo(403);
        assertThat(person.post("/api/admin/storage/s3-keys", "{\"description\":\"x\"}")
                        .statusCode())
                .isEqualTo(403);
        String path = "/api/admin/storage/s3-keys/" + key.path("id").asString();
        assertThat(person.send("DELETE", path, null).statusCode()).isEqualTo(403);
        assertThat(owner.send("DELETE", path, null).statusCode()).isEqualTo(204);

        assertRefused(client::listBuckets, 403, "InvalidAccessKeyId");
    }
}
