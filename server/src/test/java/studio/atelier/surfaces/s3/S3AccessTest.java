package studio.atelier.surfaces.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import studio.atelier.backend.identity.Identity;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.WithServer;

/// Who reaches what: signatures, addresses signed beforehand, people under the policies.
@WithServer({
    "ATELIER_OWNER_EMAIL=owner@example.org",
    "ATELIER_OWNER_PASSWORD=a long enough one",
    "ATELIER_LIMITS=off",
    "ATELIER_AUTH_SIGNUP=on",
    "ATELIER_AUTH_AUTOCONFIRM=on"
})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class S3AccessTest extends S3People {

    S3AccessTest(RunningServer server) {
        super(server);
    }

    @Test
    void refusesWrongKeysAndSignatures() {
        String keyId = issued.path("access_key_id").asString();

        assertRefused(
                client(AwsBasicCredentials.create(keyId, "wrong"), _ -> {})::listBuckets, 403, "SignatureDoesNotMatch");
        assertRefused(
                client(AwsBasicCredentials.create("0".repeat(32), "wrong"), _ -> {})::listBuckets,
                403,
                "InvalidAccessKeyId");
        assertRefused(
                client(
                        AwsSessionCredentials.create(
                                "x", server.room(Identity.class).projectKeys().anon(), "no.such.token"),
                        _ -> {})::listBuckets,
                400,
                "InvalidToken");
        assertRefused(
                client(AwsSessionCredentials.create("x", "not the anon key", "no.such.token"), _ -> {})::listBuckets,
                403,
                "SignatureDoesNotMatch");
        var unsigned = send("GET", "/storage/v1/s3/plain", "");
        assertThat(unsigned.statusCode()).isEqualTo(403);
        assertThat(unsigned.body()).contains("<Code>AccessDenied</Code>", "<RequestId>");
    }

    @Test
    void aPresignedAddressIsGoodForWhatItSays() {
        put("presigned", "by address");
        try (S3Presigner presigner = S3Presigner.builder()
                .endpointOverride(endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(credentials(issued)))
                .serviceConfiguration(
                        S3Configuration.builder().pathStyleAccessEnabled(true).build())
                .build()) {
            String get = presigner
                    .presignGetObject(request -> request.signatureDuration(Duration.ofMinutes(5))
                            .getObjectRequest(object -> object.bucket("plain").key("presigned")))
                    .url()
                    .toString();
            String put = presigner
                    .presignPutObject(request -> request.signatureDuration(Duration.ofMinutes(5))
                            .putObjectRequest(object -> object.bucket("plain").key("put-there")))
                    .url()
                    .toString();

            assertThat(send("GET", get, "").body()).isEqualTo("by address");
            assertThat(send("PUT", put, "put by address").statusCode()).isEqualTo(200);
            assertThat(read("plain", "put-there")).isEqualTo("put by address".getBytes(UTF_8));
            assertThat(send("DELETE", get, "").body()).contains("SignatureDoesNotMatch");
            assertThat(send("GET", get.replace("presigned", "put-there"), "").statusCode())
                    .isEqualTo(403);
            assertThat(send("GET", get.replace("X-Amz-Expires=300", "X-Amz-Expires=999"), "")
                            .statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void aPersonStaysWithinThePolicies() {
        one.putObject(request -> request.bucket("fenced").key(own + "mine"), RequestBody.fromString("mine"));

        assertThat(one.getObjectAsBytes(request -> request.bucket("fenced").key(own + "mine"))
                        .asUtf8String())
                .isEqualTo("mine");
        assertThat(one.listObjectsV2(request -> request.bucket("fenced")).contents())
                .hasSize(1);
        assertThat(owner(own + "mine")).isEqualTo(own.substring(0, own.length() - 1));
        assertRefused(
                () -> one.putObject(request -> request.bucket("fenced").key("elsewhere"), RequestBody.fromString("x")),
                403,
                "AccessDenied");
        assertRefused(() -> one.createBucket(request -> request.bucket("persons")), 403, "AccessDenied");
    }

    @Test
    void anotherPersonReachesNothingByAnyOperation() {
        String key = own + "private";
        one.putObject(request -> request.bucket("fenced").key(key), RequestBody.fromString("private"));
        String upload = begin(one, "fenced", own + "open");
        CompletedPart part = part(one, "fenced", own + "open", upload, 1, new byte[10]);

        assertRefused(
                () -> other.getObjectAsBytes(request -> request.bucket("fenced").key(key)), 404, "NoSuchKey");
        assertThatThrownBy(() ->
                        other.headObject(request -> request.bucket("fenced").key(key)))
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        refused -> assertThat(refused.statusCode()).isEqualTo(404));
        assertThat(other.listObjectsV2(request -> request.bucket("fenced")).contents())
                .isEmpty();
        assertThat(other.listObjects(request -> request.bucket("fenced")).contents())
                .isEmpty();
        assertRefused(
                () -> other.putObject(request -> request.bucket("fenced").key(key), RequestBody.fromString("x")),
                403,
                "AccessDenied");
        assertRefused(
                () -> other.deleteObject(request -> request.bucket("fenced").key(key)), 403, "AccessDenied");
        assertThat(other.deleteObjects(request -> request.bucket("fenced").delete(all -> all.objects(identifier(key))))
                        .errors())
                .extracting("code")
                .containsExactly("AccessDenied");
        assertRefused(
                () -> other.copyObject(request -> request.sourceBucket("fenced")
                        .sourceKey(key)
                        .destinationBucket("fenced")
                        .destinationKey("copy")),
                404,
                "NoSuchKey");
        assertRefused(() -> begin(other, "fenced", own + "foreign"), 403, "AccessDenied");
        assertThat(other.listMultipartUploads(request -> request.bucket("fenced"))
                        .uploads())
                .isEmpty();
        assertRefused(() -> part(other, "fenced", own + "open", upload, 1, new byte[10]), 404, "NoSuchUpload");
        assertRefused(
                () -> other.listParts(
                        request -> request.bucket("fenced").key(own + "open").uploadId(upload)),
                404,
                "NoSuchUpload");
        assertRefused(
                () -> other.completeMultipartUpload(request -> request.bucket("fenced")
                        .key(own + "open")
                        .uploadId(upload)
                        .multipartUpload(all -> all.parts(part))),
                404,
                "NoSuchUpload");
        assertRefused(
                () -> other.uploadPartCopy(request -> request.sourceBucket("fenced")
                        .sourceKey(key)
                        .destinationBucket("fenced")
                        .destinationKey(own + "open")
                        .uploadId(upload)
                        .partNumber(1)),
                404,
                "NoSuchUpload");
        assertRefused(
                () -> other.abortMultipartUpload(
                        request -> request.bucket("fenced").key(own + "open").uploadId(upload)),
                404,
                "NoSuchUpload");
        assertThatThrownBy(() -> other.deleteBucket(request -> request.bucket("fenced")))
                .isInstanceOf(S3Exception.class);
        one.completeMultipartUpload(request ->
                request.bucket("fenced").key(own + "open").uploadId(upload).multipartUpload(all -> all.parts(part)));
        assertThat(one.getObjectAsBytes(request -> request.bucket("fenced").key(key))
                        .asUtf8String())
                .isEqualTo("private");
        one.deleteObject(request -> request.bucket("fenced").key(own + "open"));
        one.deleteObject(request -> request.bucket("fenced").key(key));
    }

    private String owner(String key) {
        return server.database()
                .asOwner()
                .sql("select owner_id from storage.objects where name = ?")
                .param(key)
                .query(String.class)
                .single();
    }

    private HttpResponse<String> send(String method, String address, String body) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create(address.startsWith("/") ? server.url() + address : address))
                            .method(
                                    method,
                                    body.isEmpty()
                                            ? HttpRequest.BodyPublishers.noBody()
                                            : HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (java.io.IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
