package studio.atelier.platform.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.zip.Deflater;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;
import studio.atelier.platform.database.BackupFiles;

/// A `tar.gz` in the making, beside its name as `.new`, readable by its owner alone. Closed without
/// [#finish] it is gone.
///
/// The manifest comes first and is known last. So it is a gzip member of its own, stored and padded to a
/// fixed length, which is written over when the counts are known.
final class ArchiveWriter implements BackupFiles, AutoCloseable {

    static final int MANIFEST_BYTES = 4096;
    private static final int TAR_BLOCK = 512;
    private static final int BUFFER_BYTES = 1 << 16;

    private final Path file;
    private final Path draft;
    private final FileChannel channel;
    private final TarArchiveOutputStream tar;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final int head;
    private long files;
    private long bytes;

    ArchiveWriter(Path file, BackupManifest manifest) throws IOException {
        this.file = file.toAbsolutePath();
        this.draft = this.file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(draft);
        Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        this.channel = FileChannel.open(draft, StandardOpenOption.WRITE);
        byte[] first = member(manifest);
        this.head = first.length;
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES);
        out.write(first);
        GzipParameters fast = new GzipParameters();
        fast.setCompressionLevel(Deflater.BEST_SPEED);
        this.tar = new TarArchiveOutputStream(new GzipCompressorOutputStream(out, fast), UTF_8.name());
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    }

    @Override
    public void folder(String name) throws IOException {
        tar.putArchiveEntry(new TarArchiveEntry(name + "/"));
        tar.closeArchiveEntry();
    }

    @Override
    public void file(String name, Path source) throws IOException {
        try (FileChannel content = FileChannel.open(source, StandardOpenOption.READ);
                InputStream in = Channels.newInputStream(content)) {
            long size = content.size();
            open(name, size);
            long rest = size;
            while (rest > 0) {
                int read = in.read(buffer, 0, (int) Math.min(buffer.length, rest));
                if (read < 0) {
                    // Cut while it was copied. The log of the database says so too; the length was promised.
                    Arrays.fill(buffer, (byte) 0);
                    read = (int) Math.min(buffer.length, rest);
                }
                tar.write(buffer, 0, read);
                rest -= read;
            }
            tar.closeArchiveEntry();
        } catch (NoSuchFileException _) {
            // Gone between listing and opening, before anything was written.
        }
    }

    @Override
    public void bytes(String name, byte[] content) throws IOException {
        open(name, content.length);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    /// Writes the counts, makes everything durable and gives the archive its name.
    BackupManifest finish(BackupManifest manifest) throws IOException {
        tar.finish();
        tar.flush();
        BackupManifest counted = manifest.counted(files, bytes);
        byte[] first = member(counted);
        if (first.length != head) {
            throw new IllegalStateException("the manifest changed its length");
        }
        // Closing ends the compressed stream and the channel under it.
        tar.close();
        try (FileChannel again = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            again.write(ByteBuffer.wrap(first), 0);
            again.force(true);
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel folder = FileChannel.open(file.resolveSibling(""), StandardOpenOption.READ)) {
            folder.force(true);
        }
        return counted;
    }

    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(draft);
    }

    private void open(String name, long size) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(size);
        entry.setMode(0600);
        tar.putArchiveEntry(entry);
        files++;
        bytes += size;
    }

    private static byte[] member(BackupManifest manifest) throws IOException {
        byte[] json = Arrays.copyOf(manifest.json().getBytes(UTF_8), MANIFEST_BYTES);
        for (int i = json.length - 1; i >= 0 && json[i] == 0; i--) {
            json[i] = i == json.length - 1 ? (byte) '\n' : (byte) ' ';
        }
        TarArchiveEntry entry = new TarArchiveEntry(BackupManifest.NAME);
        entry.setSize(MANIFEST_BYTES);
        entry.setMode(0600);
        entry.setModTime(manifest.createdAt().toEpochMilli());
        byte[] header = new byte[TAR_BLOCK];
        entry.writeEntryHeader(header);
        GzipParameters stored = new GzipParameters();
        stored.setCompressionLevel(Deflater.NO_COMPRESSION);
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GzipCompressorOutputStream(bytes, stored)) {
            gzip.write(header);
            gzip.write(json);
        }
        return bytes.toByteArray();
    }
}
