package studio.atelier.backend.storage;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/// Bytes in a bucket of a service that speaks S3. Files go out and come in as streams: the heap holds a
/// buffer of each. The service answers a write when it is durable, and shows a key whole or not at all.
final class S3ObjectStore implements ObjectStore, AutoCloseable {

    private static final Duration CONNECT_MAX = Duration.ofSeconds(3);
    private static final Duration SILENCE_MAX = Duration.ofSeconds(30);
    private static final int NOT_FOUND = 404;
    private static final int RANGE_NOT_SATISFIABLE = 416;

    /// Larger files go in parts of this size; S3 takes 10,000 of them and no single request above 5 GB.
    static final long PART_BYTES = 64L << 20;

    private final S3Client client;
    private final String bucket;
    private final long partBytes;

    S3ObjectStore(S3Settings.Place place) {
        this(place, PART_BYTES);
    }

    /// @param partBytes at least 5 MiB, the least that S3 takes
    S3ObjectStore(S3Settings.Place place, long partBytes) {
        this.bucket = place.bucket();
        this.partBytes = partBytes;
        var credentials =
                AwsBasicCredentials.create(place.keyId(), place.secret().reveal());
        this.client = S3Client.builder()
                .httpClient(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT_MAX)
                        .socketTimeout(SILENCE_MAX)
                        .build())
                .endpointOverride(place.endpoint())
                .region(Region.of(place.region()))
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .forcePathStyle(place.pathStyle())
                // Trailing checksums are Amazon's own idea; the hash of the whole goes in a header that all know.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(settings -> settings.expectContinueEnabled(false))
                .overrideConfiguration(settings -> settings.retryStrategy(retry -> retry.maxAttempts(2)))
                .build();
    }

    @Override
    public void put(BlobKey key, Path file, long sizeBytes) throws IOException {
        if (!has(key, sizeBytes)) {
            if (sizeBytes > partBytes) {
                putParts(key, file, sizeBytes);
            } else {
                String sha256 =
                        Base64.getEncoder().encodeToString(HexFormat.of().parseHex(key.sha256()));
                asking(() -> client.putObject(
                        request -> request.bucket(bucket).key(key.path()).checksumSHA256(sha256),
                        RequestBody.fromFile(file)));
            }
        }
        Files.deleteIfExists(file);
    }

    private boolean has(BlobKey key, long sizeBytes) throws IOException {
        try {
            var head = asking(
                    () -> client.headObject(request -> request.bucket(bucket).key(key.path())));
            return head.contentLength() == sizeBytes;
        } catch (NoSuchFileException _) {
            return false;
        }
    }

    private void putParts(BlobKey key, Path file, long sizeBytes) throws IOException {
        String upload = asking(() -> client.createMultipartUpload(
                        request -> request.bucket(bucket).key(key.path())))
                .uploadId();
        try {
            List<CompletedPart> parts = new ArrayList<>();
            for (long from = 0; from < sizeBytes; from += partBytes) {
                parts.add(putPart(key, upload, new Part(file, parts.size() + 1, from, sizeBytes)));
            }
            asking(() -> client.completeMultipartUpload(request -> request.bucket(bucket)
                    .key(key.path())
                    .uploadId(upload)
                    .multipartUpload(whole -> whole.parts(parts))));
        } catch (IOException | RuntimeException failure) {
            abort(key, upload, failure);
            throw failure;
        }
    }

    private record Part(Path file, int number, long from, long fileBytes) {}

    private CompletedPart putPart(BlobKey key, String upload, Part part) throws IOException {
        long length = Math.min(partBytes, part.fileBytes() - part.from());
        // Opened anew where the client has to send it again.
        var body = RequestBody.fromContentProvider(
                () -> section(part.file(), part.from(), length), length, "application/octet-stream");
        String etag = asking(() -> client.uploadPart(
                        request -> request.bucket(bucket)
                                .key(key.path())
                                .uploadId(upload)
                                .partNumber(part.number()),
                        body))
                .eTag();
        return CompletedPart.builder().partNumber(part.number()).eTag(etag).build();
    }

    private static InputStream section(Path file, long from, long length) {
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            channel.position(from);
            return new Bounded(Channels.newInputStream(channel), length);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    // Parts of an upload that never ends are paid for; a service that is down forgets them by its own rules.
    private void abort(BlobKey key, String upload, Exception reason) {
        try {
            client.abortMultipartUpload(
                    request -> request.bucket(bucket).key(key.path()).uploadId(upload));
        } catch (SdkException failure) {
            reason.addSuppressed(failure);
        }
    }

    @Override
    public InputStream open(BlobKey key, ByteSpan span) throws IOException {
        if (span.length() == 0) {
            return InputStream.nullInputStream();
        }
        var request = GetObjectRequest.builder().bucket(bucket).key(key.path());
        if (!span.equals(ByteSpan.ALL)) {
            long last = span.from() + Math.min(span.length(), Long.MAX_VALUE - span.from()) - 1;
            request.range("bytes=" + span.from() + "-" + (last == Long.MAX_VALUE - 1 ? "" : Long.toString(last)));
        }
        try {
            return new Hasty(asking(() -> client.getObject(request.build())));
        } catch (BeyondTheEnd _) {
            // As a file does: there is nothing behind its end.
            return InputStream.nullInputStream();
        }
    }

    /// Closes at once what was not read to its end, where the client would read the rest first. Not
    /// thread-safe.
    private static final class Hasty extends FilterInputStream {

        private final ResponseInputStream<GetObjectResponse> answer;
        private boolean ended;

        Hasty(ResponseInputStream<GetObjectResponse> answer) {
            super(answer);
            this.answer = answer;
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            ended |= value < 0;
            return value;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = super.read(into, offset, length);
            ended |= count < 0;
            return count;
        }

        @Override
        public void close() throws IOException {
            if (ended) {
                super.close();
            } else {
                answer.abort();
            }
        }
    }

    @Override
    public Optional<Path> local(BlobKey key) {
        return Optional.empty();
    }

    @Override
    public void delete(BlobKey key) throws IOException {
        try {
            asking(() -> client.deleteObject(request -> request.bucket(bucket).key(key.path())));
        } catch (NoSuchFileException _) {
            // Gone is gone.
        }
    }

    @Override
    public void each(Consumer<Found> visit) throws IOException {
        asking(() -> {
            client.listObjectsV2Paginator(request -> request.bucket(bucket))
                    .contents()
                    .forEach(object -> found(object).ifPresent(visit));
            return true;
        });
    }

    private static Optional<Found> found(S3Object object) {
        return BlobKey.parse(object.key()).map(key -> new Found(key, object.size(), object.lastModified()));
    }

    @Override
    public void close() {
        client.close();
    }

    /// There is nothing at this place of the object.
    private static final class BeyondTheEnd extends IOException {

        private static final long serialVersionUID = 1L;

        BeyondTheEnd(Throwable cause) {
            super(cause);
        }
    }

    private <T> T asking(Supplier<T> request) throws IOException {
        try {
            return request.get();
        } catch (NoSuchKeyException missing) {
            throw missing(missing);
        } catch (S3Exception refused) {
            if (refused.statusCode() == NOT_FOUND && !"NoSuchBucket".equals(code(refused))) {
                throw missing(refused);
            }
            if (refused.statusCode() == RANGE_NOT_SATISFIABLE) {
                throw new BeyondTheEnd(refused);
            }
            throw new IOException(
                    "the store " + bucket + " answered " + refused.statusCode() + " " + code(refused), refused);
        } catch (SdkException failure) {
            throw new IOException("the store " + bucket + " cannot be reached: " + failure.getMessage(), failure);
        }
    }

    private static String code(S3Exception refused) {
        return refused.awsErrorDetails() == null
                ? ""
                : String.valueOf(refused.awsErrorDetails().errorCode());
    }

    private static NoSuchFileException missing(SdkException cause) {
        var missing = new NoSuchFileException("an object of S3");
        missing.initCause(cause);
        return missing;
    }
}
