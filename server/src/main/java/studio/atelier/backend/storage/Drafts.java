package studio.atelier.backend.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;
import studio.atelier.platform.problem.Problem;

/// Receives bytes into files of their own, on the disk where they will stay. Thread-safe.
final class Drafts {

    private static final int BUFFER_BYTES = 64 << 10;

    private final Path folder;
    private final long freeMin;

    /// @param folder exists, on the same file system as the store
    Drafts(Path folder, long freeMin) {
        this.folder = folder;
        this.freeMin = freeMin;
    }

    Draft receive(InputStream content, long bytesMax) throws IOException {
        return receive(content, bytesMax, false);
    }

    /// With the MD5 that storage clients compare, beside the hash the bytes are kept by.
    Draft receiveWithMd5(InputStream content, long bytesMax) throws IOException {
        return receive(content, bytesMax, true);
    }

    private Draft receive(InputStream content, long bytesMax, boolean withMd5) throws IOException {
        try (Reception reception = Reception.into(newFile(), bytesMax, withMd5)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
                reception.write(ByteBuffer.wrap(buffer, 0, count));
            }
            return reception.finish();
        }
    }

    /// For bytes that somebody brings piece by piece.
    Reception begin(long bytesMax) {
        try {
            return Reception.into(newFile(), bytesMax, true);
        } catch (IOException failure) {
            throw refused(failure);
        }
    }

    private Path newFile() {
        return folder.resolve(UUID.randomUUID() + ".draft");
    }

    /// A failure of the disk is ours to explain, not the sender's; a full one has a name.
    static RuntimeException refused(IOException failure) {
        String words = failure instanceof FileSystemException file && file.getReason() != null
                ? file.getReason()
                : String.valueOf(failure.getMessage());
        boolean full = words.contains("No space left") || words.contains("Disk quota exceeded");
        return Problem.of(
                        full ? StorageProblem.DISK_FULL : StorageProblem.UNAVAILABLE,
                        full ? StorageProblem.DISK_FULL.action() : StorageProblem.UNAVAILABLE.action())
                .exception(failure);
    }

    /// @throws studio.atelier.platform.problem.ProblemException `storage.disk_full`
    void requireRoom() {
        if (free() < freeMin) {
            throw StorageProblem.DISK_FULL.problem();
        }
    }

    /// Bytes free on the disk; without end when the system does not say.
    long free() {
        try {
            FileStore store = Files.getFileStore(folder);
            return store.getUsableSpace();
        } catch (IOException _) {
            return Long.MAX_VALUE;
        }
    }

    /// Bytes the disk has in all; 0 when the system does not say.
    long total() {
        try {
            return Files.getFileStore(folder).getTotalSpace();
        } catch (IOException _) {
            return 0;
        }
    }

    /// Removes what a crash left half received.
    ///
    /// @return how many files there were
    int removeOlderThan(Instant before, boolean dryRun) throws IOException {
        int count = 0;
        try (var files = Files.newDirectoryStream(folder, "*.draft")) {
            for (Path file : files) {
                try {
                    if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
                        count++;
                        if (!dryRun) {
                            Files.deleteIfExists(file);
                        }
                    }
                } catch (NoSuchFileException _) {
                    // Finished in the meantime.
                }
            }
        }
        return count;
    }
}
