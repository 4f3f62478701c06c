package studio.atelier.surfaces.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static studio.atelier.surfaces.storage.StorageClient.body;
import static studio.atelier.surfaces.storage.StorageClient.good;
import static studio.atelier.surfaces.storage.StorageClient.header;
import static studio.atelier.surfaces.storage.StorageClient.refused;
import static studio.atelier.surfaces.storage.StorageClient.text;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.WithServer;
import tools.jackson.databind.JsonNode;

/// Bytes on their way out of `/storage/v1`, and to whom. Source: wire reference 4.5, 4.6.
@WithServer({
    "ATELIER_OWNER_EMAIL=owner@example.org",
    "ATELIER_OWNER_PASSWORD=a long enough one",
    "ATELIER_AUTH_SIGNUP=on",
    "ATELIER_AUTH_AUTOCONFIRM=on",
    "ATELIER_LIMITS=off",
    "ATELIER_STORAGE_OBJECT_MAX=64KB"
})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StorageDownloadsTest extends StoragePeople {

    StorageDownloadsTest(RunningServer server) {
        super(server);
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
    void makesPicturesSmaller() throws IOException {
        byte[] png = Base64.getDecoder()
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

    private String filled(String text, String bucket, String folder, String name) {
        return text.replace("{o}", bucket + "/" + name)
                .replace("{b}", bucket)
                .replace("{n}", name)
                .replace("{f}", folder);
    }
}
