package studio.atelier.platform.database;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;
import studio.atelier.platform.settings.StartRefused;

/// The PostgreSQL programs that come with the server, unpacked once per version.
///
/// @param folder holds `bin`, `lib`, `share`; every user of the machine may read it, nobody but the owner
///     may change it
record PostgresBinaries(Path folder) {

    /// Of the packed archive; the build names the same one.
    static final String VERSION = "18.6.0";

    private static final String MARKER = ".complete";

    /// @param home the folder to unpack into; a version that is there already is used as it is
    static PostgresBinaries unpackInto(Path home) {
        Path folder = home.resolve("postgresql-" + VERSION);
        if (Files.exists(folder.resolve(MARKER))) {
            return new PostgresBinaries(folder);
        }
        // Two servers may unpack at the same time: each into a draft of its own, the first to finish gives it the name.
        Path draft = home.resolve("postgresql-" + VERSION + "." + UUID.randomUUID());
        try {
            unpack(draft);
            Files.createFile(draft.resolve(MARKER));
            if (Files.isDirectory(folder) && !Files.exists(folder.resolve(MARKER))) {
                deleteTree(folder);
            }
            Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            deleteTree(draft);
            if (!Files.exists(folder.resolve(MARKER))) {
                throw new StartRefused(
                        "PostgreSQL cannot be unpacked into " + home + ": " + failure.getMessage()
                                + ". It needs 70 MB of free space.",
                        failure);
            }
        }
        return new PostgresBinaries(folder);
    }

    Path program(String name) {
        return folder.resolve("bin").resolve(name);
    }

    private static void unpack(Path folder) throws IOException {
        String resource = "/postgres-linux-" + architecture() + ".txz";
        try (InputStream packed = PostgresBinaries.class.getResourceAsStream(resource)) {
            if (packed == null) {
                throw new StartRefused("There is no embedded PostgreSQL for this processor (" + architecture()
                        + "). Set ATELIER_DATABASE_URL to a PostgreSQL of your own.");
            }
            try (var archive = new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(packed, 1 << 16)))) {
                for (TarArchiveEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
                    unpack(entry, archive, folder);
                }
            }
        }
        open(folder);
    }

    private static void unpack(TarArchiveEntry entry, InputStream content, Path folder) throws IOException {
        Path target = folder.resolve(entry.getName()).normalize();
        if (!target.startsWith(folder)) {
            throw new IOException("an entry of the archive leaves its folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            open(target);
            return;
        }
        makeParents(folder, target.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(content, target);
        Set<PosixFilePermission> permissions = EnumSet.of(
                PosixFilePermission.OWNER_READ,
                PosixFilePermission.OWNER_WRITE,
                PosixFilePermission.GROUP_READ,
                PosixFilePermission.OTHERS_READ);
        if ((entry.getMode() & 0b001_000_000) != 0) {
            permissions.addAll(EnumSet.of(
                    PosixFilePermission.OWNER_EXECUTE,
                    PosixFilePermission.GROUP_EXECUTE,
                    PosixFilePermission.OTHERS_EXECUTE));
        }
        Files.setPosixFilePermissions(target, permissions);
    }

    // The process's umask may be narrow; the unprivileged user of a root server must get through.
    private static void makeParents(Path folder, @org.jspecify.annotations.Nullable Path parent) throws IOException {
        if (parent == null || Files.isDirectory(parent)) {
            return;
        }
        makeParents(folder, parent.equals(folder) ? null : parent.getParent());
        Files.createDirectories(parent);
        open(parent);
    }

    private static void open(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static String architecture() {
        return switch (System.getProperty("os.arch")) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "arm_64";
            case String other -> other;
        };
    }

    /// Deletes what is there, symbolic links themselves and not what they point to.
    static void deleteTree(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }
}
