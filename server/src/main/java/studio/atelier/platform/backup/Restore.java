package studio.atelier.platform.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import studio.atelier.platform.crypto.RecoveryKey;
import studio.atelier.platform.database.ClusterRestore;
import studio.atelier.platform.settings.DataFolder;
import studio.atelier.platform.settings.StartRefused;

/// Makes a data folder from a backup and the master key. The backup is checked before anything is written;
/// a restore that was cut off leaves a folder on which no server starts.
public final class Restore {

    /// What a start needs beside what is restored: programs of the database, new log.
    private static final long SPARE_BYTES = 200L << 20;

    private final DataFolder data;
    private final Duration replayLimit;

    /// @param data        absent or empty
    /// @param replayLimit longest the database may take to replay its log
    public Restore(DataFolder data, Duration replayLimit) {
        this.data = data;
        this.replayLimit = replayLimit;
    }

    /// @param key the master key the backup was made with
    /// @return what was restored
    /// @throws StartRefused with a sentence when this is not possible
    public BackupManifest read(Path file, RecoveryKey key) {
        try (ArchiveReader archive = new ArchiveReader(file)) {
            BackupManifest manifest = archive.manifest();
            refuseUnfit(manifest, key);
            try (DataFolder.Lock _ = data.lockForRestore()) {
                refuseLackOfRoom(manifest);
                ClusterRestore cluster = ClusterRestore.into(data);
                archive.unpack(top -> place(top, cluster));
                key.keep(data);
                cluster.finish(replayLimit);
                data.restored();
            }
            return manifest;
        } catch (IOException failure) {
            throw new StartRefused("The backup " + file + " cannot be restored: " + failure + ".", failure);
        }
    }

    private Optional<Path> place(String top, ClusterRestore cluster) {
        if (top.equals(Backup.CLUSTER)) {
            return Optional.of(cluster.folder());
        }
        return Backup.FOLDERS.contains(top) ? Optional.of(data.path().resolve(top)) : Optional.empty();
    }

    private static void refuseUnfit(BackupManifest manifest, RecoveryKey key) {
        if (!manifest.postgresql().equals(ClusterRestore.major())) {
            throw new StartRefused("The backup was made with PostgreSQL " + manifest.postgresql() + " by Atelier "
                    + manifest.version() + "; this server brings " + ClusterRestore.major()
                    + ". Restore it with that version of Atelier.");
        }
        if (!key.version().equals(manifest.masterKey())) {
            throw new StartRefused("The master key given is " + key.version() + ", and the backup was made with "
                    + manifest.masterKey()
                    + ". Without that key the stored keys cannot be opened; give it with --key.");
        }
    }

    private void refuseLackOfRoom(BackupManifest manifest) throws IOException {
        long free = Files.getFileStore(data.path()).getUsableSpace();
        if (free < manifest.bytes() + SPARE_BYTES) {
            throw new StartRefused("The backup needs " + ((manifest.bytes() + SPARE_BYTES) >> 20)
                    + " MB, and there are " + (free >> 20) + " MB at " + data.path()
                    + ". Make room, or choose another folder with --data.");
        }
    }
}
