package studio.atelier;

import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import studio.atelier.backend.storage.S3Settings;
import studio.atelier.engine.vault.KeyRotation;
import studio.atelier.platform.backup.Backup;
import studio.atelier.platform.backup.BackupManifest;
import studio.atelier.platform.backup.Restore;
import studio.atelier.platform.crypto.Envelope;
import studio.atelier.platform.crypto.MasterKey;
import studio.atelier.platform.crypto.MasterKeyFiles;
import studio.atelier.platform.crypto.RecoveryKey;
import studio.atelier.platform.crypto.SealedTables;
import studio.atelier.platform.database.DatabaseAddress;
import studio.atelier.platform.database.ScriptRole;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.http.Version;
import studio.atelier.platform.script.MigrationFolder;
import studio.atelier.platform.script.SqlFile;
import studio.atelier.platform.settings.StartRefused;

/// The operator's commands beside `run`: each says in a line or two what it did, or refuses with a sentence.
final class Operations {

    /// Long enough for what is asked often to be compiled, short enough to wait for.
    private static final Duration TRAINING_LENGTH = Duration.ofSeconds(12);

    private Operations() {}

    static void backup(Map<String, String> values, Path file, PrintStream out) {
        AllSettings settings = AllSettings.read(values);
        refuseExternal(
                settings,
                "back up the database with its own tools, and copy the folders objects, catalog,"
                        + " moderation and mail of " + settings.data().path() + " after it");
        try (var database = OperatorDatabase.asItIs(settings)) {
            BackupManifest made = new Backup(settings.data(), Version.current().number(), Clock.systemUTC())
                    .write(database.owner(), file);
            out.println("Backed up " + sum(made) + " to " + file + ".");
            out.println("It opens with master key " + made.masterKey() + " only, which is not in it.");
            if (objectsOutside(settings)) {
                out.println("Objects in S3 are not in it: copy the bucket with the tools of its service, after this.");
            }
        }
    }

    private static boolean objectsOutside(AllSettings settings) {
        return settings.rooms().stream().anyMatch(room -> room instanceof S3Settings s3 && s3.outside());
    }

    static void restore(Map<String, String> values, Path file, Optional<Path> keyFile, PrintStream out) {
        AllSettings settings = AllSettings.read(values);
        refuseExternal(settings, "unset it for the restore");
        RecoveryKey key = RecoveryKey.given(keyFile, settings.crypto());
        BackupManifest read = new Restore(settings.data(), settings.database().startLimit()).read(file, key);
        out.println("Restored " + sum(read) + " of " + read.createdAt() + " to "
                + settings.data().path() + ".");
        out.println("Start it: ./atelier run --data " + settings.data().path());
    }

    static void train(Path folder, PrintStream out) {
        out.println("Answered " + Training.run(folder, TRAINING_LENGTH) + " requests.");
    }

    static void key(Map<String, String> values, Path file, PrintStream out) {
        AllSettings settings = AllSettings.read(values);
        RecoveryKey key = RecoveryKey.of(settings.crypto(), settings.data());
        key.write(file);
        out.println("Wrote master key " + key.version() + " to " + file + ". Keep it apart from the backups.");
    }

    /// How often what a running server sealed meanwhile is looked for; it notices the new key in seconds.
    private static final int ROTATION_ROUNDS_MAX = 5;

    static void rotateKeys(Map<String, String> values, PrintStream out) {
        AllSettings settings = AllSettings.read(values);
        var random = new SecureRandom();
        var files = new MasterKeyFiles(settings.crypto(), settings.data().closed("secrets"), random);
        try (var database = OperatorDatabase.upToDate(settings);
                Connection connection = connect(database.owner())) {
            MasterKey master = files.rotate();
            var rotation = new KeyRotation(
                    new Transactions(new SingleConnectionDataSource(connection, true)),
                    new Envelope(master, random),
                    master,
                    SealedTables.bundled());
            int rows = rotation.rewrapAll();
            for (int round = 1; round < ROTATION_ROUNDS_MAX && rotation.left() > 0; round++) {
                rows += rotation.rewrapAll();
            }
            long left = rotation.left();
            if (left > 0) {
                throw new StartRefused(rows + " secrets are under master key " + master.version() + " now, and " + left
                        + " could not be wrapped anew; the log names them. Run this again to go on.");
            }
            files.finishRotation();
            out.println(rows + " secrets are under master key " + master.version() + " now, none under another.");
            out.println("Write a new recovery file with ./atelier key FILE. Backups made before open with the one of"
                    + " before; keep both.");
        } catch (SQLException failure) {
            throw new StartRefused("The database cannot be used: " + failure.getMessage(), failure);
        }
    }

    private static Connection connect(DatabaseAddress owner) throws SQLException {
        return DriverManager.getConnection(owner.jdbcUrl(), owner.properties());
    }

    static void sql(Map<String, String> values, Path file, PrintStream out) {
        inScript(
                values,
                connection -> out.println("Ran " + SqlFile.run(file, connection) + " statements of " + file + "."));
    }

    static void migrate(Map<String, String> values, Path folder, boolean skipExisting, PrintStream out) {
        inScript(values, connection -> {
            MigrationFolder.Ran ran = new MigrationFolder(connection, skipExisting).run(folder);
            ran.passed().forEach(line -> out.println("Passed over " + line));
            ran.files().forEach(file -> out.println("Ran " + file));
            out.println(ran.files().size() + " files ran, " + ran.before() + " had run before.");
        });
    }

    private static void inScript(Map<String, String> values, Consumer<Connection> work) {
        try (var database = OperatorDatabase.upToDate(AllSettings.read(values));
                Connection connection = ScriptRole.connect(database.owner())) {
            work.accept(connection);
            // Said by hand, because not every database may watch its own schema.
            connection.setAutoCommit(true);
            try (var statement = connection.createStatement()) {
                statement.execute("notify pgrst, 'reload schema'");
            }
        } catch (SQLException failure) {
            throw new StartRefused("The database cannot be used: " + failure.getMessage(), failure);
        }
    }

    private static void refuseExternal(AllSettings settings, String instead) {
        settings.database().external().ifPresent(address -> {
            throw new StartRefused("ATELIER_DATABASE_URL names a database of your own (" + address
                    + "), which this command does not touch: " + instead + ".");
        });
    }

    private static String sum(BackupManifest manifest) {
        return manifest.files() + " files, " + (manifest.bytes() >> 20) + " MB";
    }
}
