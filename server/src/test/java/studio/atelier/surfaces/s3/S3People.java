package studio.atelier.surfaces.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Exception;
import studio.atelier.backend.identity.Identity;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.Someone;
import tools.jackson.databind.JsonNode;

/// A server with an open and a fenced bucket, and the official SDK for Java with what it sends by default.
abstract class S3People {

    static final int PART = 5 << 20;

    final RunningServer server;

    final List<S3Client> clients = new ArrayList<>();

    JsonNode issued;

    S3Client s3;

    S3Client one;

    S3Client other;

    String own;

    S3People(RunningServer server) {
        this.server = server;
    }

    @BeforeAll
    void prepare() {
        issued = issue("test");
        s3 = client(credentials(issued), _ -> {});
        s3.createBucket(request -> request.bucket("plain"));
        s3.createBucket(request -> request.bucket("fenced"));
        server.database().asOwner().sql("""
                create policy fenced_own on storage.objects for all to authenticated
                using (bucket_id = 'fenced' and (storage.foldername(name))[1] = (select auth.uid())::text)
                with check (bucket_id = 'fenced' and (storage.foldername(name))[1] = (select auth.uid())::text)
                """).update();
        Someone first = Someone.signsUp(server, "one@example.com");
        own = first.id() + "/";
        one = client(session(first), _ -> {});
        other = client(session(Someone.signsUp(server, "other@example.com")), _ -> {});
    }

    @AfterAll
    void close() {
        clients.forEach(S3Client::close);
    }

    void complete(String key, String upload, CompletedPart... parts) {
        s3.completeMultipartUpload(
                request -> request.bucket("plain").key(key).uploadId(upload).multipartUpload(all -> all.parts(parts)));
    }

    JsonNode issue(String description) {
        return Someone.signsIn(server, "owner@example.org")
                .data("POST", "/api/admin/storage/s3-keys", "{\"description\":\"" + description + "\"}");
    }

    static AwsCredentials credentials(JsonNode key) {
        return AwsBasicCredentials.create(
                key.path("access_key_id").asString(),
                key.path("secret_access_key").asString());
    }

    AwsCredentials session(Someone who) {
        return AwsSessionCredentials.create(
                "project", server.room(Identity.class).projectKeys().anon(), who.token());
    }

    URI endpoint() {
        return URI.create(server.url() + "/storage/v1/s3");
    }

    S3Client client(AwsCredentials credentials, Consumer<software.amazon.awssdk.services.s3.S3ClientBuilder> more) {
        var builder = S3Client.builder()
                .httpClient(UrlConnectionHttpClient.create())
                .endpointOverride(endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .forcePathStyle(true);
        more.accept(builder);
        S3Client client = builder.build();
        clients.add(client);
        return client;
    }

    void put(String key, String content) {
        s3.putObject(
                request -> request.bucket("plain").key(key),
                RequestBody.fromBytes(content.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)));
    }

    byte[] read(String bucket, String key) {
        return s3.getObjectAsBytes(request -> request.bucket(bucket).key(key)).asByteArray();
    }

    static String begin(S3Client client, String bucket, String key) {
        return client.createMultipartUpload(request -> request.bucket(bucket).key(key))
                .uploadId();
    }

    static CompletedPart part(S3Client client, String bucket, String key, String upload, int number, byte[] content) {
        var kept = client.uploadPart(
                request -> request.bucket(bucket).key(key).uploadId(upload).partNumber(number),
                RequestBody.fromBytes(content));
        return CompletedPart.builder().partNumber(number).eTag(kept.eTag()).build();
    }

    static ObjectIdentifier identifier(String key) {
        return ObjectIdentifier.builder().key(key).build();
    }

    static byte[] noise(int length, int seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static void assertRefused(ThrowingCallable call, int status, String code) {
        assertThatThrownBy(call).isInstanceOfSatisfying(S3Exception.class, refused -> {
            assertThat(refused.awsErrorDetails().errorCode())
                    .as(refused.getMessage())
                    .isEqualTo(code);
            assertThat(refused.statusCode()).isEqualTo(status);
        });
    }
}
