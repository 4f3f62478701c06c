package studio.atelier.platform.backup;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.util.List;
import studio.atelier.platform.crypto.RecoveryKey;
import studio.atelier.platform.database.BackupFiles;
import studio.atelier.platform.database.ClusterBackup;
import studio.atelier.platform.database.ClusterRestore;
import studio.atelier.platform.database.DatabaseAddress;
import studio.atelier.platform.settings.DataFolder;
import studio.atelier.platform.settings.StartRefused;

/// Makes a backup beside the running server: first the database, as it is at the end of its copy, then the
/// bytes, of which none that its rows point to can be missing, because they are written before the rows
/// and not removed while [ClusterBackup] is open.
public final class Backup {

    static final String CLUSTER = "cluster";

    /// Objects, and what the operator keeps beside them: models, rules, templates of messages.
    static final List<String> FOLDERS = List.of("objects", "catalog", "moderation", "mail");

    private static final String DRAFTS = "objects/drafts";

    private final DataFolder data;
    private final String version;
    private final Clock clock;

    /// @param version of this server
    public Backup(DataFolder data, String version, Clock clock) {
        this.data = data;
        this.version = version;
        this.clock = clock;
    }

    /// @param superuser of the running database of the data folder
    /// @param file      replaced when the backup is whole, and untouched until then
    /// @return what was written
    /// @throws StartRefused with a sentence when it cannot be made
    public BackupManifest write(DatabaseAddress superuser, Path file) {
        var manifest = new BackupManifest(
                BackupManifest.FORMAT,
                version,
                ClusterRestore.major(),
                RecoveryKey.usedBy(data),
                clock.instant(),
                0,
                0);
        try (var archive = new ArchiveWriter(file, manifest);
                var cluster = ClusterBackup.begin(superuser)) {
            cluster.copy(CLUSTER, archive);
            for (String folder : FOLDERS) {
                copy(folder, archive);
            }
            return archive.finish(manifest);
        } catch (IOException failure) {
            throw new StartRefused(
                    "The backup " + file + " cannot be written: " + failure + ". Nothing was changed.", failure);
        }
    }

    private void copy(String top, BackupFiles target) throws IOException {
        Path root = data.path().resolve(top);
        if (!Files.isDirectory(root)) {
            return;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                String name = data.path().relativize(folder).toString();
                // Half-written files, which a start throws away.
                if (name.equals(DRAFTS)) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                target.folder(name);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile()) {
                    target.file(data.path().relativize(file).toString(), file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }
        });
    }
}
