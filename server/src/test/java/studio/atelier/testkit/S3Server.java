package studio.atelier.testkit;

import java.net.URI;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

/// A real S3 server in this process, with its objects in memory. It can be taken down and come back at the
/// same place with all it had.
public final class S3Server implements AutoCloseable {

    public static final String KEY_ID = "test-key";
    public static final String SECRET = "test-secret";
    public static final String BUCKET = "atelier-objects";

    private final TransientNio2BlobStore blobs = new TransientNio2BlobStore();
    private int port;
    private S3Proxy proxy;

    public S3Server() {
        blobs.createContainer(BUCKET);
        proxy = started();
        port = proxy.getPort();
    }

    private S3Proxy started() {
        try {
            S3Proxy server = S3Proxy.builder()
                    .blobStore(blobs)
                    .endpoint(URI.create("http://127.0.0.1:" + port))
                    .awsAuthentication(AuthenticationType.AWS_V4, KEY_ID, SECRET)
                    .build();
            server.start();
            return server;
        } catch (Exception failure) {
            throw new IllegalStateException("the S3 server does not start", failure);
        }
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /// Whoever asks now is refused a connection.
    public void down() {
        try {
            proxy.stop();
        } catch (Exception failure) {
            throw new IllegalStateException("the S3 server does not stop", failure);
        }
    }

    public void up() {
        proxy = started();
    }

    @Override
    public void close() {
        down();
    }
}
