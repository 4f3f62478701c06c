package studio.atelier.backend.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Bytes that have been received whole and lie in a file of their own, durable, not yet anybody's. Closing
/// it removes the file unless [Storage#stage] took it.
public final class Draft implements AutoCloseable {

    private final Path file;
    private final String sha256;
    private final @Nullable String md5;
    private final long sizeBytes;

    Draft(Path file, String sha256, @Nullable String md5, long sizeBytes) {
        this.file = file;
        this.sha256 = sha256;
        this.md5 = md5;
        this.sizeBytes = sizeBytes;
    }

    public Path file() {
        return file;
    }

    /// 64 hex digits.
    public String sha256() {
        return sha256;
    }

    /// 32 hex digits; null where nobody asked for it.
    public @Nullable String md5() {
        return md5;
    }

    public long sizeBytes() {
        return sizeBytes;
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
