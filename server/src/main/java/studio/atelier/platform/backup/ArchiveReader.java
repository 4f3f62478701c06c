package studio.atelier.platform.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.function.Function;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import studio.atelier.platform.settings.StartRefused;

/// A backup that is read. Whoever made the archive may mean harm: nothing in it gets out of the folders it is
/// unpacked to, and there is not more of it than its manifest says.
final class ArchiveReader implements AutoCloseable {

    private static final int BUFFER_BYTES = 1 << 16;

    private final TarArchiveInputStream tar;
    private final BackupManifest manifest;
    private long files;
    private long bytes;

    ArchiveReader(Path file) throws IOException {
        InputStream packed = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
        this.tar = new TarArchiveInputStream(
                GzipCompressorInputStream.builder()
                        .setInputStream(packed)
                        .setDecompressConcatenated(true)
                        .get(),
                UTF_8.name());
        try {
            this.manifest = readManifest();
        } catch (IOException | RuntimeException failure) {
            tar.close();
            throw failure;
        }
    }

    BackupManifest manifest() {
        return manifest;
    }

    /// @param places the folder that stands for the first part of a name; empty for one that does not belong
    ///     into a backup
    /// @throws StartRefused when the archive holds something else than files in these folders, or other files
    ///     than its manifest says
    void unpack(Function<String, Optional<Path>> places) throws IOException {
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            Path target = place(entry.getName(), places);
            if (entry.isDirectory()) {
                makeFolders(target);
            } else if (entry.getLinkFlag() == TarConstants.LF_NORMAL
                    || entry.getLinkFlag() == TarConstants.LF_OLDNORM) {
                count(entry);
                write(target);
            } else {
                throw foreign(entry.getName());
            }
        }
        if (files != manifest.files() || bytes != manifest.bytes()) {
            throw new StartRefused("The backup is not whole: it says " + manifest.files() + " files of "
                    + manifest.bytes() + " bytes, and holds " + files + " of " + bytes + ". Use another one.");
        }
    }

    @Override
    public void close() throws IOException {
        tar.close();
    }

    private BackupManifest readManifest() throws IOException {
        TarArchiveEntry first = tar.getNextEntry();
        if (first == null
                || !first.getName().equals(BackupManifest.NAME)
                || first.getSize() > ArchiveWriter.MANIFEST_BYTES) {
            throw new StartRefused(
                    "This is not a backup of Atelier: it does not begin with " + BackupManifest.NAME + ".");
        }
        return BackupManifest.parse(tar.readAllBytes());
    }

    private static Path place(String name, Function<String, Optional<Path>> places) {
        String[] parts = name.split("/", 2);
        Path root = places.apply(parts[0]).orElseThrow(() -> foreign(name));
        Path target = root.resolve(parts.length == 2 ? parts[1] : "").normalize();
        if (!target.startsWith(root) || name.indexOf('\0') >= 0) {
            throw foreign(name);
        }
        return target;
    }

    private void count(TarArchiveEntry entry) {
        files++;
        bytes = Math.addExact(bytes, entry.getSize());
        if (files > manifest.files() || bytes > manifest.bytes()) {
            throw new StartRefused(
                    "The backup holds more than it says. It was changed after it was made; use another one.");
        }
    }

    private void write(Path target) throws IOException {
        Path parent = target.getParent();
        if (parent != null) {
            makeFolders(parent);
        }
        Files.createFile(target, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (OutputStream out = Files.newOutputStream(target, StandardOpenOption.WRITE)) {
            InputStream content = tar;
            content.transferTo(out);
        }
    }

    private static void makeFolders(Path folder) throws IOException {
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private static StartRefused foreign(String name) {
        return new StartRefused("The backup holds \"" + name + "\", which no backup of Atelier has. It was not made by"
                + " ./atelier backup; nothing of it is used.");
    }
}
