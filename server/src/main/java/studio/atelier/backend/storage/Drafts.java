package studio.atelier.backend.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
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
        return receive(content, bytesMax, null);
    }

    /// With the MD5 that storage clients compare, beside the hash the bytes are kept by.
    Draft receiveWithMd5(InputStream content, long bytesMax) throws IOException {
        return receive(content, bytesMax, digest("MD5"));
    }

    private Draft receive(InputStream content, long bytesMax, @Nullable MessageDigest md5) throws IOException {
        Path file = folder.resolve(UUID.randomUUID() + ".draft");
        boolean whole = false;
        try (var channel = FileChannel.open(
                file,
                java.util.Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            Draft draft = copy(content, bytesMax, file, channel, md5);
            whole = true;
            return draft;
        } finally {
            if (!whole) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static Draft copy(
            InputStream content, long bytesMax, Path file, FileChannel channel, @Nullable MessageDigest md5)
            throws IOException {
        MessageDigest digest = digest("SHA-256");
        byte[] buffer = new byte[BUFFER_BYTES];
        long size = 0;
        for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
            size += count;
            if (size > bytesMax) {
                throw Problem.of(StorageProblem.TOO_LARGE, "A file here has at most " + bytesMax + " bytes.")
                        .with("bytes_max", bytesMax)
                        .exception();
            }
            digest.update(buffer, 0, count);
            if (md5 != null) {
                md5.update(buffer, 0, count);
            }
            write(channel, ByteBuffer.wrap(buffer, 0, count));
        }
        try {
            channel.force(true);
        } catch (IOException failure) {
            throw refused(failure);
        }
        HexFormat hex = HexFormat.of();
        return new Draft(file, hex.formatHex(digest.digest()), md5 == null ? null : hex.formatHex(md5.digest()), size);
    }

    private static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException failure) {
            throw refused(failure);
        }
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

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has " + algorithm, missing);
        }
    }
}
