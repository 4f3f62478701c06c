package studio.atelier.backend.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.crypto.Sha256;
import studio.atelier.platform.problem.Problem;

/// Bytes on their way into a file of their own, hashed as they come. Closing it before [#finish] leaves
/// nothing. Not thread-safe.
public final class Reception implements AutoCloseable {

    private final Path file;
    private final long bytesMax;
    private final FileChannel channel;
    private final MessageDigest sha256 = Sha256.digest();
    private final @Nullable MessageDigest md5;
    private long size;
    private boolean finished;

    private Reception(Path file, long bytesMax, FileChannel channel, boolean withMd5) {
        this.file = file;
        this.bytesMax = bytesMax;
        this.channel = channel;
        this.md5 = withMd5 ? md5() : null;
    }

    static Reception into(Path file, long bytesMax, boolean withMd5) throws IOException {
        FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return new Reception(file, bytesMax, channel, withMd5);
    }

    /// Takes what is left in the buffer.
    ///
    /// @throws studio.atelier.platform.problem.ProblemException `storage.too_large`, `storage.disk_full`,
    ///     `storage.unavailable`
    public void write(ByteBuffer bytes) {
        size += bytes.remaining();
        if (size > bytesMax) {
            throw Problem.of(StorageProblem.TOO_LARGE, "A file here has at most " + bytesMax + " bytes.")
                    .with("bytes_max", bytesMax)
                    .exception();
        }
        sha256.update(bytes.duplicate());
        if (md5 != null) {
            md5.update(bytes.duplicate());
        }
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException failure) {
            throw Drafts.refused(failure);
        }
    }

    /// Makes what came durable.
    ///
    /// @throws studio.atelier.platform.problem.ProblemException `storage.disk_full`, `storage.unavailable`
    public Draft finish() {
        try {
            channel.force(true);
            channel.close();
        } catch (IOException failure) {
            throw Drafts.refused(failure);
        }
        finished = true;
        HexFormat hex = HexFormat.of();
        return new Draft(file, hex.formatHex(sha256.digest()), md5 == null ? null : hex.formatHex(md5.digest()), size);
    }

    @Override
    public void close() throws IOException {
        if (!finished) {
            try (channel) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has MD5", missing);
        }
    }
}
