package studio.atelier.backend.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/// What has come of uploads in parts: files that are each called by an id, in a folder of their own on the
/// disk of the objects, so that one becomes an object by its name alone. Thread-safe.
public final class PartFiles {

    private static final String SUFFIX = ".part";

    private final Path folder;

    /// @param folder is there, and holds nothing else
    public PartFiles(Path folder) {
        this.folder = folder;
    }

    /// Where the file of this id lies, if there is one.
    public Path path(UUID id) {
        return folder.resolve(id + SUFFIX);
    }

    /// Removes what a crash left: files that were last written before this moment and that no row knows.
    ///
    /// @param known those of the ids that have a row
    /// @return how many went
    public int sweep(Instant before, Function<List<UUID>, Set<UUID>> known) {
        try {
            List<UUID> old = olderThan(before);
            old.removeAll(known.apply(old));
            for (UUID id : old) {
                Files.deleteIfExists(path(id));
            }
            return old.size();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private List<UUID> olderThan(Instant before) throws IOException {
        List<UUID> old = new ArrayList<>();
        try (var files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path file : files) {
                try {
                    if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
                        id(file).ifPresent(old::add);
                    }
                } catch (NoSuchFileException _) {
                    // Became an object in the meantime.
                }
            }
        }
        return old;
    }

    /// @return nothing for a name that is not ours
    private static Optional<UUID> id(Path file) {
        String name = Objects.requireNonNull(file.getFileName()).toString();
        try {
            return Optional.of(UUID.fromString(name.substring(0, name.length() - SUFFIX.length())));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
