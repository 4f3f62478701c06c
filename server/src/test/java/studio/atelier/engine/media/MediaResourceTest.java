package studio.atelier.engine.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.UUID;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.Transactions;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.WithServer;

@WithServer
class MediaResourceTest {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final RunningServer server;
    private final byte[] picture = Samples.picture("png", 700, 350);
    private final Asset asset;
    private final String path;

    MediaResourceTest(RunningServer server) throws IOException {
        this.server = server;
        Actor person = server.database().person(UUID.randomUUID() + "@example.com");
        this.asset = server.room(Media.class).upload(person, new ByteArrayInputStream(picture), "image/png");
        this.path = "/media/" + asset.token();
    }

    @Test
    void showsTheFileWithHeadersThatLetNothingRun() {
        var answer = get(path);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(picture);
        assertHeader(answer, "Content-Type", "image/png");
        assertHeader(answer, "Content-Disposition", "inline");
        assertHeader(answer, "X-Content-Type-Options", "nosniff");
        assertHeader(answer, "Content-Security-Policy", "default-src 'none'; sandbox");
        assertHeader(answer, "Cache-Control", "private, max-age=31536000, immutable");
        assertHeader(answer, "Accept-Ranges", "bytes");
        assertHeader(answer, "Content-Length", Integer.toString(picture.length));
        assertHeader(answer, "ETag", "\"" + asset.sha256() + "\"");
    }

    @Test
    void showsThumbnailAndPreview() {
        assertHeader(get(path + "/thumbnail"), "Content-Type", "image/webp");
        assertThat(get(path + "/preview").body()).startsWith('R', 'I', 'F', 'F');
    }

    @Test
    void givesJpegToWhoNamesPicturesButNotWebp() throws IOException {
        var old = get(path + "/thumbnail", "Accept", "image/png,image/svg+xml,image/*;q=0.8");
        var refusing = get(path + "/preview", "Accept", "image/webp;q=0, image/jpeg");
        var modern = get(path + "/thumbnail", "Accept", "image/avif,image/webp,*/*;q=0.8");

        assertHeader(old, "Content-Type", "image/jpeg");
        assertHeader(old, "Vary", "Accept");
        assertThat(ImageIO.read(new ByteArrayInputStream(old.body())).getWidth())
                .isEqualTo(512);
        assertHeader(refusing, "Content-Type", "image/jpeg");
        assertHeader(modern, "Content-Type", "image/webp");
        assertHeader(modern, "Vary", "Accept");
    }

    @Test
    void playsTheLoopOfAClipAndShowsItsStill() throws IOException {
        Actor person = server.database().person(UUID.randomUUID() + "@example.com");
        Media media = server.room(Media.class);
        Asset clip = media.upload(person, new ByteArrayInputStream(Samples.clip("fade.mp4")), "video/mp4");
        String at = "/media/" + clip.token();

        var loop = get(at + "/loop");
        assertThat(loop.statusCode()).isEqualTo(200);
        assertHeader(loop, "Content-Type", "video/webm");
        assertHeader(loop, "Content-Security-Policy", "default-src 'none'; sandbox");
        var part = get(at + "/loop", "Range", "bytes=0-3");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).containsExactly(0x1a, 0x45, 0xdf, 0xa3);
        var tile = ImageIO.read(new ByteArrayInputStream(
                get(at + "/square", "Accept", "image/jpeg").body()));
        assertThat(tile.getWidth()).isLessThanOrEqualTo(200);
        assertThat(get(path + "/loop").statusCode()).as("of a picture").isEqualTo(404);

        media.deleteUpload(person, clip.id());
        assertThat(get(at + "/loop").statusCode()).as("of a clip that is gone").isEqualTo(404);
    }

    @Test
    void cutsATileOfTwoHundredPixels() throws IOException {
        var jpeg = get(path + "/square", "Accept", "image/jpeg");

        assertHeader(jpeg, "Content-Type", "image/jpeg");
        var tile = ImageIO.read(new ByteArrayInputStream(jpeg.body()));
        assertThat(tile.getWidth()).isEqualTo(200);
        assertThat(tile.getHeight()).isEqualTo(200);
        assertHeader(get(path + "/square", "Accept", "image/webp"), "Content-Type", "image/webp");
        String etag = jpeg.headers().firstValue("ETag").orElseThrow();
        assertThat(get(path + "/square", "Accept", "image/jpeg", "If-None-Match", etag)
                        .statusCode())
                .isEqualTo(304);
        assertThat(get("/media/" + "A".repeat(43) + "/square").statusCode()).isEqualTo(404);
    }

    @Test
    void answersRanges() {
        assertPart("bytes=0-9", 0, 10);
        assertPart("bytes=100-", 100, picture.length);
        assertPart("bytes=-7", picture.length - 7, picture.length);
        assertPart("bytes=5-99999999", 5, picture.length);
        var beyond = get(path, "Range", "bytes=" + picture.length + "-");
        assertThat(beyond.statusCode()).isEqualTo(416);
        assertHeader(beyond, "Content-Range", "bytes */" + picture.length);
        for (String ignored : new String[] {"bytes=9-5", "bytes=0-1,5-6", "items=0-1", "bytes=-", "bytes=x-9"}) {
            assertThat(get(path, "Range", ignored).statusCode()).as(ignored).isEqualTo(200);
        }
    }

    @Test
    void answersARangeOnlyOfTheVersionAskedFor() {
        assertThat(get(path, "Range", "bytes=0-9", "If-Range", "\"" + asset.sha256() + "\"")
                        .statusCode())
                .isEqualTo(206);
        assertThat(get(path, "Range", "bytes=0-9", "If-Range", "\"other\"").statusCode())
                .isEqualTo(200);
    }

    @Test
    void saysNotModifiedToWhoHasIt() {
        var answer = get(path, "If-None-Match", "W/\"x\", \"" + asset.sha256() + "\"");

        assertThat(answer.statusCode()).isEqualTo(304);
        assertThat(answer.body()).isEmpty();
        assertThat(get(path, "If-None-Match", "\"x\"").statusCode()).isEqualTo(200);
    }

    @Test
    void answersHeadWithoutABody() {
        var answer = send("HEAD", path);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertHeader(answer, "Content-Length", Integer.toString(picture.length));
    }

    @Test
    void offersADownloadUnderASafeName() {
        var answer = get(path + "?download=my%20%22b%C3%B6at%22%0d%0aX-Bad:%201.html");

        assertHeader(
                answer,
                "Content-Disposition",
                "attachment; filename=\"my _b_at___X-Bad_ 1.html.png\";"
                        + " filename*=UTF-8''my%20_b%C3%B6at___X-Bad_%201.html.png");
        assertThat(answer.headers().firstValue("X-Bad")).isEmpty();
    }

    @Test
    void showsNothingForAnotherToken() {
        for (String wrong :
                new String[] {"/media/x", "/media/" + "A".repeat(43), path + "x", "/media/..%2f..", path + "/no"}) {
            assertThat(get(wrong).statusCode()).as(wrong).isBetween(400, 404);
        }
    }

    @Test
    void showsNothingAfterTheLinkWasTakenBack() {
        Media media = server.room(Media.class);
        server.room(Transactions.class).asSystem("test", tx -> media.renewToken(tx, asset.id()));

        assertThat(get(path).statusCode()).isEqualTo(404);
    }

    private void assertPart(String range, int from, int to) {
        var answer = get(path, "Range", range);

        assertThat(answer.statusCode()).as(range).isEqualTo(206);
        assertThat(answer.body()).as(range).isEqualTo(Arrays.copyOfRange(picture, from, to));
        assertHeader(answer, "Content-Range", "bytes " + from + "-" + (to - 1) + "/" + picture.length);
        assertHeader(answer, "Content-Length", Integer.toString(to - from));
    }

    private static void assertHeader(HttpResponse<byte[]> answer, String name, String value) {
        assertThat(answer.headers().firstValue(name)).as(name).contains(value);
    }

    private HttpResponse<byte[]> get(String target, String... headers) {
        return send("GET", target, headers);
    }

    private HttpResponse<byte[]> send(String method, String target, String... headers) {
        var request = HttpRequest.newBuilder(URI.create(server.url() + target))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
