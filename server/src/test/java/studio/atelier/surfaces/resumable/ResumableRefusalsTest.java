package studio.atelier.surfaces.resumable;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.WithServer;

/// What is refused, broken off, or said by somebody who means no good.
@WithServer({
    "ATELIER_OWNER_EMAIL=owner@example.org",
    "ATELIER_OWNER_PASSWORD=a long enough one",
    "ATELIER_LIMITS=off",
    "ATELIER_AUTH_SIGNUP=on",
    "ATELIER_AUTH_AUTOCONFIRM=on"
})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResumableRefusalsTest extends ResumablePeople {

    ResumableRefusalsTest(RunningServer server) {
        super(server);
    }

    @Test
    void whoComesSecondToTheSameNameHearsIt() {
        String path = path("race.txt");
        String first = location(begin(one, path, 3));
        String second = location(begin(one, path, 3));
        patch(one, first, 0, "one");

        var late = patch(one, second, 0, "two");

        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(read(path)).isEqualTo("one");
        assertThat(send("HEAD", second, one, null).statusCode()).isEqualTo(404);
    }

    @Test
    void anotherPersonFindsNothing() {
        String url = location(begin(one, path("private"), 10));
        patch(one, url, 0, "12345");

        assertThat(send("HEAD", url, other, null).statusCode()).isEqualTo(404);
        assertThat(patch(other, url, 5, "67890").statusCode()).isEqualTo(404);
        assertThat(send("DELETE", url, other, null).statusCode()).isEqualTo(404);
        assertThat(patch(null, url, 5, "67890").statusCode()).isEqualTo(403);
        assertThat(send("DELETE", url, null, null).statusCode()).isEqualTo(403);
        assertThat(offset(one, url)).isEqualTo(5);
        // Nor may they begin one in somebody else's folder.
        var foreign = begin(other, path("planted"), 3);
        assertThat(foreign.statusCode()).isEqualTo(403);
        assertThat(text(foreign)).isEqualTo("new row violates row-level security policy");
    }

    @Test
    void isAskedAgainAtTheEnd() {
        String path = path("moved.txt");
        String url = location(begin(one, path, 6));
        patch(one, url, 0, "abc");
        server.database()
                .asOwner()
                .sql("update atelier.resumable_uploads set mime_type = 'image/png' where name = ?")
                .param(path)
                .update();
        server.room(ResumableUploads.class).forget();

        assertThat(patch(one, url, 3, "def").statusCode()).isEqualTo(415);
        assertThat(objects(path)).isZero();
    }

    @Test
    void refusesWhatTheBucketDoesNotTake() {
        assertThat(begin(one, path("large"), 5_000_001).statusCode()).isEqualTo(413);
        assertThat(begin(one, path("x.png"), 5, "contentType image/png").statusCode())
                .isEqualTo(415);
        assertThat(send(
                                "POST",
                                BASE,
                                one,
                                null,
                                "Upload-Length",
                                "5",
                                "Upload-Metadata",
                                metadata("x").replace(base64("parts"), base64("nowhere")))
                        .statusCode())
                .isEqualTo(404);
        assertThat(begin(null, path("nobody"), 5).statusCode()).isEqualTo(403);
    }

    @Test
    void takesNoMoreThanWasAnnounced() {
        String path = path("more.txt");
        String url = location(begin(one, path, 5));
        patch(one, url, 0, "12");

        assertThat(patch(one, url, 2, "3456").statusCode()).isEqualTo(413);

        assertThat(offset(one, url)).isEqualTo(2);
        assertThat(patch(one, url, 2, "345").statusCode()).isEqualTo(204);
        assertThat(read(path)).isEqualTo("12345");
    }

    @Test
    void refusesAnotherOffset() {
        String url = location(begin(one, path("offset"), 10));
        patch(one, url, 0, "12345");

        for (int wrong : new int[] {0, 4, 6, 10}) {
            assertThat(patch(one, url, wrong, "x").statusCode()).as("" + wrong).isEqualTo(409);
        }
        assertThat(offset(one, url)).isEqualTo(5);
    }

    @Test
    void asksForTheVersion() {
        for (String method : List.of("POST", "HEAD", "PATCH", "DELETE")) {
            String url = method.equals("POST")
                    ? BASE
                    : location(begin(one, path(UUID.randomUUID().toString()), 5));
            var request = request(method, url, one, null);
            request.setHeader("Tus-Resumable", "0.2.2");
            var answer = send(request);
            assertThat(answer.statusCode()).as(method).isEqualTo(412);
            assertHeader(answer, "Tus-Version", "1.0.0");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bucketName",
                "bucketName cGFydHM=",
                "bucketName cGFydHM=,objectName",
                "bucketName !!!,objectName eA==",
                "bucketName cGFydHM=,bucketName cGFydHM=,objectName eA==",
                ",,,",
                " ",
                "bucketName cGFydHM=,objectName eA==,",
                "bucketName cGFydHM=,objectName eA==,metadata e30x",
                "objectName eA=="
            })
    void refusesMetadataThatSaysTooLittleOrNothing(String metadata) {
        var answer = send("POST", BASE, one, null, "Upload-Length", "5", "Upload-Metadata", metadata);

        assertThat(answer.statusCode()).as(metadata).isEqualTo(400);
        assertHeader(answer, "Content-Type", "text/plain;charset=utf-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "x", "", "1.5", "99999999999999999999", "0x10", "5 "})
    void refusesNumbersThatAreNone(String number) {
        var length = send("POST", BASE, one, null, "Upload-Length", number, "Upload-Metadata", metadata(path("n")));
        assertThat(length.statusCode()).as(number).isIn(number.isBlank() ? List.of(400) : List.of(400, 201, 413));
        assertThat(number.equals("5 ") || length.statusCode() == 400).isTrue();
        String url = location(begin(one, path(UUID.randomUUID().toString()), 5));
        var offset = send(
                "PATCH",
                url,
                one,
                new byte[1],
                "Upload-Offset",
                number,
                "Content-Type",
                "application/offset+octet-stream");
        assertThat(offset.statusCode()).as(number).isIn(400, 409);
    }

    @Test
    void survivesHeadersOfAnyKind() {
        Random chance = new Random(20261121);
        String alphabet = "abcXYZ019 ,;=/+%!\"'{}[]<>\\\t-_.~";
        for (int round = 0; round < 300; round++) {
            String noise = noise(chance, alphabet);
            String[] headers = {
                "Upload-Metadata",
                chance.nextBoolean() ? noise : metadata(path("f" + round)) + "," + noise,
                "Upload-Length",
                chance.nextBoolean() ? noise : Integer.toString(chance.nextInt(100)),
                "x-upsert",
                noise,
                "Upload-Defer-Length",
                noise
            };
            var answer = send("POST", BASE, one, null, headers);
            assertThat(answer.statusCode()).as(Arrays.toString(headers)).isIn(201, 400, 409, 413, 415);
        }
        for (int round = 0; round < 100; round++) {
            String id = noise(chance, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");
            assertThat(send("HEAD", BASE + "/x" + id, one, null).statusCode()).isEqualTo(404);
        }
    }

    private static String noise(Random chance, String alphabet) {
        StringBuilder noise = new StringBuilder();
        int length = chance.nextInt(60);
        for (int i = 0; i < length; i++) {
            noise.append(alphabet.charAt(chance.nextInt(alphabet.length())));
        }
        return noise.toString().strip();
    }

    @Test
    void keepsWhatCameBeforeTheClientHungUp() throws IOException {
        String path = path("hang-up.txt");
        String url = location(begin(one, path, 1_000_000));

        hangUpAfter(url, 300_000, 1_000_000);

        Awaitility.await().untilAsserted(() -> assertThat(offset(one, url)).isPositive());
        long came = offset(one, url);
        assertThat(came).isLessThanOrEqualTo(300_000);
        String rest = "x".repeat((int) (1_000_000 - came));
        assertThat(patch(one, url, came, rest).statusCode()).isEqualTo(204);
        assertThat(read(path)).isEqualTo("x".repeat(1_000_000));
    }

    @Test
    void theLaterRequestMakesTheEarlierEnd() throws IOException {
        String path = path("taken-over.txt");
        String url = location(begin(one, path, 100_000));
        CompletableFuture<HttpResponse<byte[]>> stuck;
        try (PipedOutputStream slow = new PipedOutputStream()) {
            InputStream body = new PipedInputStream(slow, 1 << 20);
            var request = request("PATCH", url, one, null);
            request.setHeader("Upload-Offset", "0");
            request.setHeader("Content-Type", "application/offset+octet-stream");
            request.method("PATCH", BodyPublishers.ofInputStream(() -> body));
            stuck = CLIENT.sendAsync(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            slow.write(new byte[50_000]);
            slow.flush();
            Path file = partFile(url);
            Awaitility.await().until(() -> Files.exists(file) && Files.size(file) > 0);

            long came = offset(one, url);

            assertThat(came).isPositive();
            assertThat(patch(one, url, came, new String(new byte[(int) (100_000 - came)], UTF_8))
                            .statusCode())
                    .isEqualTo(204);
        }
        assertThat(stuck.handle((answer, broken) -> broken != null || answer.statusCode() >= 400)
                        .join())
                .isTrue();
        assertThat(read(path)).hasSize(100_000);
    }

    private void hangUpAfter(String url, int bytes, int announced) throws IOException {
        URI uri = URI.create(url);
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            String head = "PATCH " + uri.getRawPath() + " HTTP/1.1\r\nHost: " + uri.getAuthority()
                    + "\r\nAuthorization: Bearer " + one.token()
                    + "\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: application/offset+octet-stream"
                    + "\r\nContent-Length: " + announced + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(UTF_8));
            socket.getOutputStream().write("x".repeat(bytes).getBytes(UTF_8));
            socket.getOutputStream().flush();
        }
    }
}
