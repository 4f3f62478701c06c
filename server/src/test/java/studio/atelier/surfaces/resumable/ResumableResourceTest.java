package studio.atelier.surfaces.resumable;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import studio.atelier.backend.storage.SignedUrls;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.WithServer;

/// Uploads that go as the client means them.
@WithServer({
    "ATELIER_OWNER_EMAIL=owner@example.org",
    "ATELIER_OWNER_PASSWORD=a long enough one",
    "ATELIER_LIMITS=off",
    "ATELIER_AUTH_SIGNUP=on",
    "ATELIER_AUTH_AUTOCONFIRM=on"
})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResumableResourceTest extends ResumablePeople {

    ResumableResourceTest(RunningServer server) {
        super(server);
    }

    @Test
    void saysWhatItCan() {
        var answer = send("OPTIONS", BASE, null, null);

        assertThat(answer.statusCode()).isEqualTo(204);
        assertHeader(answer, "Tus-Resumable", "1.0.0");
        assertHeader(answer, "Tus-Version", "1.0.0");
        assertHeader(
                answer, "Tus-Extension", "creation,creation-with-upload,creation-defer-length,expiration,termination");
        assertHeader(answer, "Tus-Max-Size", Long.toString(5L << 30));
    }

    @Test
    void takesAnUploadInPartsAndMakesTheObject() {
        String path = path("two parts.txt");
        var begun = begin(one, path, 10, "contentType text/plain", "cacheControl 60", "metadata {\"a\":1}");
        assertThat(begun.statusCode()).as(text(begun)).isEqualTo(201);
        assertThat(begun.headers().firstValue("Upload-Expires")).isPresent();
        String url = location(begun);

        assertThat(offset(one, url)).isZero();
        var first = patch(one, url, 0, "hello");
        assertThat(first.statusCode()).isEqualTo(204);
        assertHeader(first, "Upload-Offset", "5");
        assertThat(first.headers().firstValue("Tus-Complete")).isEmpty();
        var head = send("HEAD", url, one, null);
        assertHeader(head, "Upload-Offset", "5");
        assertHeader(head, "Upload-Length", "10");
        assertHeader(head, "Cache-Control", "no-store");
        assertThat(head.headers().firstValue("Upload-Metadata").orElseThrow()).contains("bucketName");
        var last = patch(one, url, 5, "world");
        assertThat(last.statusCode()).as(text(last)).isEqualTo(204);
        assertHeader(last, "Upload-Offset", "10");
        assertHeader(last, "Tus-Complete", "1");

        assertThat(read(path)).isEqualTo("helloworld");
        assertThat(row(path)).isEqualTo(one.id() + " text/plain max-age=60 10 {\"a\": 1}");
        // Whoever did not hear the last answer learns that all came.
        assertThat(offset(one, url)).isEqualTo(10);
        assertThat(send("DELETE", url, one, null).statusCode()).isEqualTo(400);
        assertThat(patch(one, url, 10, "").statusCode()).isEqualTo(409);
    }

    @Test
    void takesTheFirstPartWithTheBeginning() {
        String path = path("at-once.txt");
        var answer = send(
                "POST",
                BASE,
                one,
                "all of it".getBytes(UTF_8),
                "Upload-Length",
                "9",
                "Upload-Metadata",
                metadata(path),
                "Content-Type",
                "application/offset+octet-stream");

        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(201);
        assertHeader(answer, "Upload-Offset", "9");
        assertHeader(answer, "Tus-Complete", "1");
        assertThat(read(path)).isEqualTo("all of it");
    }

    @Test
    void letsTheClientSayTheLengthLater() {
        String path = path("later.txt");
        var begun = send("POST", BASE, one, null, "Upload-Defer-Length", "1", "Upload-Metadata", metadata(path));
        String url = location(begun);
        assertHeader(send("HEAD", url, one, null), "Upload-Defer-Length", "1");
        assertThat(patch(one, url, 0, "abc").statusCode()).isEqualTo(204);

        var last = send(
                "PATCH",
                url,
                one,
                "de".getBytes(UTF_8),
                "Upload-Offset",
                "3",
                "Upload-Length",
                "5",
                "Content-Type",
                "application/offset+octet-stream");

        assertHeader(last, "Tus-Complete", "1");
        assertThat(read(path)).isEqualTo("abcde");
    }

    @Test
    void makesAnEmptyObject() {
        String path = path("empty");

        var answer = begin(one, path, 0);

        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(201);
        assertHeader(answer, "Tus-Complete", "1");
        assertThat(read(path)).isEmpty();
    }

    @Test
    void endsAnUploadThatIsNotWanted() {
        String url = location(begin(one, path("unwanted"), 10));
        patch(one, url, 0, "12345");

        assertThat(send("DELETE", url, one, null).statusCode()).isEqualTo(204);

        assertThat(send("HEAD", url, one, null).statusCode()).isEqualTo(404);
        assertThat(patch(one, url, 5, "67890").statusCode()).isEqualTo(404);
    }

    @Test
    void takesPostInPlaceOfPatch() {
        String path = path("overridden.txt");
        String url = location(begin(one, path, 3));

        var answer = send(
                "POST",
                url,
                one,
                "abc".getBytes(UTF_8),
                "X-HTTP-Method-Override",
                "PATCH",
                "Upload-Offset",
                "0",
                "Content-Type",
                "application/offset+octet-stream");

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(read(path)).isEqualTo("abc");
    }

    @Test
    void replacesOnlyWhereTheClientSaysSo() {
        String path = path("twice.txt");
        patch(one, location(begin(one, path, 3)), 0, "old");

        var again = begin(one, path, 3);
        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(text(again)).isEqualTo("The resource already exists");

        var upsert = send(
                "POST", BASE, one, null, "Upload-Length", "3", "x-upsert", "true", "Upload-Metadata", metadata(path));
        assertThat(patch(one, location(upsert), 0, "new").statusCode()).isEqualTo(204);
        assertThat(read(path)).isEqualTo("new");
    }

    @Test
    void aSignedUrlIsEnough() {
        String path = path("signed.txt");
        String token = server.room(SignedUrls.class)
                .forWriting("parts", path, new SignedUrls.Writing(one.id().toString(), false));
        var begun = send(
                "POST",
                BASE + "/sign",
                null,
                null,
                "Upload-Length",
                "6",
                "Upload-Metadata",
                metadata(path),
                "x-signature",
                token);
        assertThat(begun.statusCode()).as(text(begun)).isEqualTo(201);
        String url = location(begun);
        assertThat(url).contains("/sign/");

        assertThat(send(
                                "PATCH",
                                url,
                                null,
                                "sig".getBytes(UTF_8),
                                "Upload-Offset",
                                "0",
                                "Content-Type",
                                "application/offset+octet-stream")
                        .statusCode())
                .isEqualTo(403);
        var rest = send(
                "PATCH",
                url,
                null,
                "signed".getBytes(UTF_8),
                "Upload-Offset",
                "0",
                "Content-Type",
                "application/offset+octet-stream",
                "x-signature",
                token);

        assertThat(rest.statusCode()).as(text(rest)).isEqualTo(204);
        assertThat(read(path)).isEqualTo("signed");
        assertThat(row(path)).startsWith(one.id().toString());
        var elsewhere = send(
                "POST",
                BASE + "/sign",
                null,
                null,
                "Upload-Length",
                "6",
                "Upload-Metadata",
                metadata(path("elsewhere")),
                "x-signature",
                token);
        assertThat(elsewhere.statusCode()).isEqualTo(400);
        assertThat(send(
                                "POST",
                                BASE + "/sign",
                                one,
                                null,
                                "Upload-Length",
                                "6",
                                "Upload-Metadata",
                                metadata(path("none")))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void sweepsWhatWasNotFinishedInTime() throws IOException {
        String url = location(begin(one, path("abandoned"), 10));
        patch(one, url, 0, "12345");
        Path file = partFile(url);
        assertThat(file).exists();
        Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.fromMillis(0));
        server.database()
                .asOwner()
                .sql("update atelier.resumable_uploads set expires_at = now() - interval '1 s' where id = ?")
                .param(UploadId.parse(url.substring(url.lastIndexOf('/') + 1)).id())
                .update();

        assertThat(send("HEAD", url, one, null).statusCode()).isEqualTo(410);
        assertThat(server.room(ResumableUploads.class).sweep()).isPositive();

        assertThat(file).doesNotExist();
        assertThat(send("HEAD", url, one, null).statusCode()).isEqualTo(404);
    }

    @Test
    void writesDatesWithTwoDigitsOfTheDay() {
        String url = location(begin(one, path("dated"), 10));
        server.database()
                .asOwner()
                .sql("update atelier.resumable_uploads set expires_at = '2099-02-03T04:05:06Z' where id = ?")
                .param(UploadId.parse(url.substring(url.lastIndexOf('/') + 1)).id())
                .update();

        assertHeader(send("HEAD", url, one, null), "Upload-Expires", "Tue, 03 Feb 2099 04:05:06 GMT");
    }
}
