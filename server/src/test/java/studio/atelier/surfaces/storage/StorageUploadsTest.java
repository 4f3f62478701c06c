package studio.atelier.surfaces.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static studio.atelier.surfaces.storage.StorageClient.good;
import static studio.atelier.surfaces.storage.StorageClient.header;
import static studio.atelier.surfaces.storage.StorageClient.refused;
import static studio.atelier.surfaces.storage.StorageClient.text;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.WithServer;
import tools.jackson.databind.JsonNode;

/// Bytes on their way into `/storage/v1`. Source: wire reference 4.3.
@WithServer({
    "ATELIER_OWNER_EMAIL=owner@example.org",
    "ATELIER_OWNER_PASSWORD=a long enough one",
    "ATELIER_AUTH_SIGNUP=on",
    "ATELIER_AUTH_AUTOCONFIRM=on",
    "ATELIER_LIMITS=off",
    "ATELIER_STORAGE_OBJECT_MAX=64KB"
})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StorageUploadsTest extends StoragePeople {

    StorageUploadsTest(RunningServer server) {
        super(server);
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
