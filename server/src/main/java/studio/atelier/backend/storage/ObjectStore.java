package studio.atelier.backend.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/// The port to where bytes lie: a folder, or S3. Thread-safe.
interface ObjectStore {

    /// @param modified when the bytes were written
    record Found(BlobKey key, long sizeBytes, Instant modified) {}

    /// Keeps the file's bytes under the key, whole or not at all, durable when this returns. The same key
    /// twice is the same bytes.
    ///
    /// @param file is used up
    void put(BlobKey key, Path file, long sizeBytes) throws IOException;

    /// @throws java.nio.file.NoSuchFileException when there is nothing under the key
    InputStream open(BlobKey key, ByteSpan span) throws IOException;

    /// @return the file itself where the bytes lie in one on this machine; never to be written to
    Optional<Path> local(BlobKey key);

    /// Does nothing where there is nothing.
    void delete(BlobKey key) throws IOException;

    /// Visits all bytes there are. What does not look like ours is passed over.
    void each(Consumer<Found> visit) throws IOException;
}
