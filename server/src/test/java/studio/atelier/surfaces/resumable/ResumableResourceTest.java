package studio.atelier.surfaces.resumable;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.backend.identity.Identity;
import studio.atelier.backend.storage.ByteSpan;
import studio.atelier.backend.storage.SignedUrls;
import studio.atelier.backend.storage.Storage;
import studio.atelier.backend.storage.StoredObject;
import studio.atelier.platform.database.Transactions;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.Someone;
import studio.atelier.testkit.WithServer;

@WithServer({
    "ATELIER_OWNER_EMAIL=owner@example.org",
    "ATELIER_OWNER_PASSWORD=a long enough one",
    "ATELIER_LIMITS=off",
    "ATELIER_AUTH_SIGNUP=on",
    "ATELIER_AUTH_AUTOCONFIRM=on"
})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResumableResourceTest {

    private static final String BASE = ResumableResource.PREFIX;
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    private final RunningServer server;
    private Someone one;
    private Someone other;

    ResumableResourceTest(RunningServer server) {
        this.server = server;
    }

    @BeforeAll
    void people() {
        one = Someone.signsUp(server, "one@example.com");
        other = Someone.signsUp(server, "other@example.com");
        var sql = server.database().asOwner();
        sql.sql("insert into storage.buckets (id, name, file_size_limit, allowed_mime_types)"
                        + " values ('parts', 'parts', 5000000, array['text/plain', 'application/octet-stream'])")
                .update();
        sql.sql("""
                create policy parts_own on storage.objects for all to authenticated
                using (bucket_id = 'parts' and (storage.foldername(name))[1] = (select auth.uid())::text)
                with check (bucket_id = 'parts' and (storage.foldername(name))[1] = (select auth.uid())::text)
                """).update();
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

    private Path partFile(String url) {
        UUID id = UploadId.parse(url.substring(url.lastIndexOf('/') + 1)).id();
        return server.data().resolve("objects/drafts/resumable/" + id + ".part");
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

    private String path(String name) {
        return one.id() + "/" + name;
    }

    private static String metadata(String path, String... more) {
        List<String> pairs = new ArrayList<>(List.of("bucketName " + base64("parts"), "objectName " + base64(path)));
        for (String pair : more) {
            String[] parts = pair.split(" ", 2);
            pairs.add(parts[0] + " " + base64(parts[1]));
        }
        return String.join(",", pairs);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    private HttpResponse<byte[]> begin(@Nullable Someone who, String path, long size, String... more) {
        return send(
                "POST", BASE, who, null, "Upload-Length", Long.toString(size), "Upload-Metadata", metadata(path, more));
    }

    private HttpResponse<byte[]> patch(@Nullable Someone who, String url, long from, String content) {
        return send(
                "PATCH",
                url,
                who,
                content.getBytes(UTF_8),
                "Upload-Offset",
                Long.toString(from),
                "Content-Type",
                "application/offset+octet-stream");
    }

    private long offset(Someone who, String url) {
        var head = send("HEAD", url, who, null);
        assertThat(head.statusCode()).isEqualTo(200);
        return Long.parseLong(head.headers().firstValue("Upload-Offset").orElseThrow());
    }

    private static String location(HttpResponse<byte[]> begun) {
        assertThat(begun.statusCode()).as(text(begun)).isEqualTo(201);
        return begun.headers().firstValue("Location").orElseThrow();
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), UTF_8);
    }

    private String read(String path) {
        Storage storage = server.room(Storage.class);
        StoredObject object = server.room(Transactions.class)
                .asSystem("test", tx -> storage.find(tx, "parts", path))
                .orElseThrow();
        try (InputStream content = storage.open(object.key(), ByteSpan.ALL)) {
            return new String(content.readAllBytes(), UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private String row(String path) {
        return server.database()
                .asOwner()
                .sql(
                        "select concat_ws(' ', owner_id, metadata->>'mimetype', metadata->>'cacheControl', metadata->>'size',"
                                + " user_metadata::text) from storage.objects where bucket_id = 'parts' and name = ?")
                .param(path)
                .query(String.class)
                .single();
    }

    private int objects(String path) {
        return server.database()
                .asOwner()
                .sql("select count(*) from storage.objects where name = ?")
                .param(path)
                .query(Integer.class)
                .single();
    }

    private static void assertHeader(HttpResponse<byte[]> answer, String name, String value) {
        assertThat(answer.headers().firstValue(name).map(v -> v.replace("; ", ";")))
                .as(name)
                .contains(value);
    }

    private HttpResponse<byte[]> send(
            String method, String target, @Nullable Someone who, byte @Nullable [] body, String... headers) {
        var request = request(method, target, who, body);
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return send(request);
    }

    private HttpRequest.Builder request(String method, String target, @Nullable Someone who, byte @Nullable [] body) {
        var request = HttpRequest.newBuilder(URI.create(target.startsWith("/") ? server.url() + target : target))
                .timeout(Duration.ofSeconds(30))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body))
                .setHeader("Tus-Resumable", "1.0.0");
        if (who != null) {
            request.setHeader("Authorization", "Bearer " + who.token());
            request.setHeader(
                    "apikey", server.room(Identity.class).projectKeys().anon());
        }
        return request;
    }

    private static HttpResponse<byte[]> send(HttpRequest.Builder request) {
        try {
            return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
