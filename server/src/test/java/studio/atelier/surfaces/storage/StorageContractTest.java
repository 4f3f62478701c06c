package studio.atelier.surfaces.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static studio.atelier.surfaces.storage.StorageClient.body;
import static studio.atelier.surfaces.storage.StorageClient.good;
import static studio.atelier.surfaces.storage.StorageClient.header;
import static studio.atelier.surfaces.storage.StorageClient.refused;
import static studio.atelier.surfaces.storage.StorageClient.text;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Random;
import java.util.UUID;
import java.util.stream.StreamSupport;
import javax.imageio.ImageIO;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.platform.database.ScriptRole;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.Someone;
import studio.atelier.testkit.WithServer;
import tools.jackson.databind.JsonNode;

/// Every route of `/storage/v1` and every row of its table of errors. Source: wire reference 4, 8.5.
@WithServer({
    "ATELIER_OWNER_EMAIL=owner@example.org",
    "ATELIER_OWNER_PASSWORD=a long enough one",
    "ATELIER_AUTH_SIGNUP=on",
    "ATELIER_AUTH_AUTOCONFIRM=on",
    "ATELIER_LIMITS=off",
    "ATELIER_STORAGE_OBJECT_MAX=64KB"
})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StorageContractTest {

    private final RunningServer server;
    private final StorageClient service;
    private final StorageClient anon;
    private final StorageClient nobody;
    private StorageClient ada;
    private StorageClient eve;
    private Someone adaHerself;

    StorageContractTest(RunningServer server) {
        this.server = server;
        this.service = StorageClient.service(server);
        this.anon = StorageClient.anon(server);
        this.nobody = new StorageClient(server, null);
        this.ada = nobody;
        this.eve = nobody;
    }

    @BeforeAll
    void arrange() throws SQLException {
        adaHerself = Someone.signsUp(server, "ada@example.org");
        ada = new StorageClient(server, adaHerself.token());
        eve = new StorageClient(
                server, Someone.signsUp(server, "eve@example.org").token());
        try (Connection script = ScriptRole.connect(server.database().owner());
                var statement = script.createStatement()) {
            statement.execute("""
                    insert into storage.buckets (id, name, public) values ('mine', 'mine', false), ('open', 'open', true);
                    create policy mine on storage.objects for all to authenticated
                      using (bucket_id = 'mine' and (storage.foldername(name))[1] = auth.uid()::text)
                      with check (bucket_id = 'mine' and (storage.foldername(name))[1] = auth.uid()::text);
                    """);
        }
    }

    private String own(String name) {
        return adaHerself.id() + "/" + UUID.randomUUID() + "/" + name;
    }

    @Test
    void makesShowsChangesEmptiesAndRemovesBuckets() {
        assertThat(good(service.json("POST", "/bucket", """
                        {"id": "b1", "name": "b1", "public": false, "file_size_limit": "20kb", "allowed_mime_types": ["image/png"]}
                        """)).toString()).isEqualTo("{\"name\":\"b1\"}");

        JsonNode one = good(service.get("/bucket/b1"));
        assertThat(one.propertyNames())
                .containsExactlyInAnyOrder(
                        "id",
                        "name",
                        "owner",
                        "public",
                        "created_at",
                        "updated_at",
                        "file_size_limit",
                        "allowed_mime_types");
        assertThat(one.path("file_size_limit").asInt()).isEqualTo(20_000);
        assertThat(good(service.get("/bucket?search=B1")).get(0).path("type").asString())
                .isEqualTo("STANDARD");
        assertThat(good(service.json("PUT", "/bucket/b1", "{\"file_size_limit\":null}"))
                        .path("message")
                        .asString())
                .isEqualTo("Successfully updated");
        assertThat(good(service.get("/bucket/b1")).path("allowed_mime_types").toString())
                .isEqualTo("[\"image/png\"]");
        service.upload("b1/a.png", "x", "Content-Type", "image/png");
        refused(
                service.send("DELETE", "/bucket/b1", null),
                400,
                "409",
                "ResourceNotEmpty",
                "The bucket you tried to delete is not empty");
        assertThat(text(service.json("POST", "/bucket/b1/empty", ""))).contains("has been queued");
        assertThat(text(service.json("DELETE", "/bucket/b1", "{}"))).contains("Successfully deleted");
        refused(service.get("/bucket/b1"), 400, "404", "NoSuchBucket", "Bucket not found");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"name": "mine"}                                  | 409 | BucketAlreadyExists | The resource already exists
            {"name": " x"}                                    | 400 | InvalidBucketName   | Bucket name invalid
            {"name": "a/b"}                                   | 400 | InvalidBucketName   | Bucket name invalid
            {"name": "x", "file_size_limit": "20 apples"}     | 400 | InvalidRequest      | Invalid file size format, hint: use 20GB / 20MB / 30KB / 3B
            {"name": "x", "file_size_limit": "1GB"}           | 413 | EntityTooLarge      | The object exceeded the maximum allowed size
            {"name": "x", "allowed_mime_types": ["nothing"]}  | 415 | InvalidMimeType     | mime type nothing is not supported
            {"name": "x", "type": "ANALYTICS"}                | 409 | FeatureNotEnabled   | The feature ANALYTICS is not enabled for this resource
            {"public": true}                                  | 400 | InvalidRequest      | body must have required property 'name'
            {"name": "x", "public": "perhaps"}                | 400 | InvalidRequest      | body/public must be boolean
            """)
    void refusesBuckets(String bucket, String status, String code, String message) {
        refused(service.json("POST", "/bucket", bucket), 400, status, code, message);
    }

    @Test
    void keepsBucketsForWhoeverPoliciesLet() {
        String denied = "new row violates row-level security policy";
        refused(ada.json("POST", "/bucket", "{\"name\":\"hers\"}"), 400, "403", "AccessDenied", denied);
        refused(ada.get("/bucket/mine"), 400, "404", "NoSuchBucket", "Bucket not found");
        refused(
                ada.json("POST", "/bucket/mine/empty", "{}"),
                403,
                "403",
                "AccessDenied",
                "Access denied: Invalid role");
        refused(nobody.get("/bucket"), 400, "403", "AccessDenied", "Invalid Compact JWS");
        refused(new StorageClient(server, "a.b.c").get("/bucket"), 400, "403", "AccessDenied", "Invalid Compact JWS");
    }

    @Test
    void uploadsRawAndByFormAndTellsOfThem() {
        String raw = own("raw.txt");
        String form = own("form.txt");

        JsonNode made = good(ada.upload(
                "mine/" + raw,
                "hello",
                "Content-Type",
                "text/plain",
                "Cache-Control",
                "max-age=60",
                "x-metadata",
                "eyJrIjoidiJ9"));
        assertThat(made.path("Key").asString()).isEqualTo("mine/" + raw);
        assertThat(made.path("Id").asString()).hasSize(36);
        good(ada.form("POST", "mine/" + form, "image/png", "hello"));

        JsonNode info = good(ada.get("/object/info/mine/" + raw));
        assertThat(info.propertyNames())
                .containsExactlyInAnyOrder(
                        "id",
                        "name",
                        "version",
                        "bucket_id",
                        "size",
                        "content_type",
                        "cache_control",
                        "etag",
                        "metadata",
                        "last_modified",
                        "created_at");
        assertThat(info.path("metadata").toString()).isEqualTo("{\"k\":\"v\"}");
        assertThat(info.path("cache_control").asString()).isEqualTo("max-age=60");
        assertThat(info.path("size").asInt()).isEqualTo(5);
        JsonNode byForm = good(ada.get("/object/info/authenticated/mine/" + form));
        assertThat(byForm.path("content_type").asString()).isEqualTo("image/png");
        assertThat(byForm.path("cache_control").asString()).isEqualTo("max-age=3600");
        assertThat(byForm.path("metadata").toString()).isEqualTo("{\"a\":1}");
        assertThat(ada.send("HEAD", "/object/mine/" + form, null).statusCode()).isEqualTo(200);
        assertThat(eve.send("HEAD", "/object/mine/" + form, null).statusCode()).isEqualTo(400);
    }

    @Test
    void replacesOnlyWhereItIsAsked() {
        String name = own("a.txt");
        good(ada.upload("mine/" + name, "one"));

        refused(ada.upload("mine/" + name, "two"), 400, "409", "KeyAlreadyExists", "The resource already exists");
        good(ada.upload("mine/" + name, "two", "Content-Type", "text/plain", "x-upsert", "true"));
        assertThat(text(ada.get("/object/mine/" + name))).isEqualTo("two");
        good(ada.form("PUT", "mine/" + name, "text/plain", "three"));
        assertThat(text(ada.get("/object/authenticated/mine/" + name))).isEqualTo("three");
    }

    @Test
    void refusesUploadsInTheirOrder() {
        service.json("POST", "/bucket", """
                {"name": "narrow", "file_size_limit": 4, "allowed_mime_types": ["image/*"]}
                """);
        String tooLarge = "The object exceeded the maximum allowed size";

        refused(ada.upload("none/a", "x"), 400, "404", "NoSuchBucket", "Bucket not found");
        refused(
                ada.upload("narrow/a", "12345"),
                400,
                "415",
                "InvalidMimeType",
                "mime type text/plain is not supported");
        refused(ada.upload("narrow/a", "12345", "Content-Type", "image/png"), 400, "413", "EntityTooLarge", tooLarge);
        refused(
                ada.upload("narrow/a", "1234", "Content-Type", "image/png"),
                400,
                "403",
                "AccessDenied",
                "new row violates row-level security policy");
        refused(service.form("POST", "narrow/a", "image/png", "12345"), 400, "413", "EntityTooLarge", tooLarge);
        refused(
                eve.form("POST", "mine/" + own("a"), "image/png", "x"),
                400,
                "403",
                "AccessDenied",
                "new row violates row-level security policy");
        refused(service.upload("open/" + "b".repeat(10), "x".repeat(70_000)), 400, "413", "EntityTooLarge", tooLarge);
        refused(service.upload("open/big", "x".repeat(3_000_000)), 400, "413", "EntityTooLarge", tooLarge);
        refused(service.upload("open/%C3%A9", "x"), 400, "400", "InvalidKey", "Invalid key: é");
        refused(service.upload("narrow/a/.emptyFolderPlaceholder", "x"), 400, "413", "EntityTooLarge", tooLarge);
        good(service.upload("narrow/a/.emptyFolderPlaceholder", ""));
    }

    @Test
    void refusesFormsThatAreNone() {
        for (String form : new String[] {
            "",
            "nothing",
            StorageClient.part("form-data; name=\"cacheControl\"", "", "1") + "------storage-test--\r\n",
            StorageClient.part("form-data; name=\"\"; filename=\"x\"", "", "cut off")
                    .strip()
        }) {
            refused(service.raw("POST", "open/form", form), 400, "400", "InvalidRequest", "No content provided");
        }
        refused(service.get("/object/open/form"), 400, "404", "NoSuchKey", "Object not found");
        assertThat(drafts()).isZero();
    }

    @Test
    void takesFieldsBeforeTheFileAndNoSecondFile() {
        String name = "open/" + UUID.randomUUID();
        String form = StorageClient.part("form-data; name=\"contentType\"", "", "text/css")
                + StorageClient.part("form-data; name=\"f\"; filename=\"a\"", "Content-Type: image/png\r\n", "first")
                + StorageClient.part("form-data; name=\"g\"; filename=\"b\"", "", "second")
                + "------storage-test--\r\n";

        good(service.raw("POST", name, form));

        var answer = service.get("/object/" + name);
        assertThat(text(answer)).isEqualTo("first");
        assertThat(header(answer, "Content-Type")).startsWith("text/css");
    }

    @Test
    void servesBytesWithTheHeadersThatClientsKnow() {
        String name = own("a.txt");
        good(ada.upload("mine/" + name, "0123456789", "Content-Type", "text/plain", "Cache-Control", "max-age=60"));

        var whole = ada.get("/object/mine/" + name);

        assertThat(text(whole)).isEqualTo("0123456789");
        assertThat(header(whole, "Cache-Control")).isEqualTo("max-age=60");
        assertThat(header(whole, "Accept-Ranges")).isEqualTo("bytes");
        assertThat(header(whole, "X-Robots-Tag")).isEqualTo("none");
        assertThat(header(whole, "Content-Length")).isEqualTo("10");
        String etag = header(whole, "ETag");
        assertThat(etag).isEqualTo("\"781e5e245d69b566979b86e28d23f2c7\"");
        assertThat(ada.get("/object/mine/" + name, "If-None-Match", etag).statusCode())
                .isEqualTo(304);
        assertThat(ada.get("/object/mine/" + name, "If-Modified-Since", header(whole, "Last-Modified"))
                        .statusCode())
                .isEqualTo(304);
        assertThat(header(ada.get("/object/mine/" + name + "?download"), "Content-Disposition"))
                .isEqualTo("attachment;");
        assertThat(header(ada.get("/object/mine/" + name + "?download=a%20b.png"), "Content-Disposition"))
                .isEqualTo("attachment; filename=a%20b.png; filename*=UTF-8''a%20b.png");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            bytes=2-4   | 234      | bytes 2-4/10
            bytes=7-    | 789      | bytes 7-9/10
            bytes=-2    | 89       | bytes 8-9/10
            bytes=0-99  | 0123456789 | bytes 0-9/10
            """)
    void servesRanges(String range, String text, String contentRange) {
        String name = own("a.txt");
        good(ada.upload("mine/" + name, "0123456789"));

        var answer = ada.get("/object/mine/" + name, "Range", range);

        assertThat(answer.statusCode()).isEqualTo(206);
        assertThat(text(answer)).isEqualTo(text);
        assertThat(header(answer, "Content-Range")).isEqualTo(contentRange);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=10-", "bytes=5-2", "bytes=-0", "bytes=-", "bytes=1-2,4-5", "lines=1-2"})
    void refusesRangesThatAreNotThere(String range) {
        String name = own("a.txt");
        good(ada.upload("mine/" + name, "0123456789"));

        refused(ada.get("/object/mine/" + name, "Range", range), 416, "416", "InvalidRange", "invalid range provided");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            text/html; charset=utf-8 | text/plain                | false
            image/svg+xml            | image/svg+xml             | true
            application/xhtml+xml    | application/xhtml+xml     | true
            text/xml                 | text/xml                  | true
            text/javascript          | text/javascript           | true
            image/png                | image/png                 | false
            nonsense                 | text/plain                | true
            """)
    void neverLetsWhatWasUploadedRunInOurOrigin(String declared, String served, boolean boxed) {
        String name = "open/" + UUID.randomUUID();
        good(service.upload(name, "<svg><script>alert(1)</script></svg>", "Content-Type", declared));

        var answer = anon.get("/object/public/" + name);

        assertThat(header(answer, "Content-Type")).startsWith(served);
        assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(header(answer, "Content-Security-Policy")).startsWith("default-src 'none'");
        if (boxed) {
            assertThat(header(answer, "Content-Security-Policy")).endsWith("sandbox");
        }
    }

    @Test
    void opensPublicBucketsToEverybodyWhateverTheirToken() {
        String name = "open/" + UUID.randomUUID();
        good(service.upload(name, "shown"));
        String closed = own("a.txt");
        good(ada.upload("mine/" + closed, "hidden"));
        var stale = new StorageClient(server, "eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl");

        for (String path : new String[] {"/object/public/" + name, "/object/" + name}) {
            assertThat(text(nobody.get(path))).isEqualTo("shown");
            assertThat(text(stale.get(path))).isEqualTo("shown");
        }
        assertThat(good(nobody.get("/object/info/public/" + name)).path("size").asInt())
                .isEqualTo(5);
        refused(
                stale.get("/object/authenticated/" + name),
                400,
                "403",
                "AccessDenied",
                "signing method or key is not known here");
        refused(nobody.get("/object/authenticated/" + name), 400, "403", "AccessDenied", "Invalid Compact JWS");
        for (StorageClient who : new StorageClient[] {nobody, anon, ada, service}) {
            refused(who.get("/object/public/mine/" + closed), 400, "404", "NoSuchBucket", "Bucket not found");
        }
        refused(nobody.get("/object/mine/" + closed), 400, "404", "NoSuchBucket", "Bucket not found");
        refused(eve.get("/object/mine/" + closed), 400, "404", "NoSuchKey", "Object not found");
    }

    @Test
    void signsAddressesForReading() {
        String name = own("a b.txt");
        String path = name.replace(" ", "%20");
        good(ada.upload("mine/" + path, "signed"));

        String url = good(ada.json("POST", "/object/sign/mine/" + path, "{\"expiresIn\":60}"))
                .path("signedURL")
                .asString();
        var answer = nobody.get(url.replace(" ", "%20"));

        assertThat(url).startsWith("/object/sign/mine/" + name + "?token=");
        assertThat(text(answer)).isEqualTo("signed");
        assertThat(header(answer, "Expires")).endsWith("GMT");
        String token = url.substring(url.indexOf("token=") + 6);
        refused(
                nobody.get("/object/sign/mine/" + own("other") + "?token=" + token),
                400,
                "400",
                "InvalidSignature",
                "Invalid signature");
        refused(
                nobody.send("PUT", "/object/upload/sign/mine/" + path + "?token=" + token, new byte[] {1}),
                400,
                "400",
                "InvalidSignature",
                "Token is not scoped for upload");
        refused(
                nobody.get("/object/sign/mine/" + path + "?token=" + token + "x"),
                400,
                "400",
                "InvalidJWT",
                "signature verification failed");
        refused(
                nobody.get("/object/sign/mine/" + path + "?token=rubbish"),
                400,
                "400",
                "InvalidJWT",
                "Invalid Compact JWS");
        refused(
                new StorageClient(server, token).get("/bucket"),
                400,
                "403",
                "AccessDenied",
                "signing method or key is not known here");
        refused(
                eve.json("POST", "/object/sign/mine/" + path, "{\"expiresIn\":60}"),
                400,
                "404",
                "NoSuchKey",
                "Object not found");
        refused(
                ada.json("POST", "/object/sign/mine/" + path, "{\"expiresIn\":0}"),
                400,
                "400",
                "InvalidRequest",
                "body/expiresIn must be >= 1");
        JsonNode many =
                good(ada.json("POST", "/object/sign/mine", "{\"expiresIn\":60,\"paths\":[\"" + name + "\",\"none\"]}"));
        assertThat(text(nobody.get(many.get(0).path("signedURL").asString().replace(" ", "%20"))))
                .isEqualTo("signed");
        assertThat(many.get(1).path("error").asString())
                .isEqualTo("Either the object does not exist or you do not have access to it");
        assertThat(many.get(1).path("signedURL").isNull()).isTrue();
    }

    @Test
    void signsAddressesForWriting() {
        String name = own("a.txt");

        JsonNode signed = good(ada.json("POST", "/object/upload/sign/mine/" + name, "{}"));
        String token = signed.path("token").asString();
        String url = "/object/upload/sign/mine/" + name + "?token=" + token;

        assertThat(signed.path("url").asString()).isEqualTo(url);
        assertThat(good(nobody.send("PUT", url, "by token".getBytes(StandardCharsets.UTF_8)))
                        .toString())
                .isEqualTo("{\"Key\":\"mine/" + name + "\"}");
        assertThat(text(ada.get("/object/mine/" + name))).isEqualTo("by token");
        refused(nobody.send("PUT", url, new byte[] {1}), 400, "409", "KeyAlreadyExists", "The resource already exists");
        refused(
                eve.json("POST", "/object/upload/sign/mine/" + own("b.txt"), "{}"),
                400,
                "403",
                "AccessDenied",
                "new row violates row-level security policy");
        refused(
                nobody.get("/object/sign/mine/" + name + "?token=" + token),
                400,
                "400",
                "InvalidSignature",
                "Token is not scoped for download");
    }

    @Test
    void movesCopiesAndRemoves() {
        String from = own("from.txt");
        String to = own("to.txt");
        String copy = own("copy.txt");
        good(ada.upload("mine/" + from, "moving"));

        assertThat(good(ada.json("POST", "/object/move", route("mine", from, to)))
                        .path("message")
                        .asString())
                .isEqualTo("Successfully moved");
        JsonNode copied = good(ada.json("POST", "/object/copy", route("mine", to, copy)));
        assertThat(copied.path("Key").asString()).isEqualTo("mine/" + copy);
        assertThat(copied.path("owner_id").asString()).isEqualTo(adaHerself.id().toString());
        refused(
                ada.json("POST", "/object/copy", route("mine", to, copy)),
                400,
                "409",
                "KeyAlreadyExists",
                "The resource already exists");
        refused(
                ada.json("POST", "/object/move", route("mine", to, copy)),
                400,
                "409",
                "KeyAlreadyExists",
                "The resource already exists");
        for (String what : new String[] {"move", "copy"}) {
            refused(
                    eve.json("POST", "/object/" + what, route("mine", to, own("x"))),
                    400,
                    "404",
                    "NoSuchKey",
                    "Object not found");
            refused(
                    ada.json("POST", "/object/" + what, "{\"bucketId\":\"mine\",\"sourceKey\":\"a\"}"),
                    400,
                    "400",
                    "InvalidRequest",
                    "body must have required property 'destinationKey'");
        }
        refused(eve.send("DELETE", "/object/mine/" + to, null), 400, "403", "AccessDenied", "Access denied");
        assertThat(good(eve.json("DELETE", "/object/mine", "{\"prefixes\":[\"" + to + "\"]}"))
                        .size())
                .isZero();
        JsonNode removed =
                good(ada.json("DELETE", "/object/mine", "{\"prefixes\":[\"" + to + "\",\"none\",\"" + copy + "\"]}"));
        assertThat(removed.size()).isEqualTo(2);
        assertThat(removed.get(0).has("metadata")).isTrue();
        refused(ada.send("DELETE", "/object/mine/" + to, null), 400, "404", "NoSuchKey", "Object not found");
        refused(
                ada.json("DELETE", "/object/mine", "{\"prefixes\":[]}"),
                400,
                "400",
                "InvalidRequest",
                "body/prefixes must NOT have fewer than 1 items");
    }

    private static String route(String bucket, String from, String to) {
        return "{\"bucketId\":\"" + bucket + "\",\"sourceKey\":\"" + from + "\",\"destinationKey\":\"" + to + "\"}";
    }

    @Test
    void listsByFolderAndInPages() {
        String folder = own("").substring(0, own("").length() - 1);
        for (String name : new String[] {"a.txt", "b/1", "b/2", "c.txt"}) {
            good(ada.upload("mine/" + folder + "/" + name, name));
        }

        JsonNode level = good(ada.json("POST", "/object/list/mine", "{\"prefix\":\"" + folder + "\"}"));
        assertThat(level.size()).isEqualTo(3);
        assertThat(level.get(1).toString())
                .isEqualTo("{\"name\":\"b\",\"id\":null,\"updated_at\":null,\"created_at\":null,"
                        + "\"last_accessed_at\":null,\"metadata\":null}");
        assertThat(good(eve.json("POST", "/object/list/mine", "{\"prefix\":\"" + folder + "\"}"))
                        .size())
                .isZero();
        JsonNode page = good(ada.json(
                "POST",
                "/object/list-v2/mine",
                "{\"prefix\":\"" + folder + "/\",\"limit\":2,\"with_delimiter\":true}"));
        assertThat(page.path("hasNext").asBoolean()).isTrue();
        assertThat(page.at("/folders/0/name").asString()).isEqualTo(folder + "/b/");
        assertThat(page.at("/folders/0/key").asString()).isEqualTo("b");
        JsonNode last = good(ada.json(
                "POST",
                "/object/list-v2/mine",
                "{\"prefix\":\"" + folder + "/\",\"limit\":2,\"with_delimiter\":true,\"cursor\":\""
                        + page.path("nextCursor").asString() + "\"}"));
        assertThat(last.path("hasNext").asBoolean()).isFalse();
        assertThat(last.at("/objects/0/name").asString()).isEqualTo(folder + "/c.txt");
        refused(
                ada.json("POST", "/object/list-v2/mine", "{\"cursor\":\"rubbish\"}"),
                400,
                "400",
                "InvalidParameter",
                "Invalid Parameter continuation token");
        refused(
                ada.json("POST", "/object/list/mine", "{\"prefix\":\"\",\"sortBy\":{\"column\":\"owner\"}}"),
                400,
                "400",
                "InvalidRequest",
                "body/sortBy/column must be equal to one of the allowed values");
    }

    private static byte[] picture() throws IOException {
        var picture = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(picture, "png", bytes);
        return bytes.toByteArray();
    }

    @Test
    void makesPicturesSmaller() throws IOException {
        byte[] png = java.util.Base64.getDecoder()
                .decode(
                        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");
        good(service.send("POST", "/object/open/dot.png", png, "Content-Type", "image/png"));

        var answer = anon.get("/render/image/public/open/dot.png?width=200&height=300&resize=contain&quality=60");

        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
        assertThat(header(answer, "X-Transformations")).isEqualTo("height:300,width:200,resizing_type:fit,quality:60");
        String url = good(service.json(
                        "POST",
                        "/object/sign/open/dot.png",
                        "{\"expiresIn\":60,\"transform\":{\"width\":10,\"resize\":\"fill\"}}"))
                .path("signedURL")
                .asString();
        assertThat(url).startsWith("/render/image/sign/open/dot.png?token=");
        assertThat(header(nobody.get(url), "X-Transformations")).isEqualTo("width:10,resizing_type:force");
        refused(
                anon.get("/render/image/public/open/dot.png?quality=5"),
                400,
                "400",
                "InvalidRequest",
                "querystring/quality must be >= 20");
        good(service.upload("open/no.png", "no picture"));
        assertThat(body(anon.get("/render/image/public/open/no.png"))
                        .path("code")
                        .asString())
                .isEqualTo("InvalidRequest");
    }

    @Test
    void takesTheAssetAlongWithItsFile() throws IOException {
        JsonNode asset =
                body(ada.outside("/api/uploads", picture(), "image/png")).path("data");
        String name = adaHerself.id() + "/images/" + asset.path("id").asString() + ".png";
        JsonNode level =
                good(ada.json("POST", "/object/list/user-uploads", "{\"prefix\":\"" + adaHerself.id() + "/images\"}"));
        assertThat(level.toString()).contains(asset.path("id").asString());
        assertThat(ada.get("/object/user-uploads/" + name).statusCode()).isEqualTo(200);
        assertThat(eve.get("/object/user-uploads/" + name).statusCode()).isEqualTo(400);
        String referenced = "The resource could not be updated or removed due to a foreign key constraint";

        refused(
                ada.upload("user-uploads/" + name, "x", "Content-Type", "image/png", "x-upsert", "true"),
                400,
                "409",
                "ResourceReferenced",
                referenced);
        refused(
                ada.json("POST", "/object/move", route("user-uploads", name, adaHerself.id() + "/x.png")),
                400,
                "409",
                "ResourceReferenced",
                referenced);
        good(ada.send("DELETE", "/object/user-uploads/" + name, null));

        assertThat(text(ada.json("POST", "/object/list-v2/user-uploads", "{\"prefix\":\"" + adaHerself.id() + "/\"}")))
                .doesNotContain(asset.path("id").asString());
        assertThat(adaHerself.data("GET", "/api/uploads", null).toString())
                .doesNotContain(asset.path("id").asString());
    }

    @Test
    void tellsHowMuchIsKept() {
        String name = own("counted.txt");
        long before =
                adaHerself.data("GET", "/api/storage/usage", null).path("bytes").asLong();
        good(ada.upload("mine/" + name, "12345"));

        JsonNode usage = adaHerself.data("GET", "/api/storage/usage", null);

        assertThat(usage.path("bytes").asLong()).isEqualTo(before + 5);
        assertThat(usage.path("quota_bytes").isNull()).isTrue();
        assertThat(adaHerself.get("/api/admin/storage").statusCode()).isEqualTo(403);
        Someone owner = Someone.signsIn(server, "owner@example.org");
        JsonNode all = owner.data("GET", "/api/admin/storage", null);
        assertThat(all.path("buckets").toString()).contains("\"mine\"");
        assertThat(all.path("owners").toString()).contains(adaHerself.id().toString());
        assertThat(all.at("/kept/bytes").asLong()).isPositive();
        assertThat(owner.data("POST", "/api/admin/storage/collect?dry_run=true", "{}")
                        .path("blobs")
                        .asInt())
                .isZero();
    }

    @Test
    void answersForWhatIsNotBuilt() {
        assertThat(good(service.send("DELETE", "/cdn/open/a?transformations=true", null))
                        .path("message")
                        .asString())
                .isEqualTo("success");
        refused(anon.send("DELETE", "/cdn/open", null), 403, "403", "AccessDenied", "Access denied: Invalid role");
        for (String path : new String[] {"/vector/ListVectorBuckets", "/iceberg/bucket"}) {
            assertThat(body(service.json("POST", path, "{}")).path("code").asString())
                    .isEqualTo("FeatureNotEnabled");
        }
        refused(service.get("/nowhere"), 404, "404", "InvalidRequest", "Route GET:/nowhere not found");
        refused(
                service.json("PATCH", "/bucket/mine", "{}"),
                404,
                "404",
                "InvalidRequest",
                "Route PATCH:/bucket/mine not found");
    }

    /// Every route with somebody else's object, in every bucket, by everybody who is not its owner.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET    | /object/{o}                     |
            GET    | /object/authenticated/{o}       |
            GET    | /object/public/{o}              |
            GET    | /object/sign/{o}?token=x        |
            GET    | /object/info/{o}                |
            GET    | /object/info/authenticated/{o}  |
            GET    | /object/info/public/{o}         |
            HEAD   | /object/{o}                     |
            GET    | /render/image/authenticated/{o} |
            GET    | /render/image/public/{o}        |
            GET    | /render/image/sign/{o}?token=x  |
            POST   | /object/{o}                     | x
            PUT    | /object/{o}                     | x
            PUT    | /object/upload/sign/{o}?token=x | x
            POST   | /object/upload/sign/{o}         | {}
            POST   | /object/sign/{o}                | {"expiresIn":60}
            POST   | /object/sign/{b}                | {"expiresIn":60,"paths":["{n}"]}
            POST   | /object/list/{b}                | {"prefix":"{f}"}
            POST   | /object/list-v2/{b}             | {"prefix":"{f}"}
            POST   | /object/move                    | {"bucketId":"{b}","sourceKey":"{n}","destinationKey":"{n}2"}
            POST   | /object/copy                    | {"bucketId":"{b}","sourceKey":"{n}","destinationKey":"{n}2"}
            POST   | /object/copy                    | {"bucketId":"{b}","sourceKey":"{n}","destinationBucket":"user-uploads","destinationKey":"{e}/x"}
            DELETE | /object/{o}                     |
            DELETE | /object/{b}                     | {"prefixes":["{n}"]}
            GET    | /bucket/mine                    |
            PUT    | /bucket/{b}                     | {"public":true}
            DELETE | /bucket/{b}                     | {}
            POST   | /bucket/{b}/empty               | {}
            DELETE | /cdn/{o}                        |
            """)
    void noRouteReachesWhatIsAnothers(String method, String path, String body) {
        for (String bucket : new String[] {"mine", "user-uploads", "generated-images", "video-thumbnails"}) {
            String folder = adaHerself.id() + "/walls";
            String name = folder + "/" + UUID.randomUUID() + ".txt";
            good(service.upload(bucket + "/" + name, "a secret"));
            own(bucket, name);
            String address = filled(path, bucket, folder, name);
            byte[] sent =
                    body == null ? null : filled(body, bucket, folder, name).getBytes(StandardCharsets.UTF_8);

            for (StorageClient stranger : new StorageClient[] {eve, anon, nobody}) {
                var answer = stranger.send(method, address, sent, "Content-Type", "application/json");

                // What was asked for may be said back, nothing else of it.
                String said = body != null && body.contains("paths") ? "" : name.substring(42);
                assertThat(text(answer)).as(bucket).doesNotContain("a secret", "token=ey");
                assertThat(said.isEmpty() || !text(answer).contains(said))
                        .as(text(answer))
                        .isTrue();
                if (answer.statusCode() == 200) {
                    assertThat(text(answer))
                            .as(address)
                            .matches("\\[]|\\{\"hasNext\":false.*:\\[]}|.*do not have access.*");
                }
            }
            assertThat(text(service.get("/object/" + bucket + "/" + name))).isEqualTo("a secret");
            assertThat(good(service.get("/bucket/" + bucket)).path("public").asBoolean())
                    .isFalse();
        }
    }

    private void own(String bucket, String name) {
        server.database()
                .asOwner()
                .sql("update storage.objects set owner_id = :owner where bucket_id = :bucket and name = :name")
                .param("owner", adaHerself.id().toString())
                .param("bucket", bucket)
                .param("name", name)
                .update();
    }

    private String filled(String text, String bucket, String folder, String name) {
        return text.replace("{o}", bucket + "/" + name)
                .replace("{b}", bucket)
                .replace("{n}", name)
                .replace("{f}", folder);
    }

    /// Keys and paths that somebody makes up: each is refused in the shape of storage, or kept under its name.
    @Test
    void survivesAnyPath() {
        var random = new Random(20_261_121);
        String[] parts = {
            "a",
            "..",
            ".",
            "%2e%2e",
            "%2F",
            "%5C",
            "%00",
            "%0a",
            "%E2%80%AE",
            "%F0%9F%98%80",
            "%",
            "%zz",
            "+",
            "%20",
            ";x=1",
            "?",
            "&",
            "'",
            "\"",
            "<svg>",
            "b".repeat(1_100),
            "//",
            "token=",
            "C:",
            "con",
            "~",
            "$(id)",
            "{x}",
            "%25"
        };
        for (int round = 0; round < 150; round++) {
            StringBuilder path = new StringBuilder("/storage/v1/object/open");
            int length = 1 + random.nextInt(3);
            for (int at = 0; at < length; at++) {
                path.append('/').append(parts[random.nextInt(parts.length)]);
            }

            String answer = spoken(path.toString().replace(" ", "%20"));

            assertThat(answer).as(path.toString()).matches("(?s)HTTP/1.1 (200|400|404|416|431) .*");
            if (!answer.startsWith("HTTP/1.1 200")) {
                // What is no address at all is refused by the container.
                assertThat(answer).as(path.toString()).containsAnyOf("\"statusCode\":", "http.request_malformed");
            }
        }
        assertThat(server.database()
                        .asOwner()
                        .sql("select count(*) from storage.objects where name ~ '[^A-Za-z0-9_/!.*''() &$=@;:+,?-]'"
                                + " or length(name) > 1024")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    /// Writes the path as it is, which a client would correct.
    private String spoken(String path) {
        URI address = URI.create(server.url());
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.getOutputStream()
                    .write(("POST " + path + " HTTP/1.1\r\nHost: " + address.getAuthority()
                                    + "\r\nAuthorization: Bearer "
                                    + service.token() + "\r\nx-upsert: true\r\nContent-Type: text/plain\r\n"
                                    + "Connection: close\r\nContent-Length: 1\r\n\r\nx")
                            .getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    @Test
    void survivesAnyForm() {
        var random = new Random(20_261_121);
        String whole = StorageClient.part("form-data; name=\"cacheControl\"", "", "1")
                + StorageClient.part("form-data; name=\"\"; filename=\"a\"", "Content-Type: text/plain\r\n", "content")
                + "------storage-test--\r\n";
        for (int round = 0; round < 150; round++) {
            char[] form = whole.toCharArray();
            for (int change = random.nextInt(6); change >= 0; change--) {
                form[random.nextInt(form.length)] = (char) random.nextInt(256);
            }
            String cut = new String(form, 0, 1 + random.nextInt(form.length));

            var answer = service.raw("PUT", "open/form-" + round, cut);

            assertThat(answer.statusCode()).as(cut).isIn(200, 400);
        }
        assertThat(drafts()).isZero();
    }

    @Test
    void leavesNothingOfAnUploadThatBreaksOff() throws IOException {
        URI address = URI.create(server.url());
        String name = own("half.bin");
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /storage/v1/object/mine/" + name + " HTTP/1.1\r\nHost: " + address.getAuthority()
                            + "\r\nAuthorization: Bearer " + adaHerself.token()
                            + "\r\nContent-Type: text/plain\r\nContent-Length: 60000\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
            out.write(new byte[30_000]);
            out.flush();
            Awaitility.await().until(() -> drafts() == 1);
        }

        Awaitility.await().until(() -> drafts() == 0);
        refused(ada.get("/object/mine/" + name), 400, "404", "NoSuchKey", "Object not found");
    }

    private int drafts() {
        Path folder = server.data().resolve("objects/drafts");
        try (var files = Files.newDirectoryStream(folder, "*.draft")) {
            return (int) StreamSupport.stream(files.spliterator(), false).count();
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }
}
