package studio.atelier.platform.settings;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The one folder that holds everything this server keeps: database, secrets, objects. `ATELIER_DATA`, by
/// default `data` in the working directory.
///
/// Other users of the machine may pass through it (the database of a root server runs as an unprivileged
/// user), but each folder in it is closed to them.
///
/// @param path absolute
public record DataFolder(Path path) {

    private static final int SECRET_BYTES = 32;
    private static final String UNFINISHED = "restore.unfinished";

    public DataFolder {
        path = path.toAbsolutePath().normalize();
    }

    public static DataFolder read(SettingsReader settings) {
        String text = settings.text("ATELIER_DATA", "data", "The folder that holds database, secrets and objects.");
        try {
            return new DataFolder(Path.of(text));
        } catch (InvalidPathException _) {
            settings.fault("ATELIER_DATA", "is not a path");
            return new DataFolder(Path.of("data"));
        }
    }

    /// A folder of this name that only the server's own user can enter; made when it is not there.
    public Path closed(String name) {
        return folder(path.resolve(name), "rwx------");
    }

    /// As [#closed], with nothing in it: what a crash left of work in files is removed.
    public Path emptied(String name) {
        Path folder = closed(name);
        try (Stream<Path> left = Files.list(folder)) {
            for (Path file : left.toList()) {
                Files.deleteIfExists(file);
            }
            return folder;
        } catch (IOException failure) {
            throw unusable(folder, failure);
        }
    }

    /// A folder of this name that others may pass through, for what an unprivileged child process must
    /// reach.
    public Path passable(String name) {
        return folder(path.resolve(name), "rwx--x--x");
    }

    /// A random secret of 32 bytes under `secrets/`, made at first use with mode 0600.
    public byte[] secret(String name) {
        Path file = closed("secrets").resolve(name);
        try {
            if (!Files.exists(file)) {
                byte[] fresh = new byte[SECRET_BYTES];
                new SecureRandom().nextBytes(fresh);
                writePrivate(file, fresh);
            }
            byte[] secret = Files.readAllBytes(file);
            if (secret.length != SECRET_BYTES) {
                throw new StartRefused("The file " + file + " is damaged: it must hold " + SECRET_BYTES
                        + " bytes. Put it back from a backup.");
            }
            return secret;
        } catch (IOException failure) {
            throw unusable(file, failure);
        }
    }

    /// Writes a file that only the server's own user can read, whole or not at all.
    public static void writePrivate(Path file, byte[] content) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(draft);
        Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (var channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(draft, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    /// Makes the folder and takes it for this process until the lock is closed or the process ends, however
    /// it ends.
    ///
    /// @throws StartRefused when another process has it, or it cannot be made
    public Lock lock() {
        folder(path, "rwx--x--x");
        refuseUnfinished();
        return Lock.on(path.resolve("lock"), path);
    }

    /// Like [#lock()], for commands that work with the server that runs as well as without one.
    ///
    /// @return empty when a server runs on the folder
    public Optional<Lock> lockUnlessRunning() {
        refuseMissing();
        refuseUnfinished();
        return Lock.tryOn(path.resolve("lock"));
    }

    private void refuseMissing() {
        if (!Files.isDirectory(path)) {
            throw new StartRefused("There is no folder " + path + ". Choose the folder of the server with --data.");
        }
    }

    private void refuseUnfinished() {
        if (Files.exists(path.resolve(UNFINISHED))) {
            throw new StartRefused("A restore into " + path
                    + " was not finished, so things are missing in it. Empty the folder and restore again.");
        }
    }

    /// Takes a folder that is absent or empty, and marks it until [#restored()]: no server starts on what is
    /// only half there.
    ///
    /// @throws StartRefused when something is in it
    public Lock lockForRestore() {
        folder(path, "rwx--x--x");
        try (Stream<Path> there = Files.list(path)) {
            there.findAny().ifPresent(something -> {
                throw new StartRefused(path + " is not empty (" + something.getFileName()
                        + " is in it). Restore into an empty folder, chosen with --data.");
            });
            Files.createFile(path.resolve(UNFINISHED));
        } catch (IOException failure) {
            throw unusable(path, failure);
        }
        return Lock.on(path.resolve("lock"), path);
    }

    /// Ends what [#lockForRestore()] began.
    public void restored() {
        try {
            Files.delete(path.resolve(UNFINISHED));
        } catch (IOException failure) {
            throw unusable(path, failure);
        }
    }

    private static Path folder(Path folder, String permissions) {
        try {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(permissions));
            return folder;
        } catch (IOException failure) {
            throw unusable(folder, failure);
        }
    }

    private static StartRefused unusable(Path path, IOException failure) {
        return new StartRefused(
                "The data folder cannot be used: " + path + " ("
                        + failure.getClass().getSimpleName()
                        + "). Choose a folder this user can write to with --data or ATELIER_DATA.",
                failure);
    }

    /// The data folder is ours while this is open.
    public static final class Lock implements AutoCloseable {

        private final FileChannel channel;

        private Lock(FileChannel channel) {
            this.channel = channel;
        }

        /// @param what the folder as the operator knows it, for the sentence
        public static Lock on(Path file, Path what) {
            return tryOn(file)
                    .orElseThrow(() -> new StartRefused("Another Atelier is already running on " + what + holder(file)
                            + ". Stop it first, or choose another folder with --data."));
        }

        private static Optional<Lock> tryOn(Path file) {
            try {
                FileChannel channel = FileChannel.open(
                        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
                if (tryLock(channel) == null) {
                    channel.close();
                    return Optional.empty();
                }
                channel.truncate(0);
                channel.write(ByteBuffer.wrap(
                        Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
                return Optional.of(new Lock(channel));
            } catch (IOException failure) {
                throw unusable(file, failure);
            }
        }

        private static String holder(Path file) {
            try {
                String holder = Files.readString(file).trim();
                return holder.isEmpty() ? "" : " (process " + holder + ")";
            } catch (IOException failure) {
                throw unusable(file, failure);
            }
        }

        private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
            try {
                return channel.tryLock();
            } catch (OverlappingFileLockException _) {
                return null;
            }
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException failure) {
                throw new java.io.UncheckedIOException(failure);
            }
        }
    }
}
