package studio.atelier.platform.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.postgresql.util.PasswordUtil;
import studio.atelier.platform.settings.DataFolder;
import studio.atelier.platform.settings.StartRefused;

/// Puts the files of a [ClusterBackup] in the place where the server looks for its cluster. They get their
/// name only when the database has mended them and opened.
public final class ClusterRestore {

    private final DataFolder data;
    private final PostgresHome home;
    private final ProcessUser user;
    private final Path draft;

    private ClusterRestore(DataFolder data, PostgresHome home, ProcessUser user, Path draft) {
        this.data = data;
        this.home = home;
        this.user = user;
        this.draft = draft;
    }

    /// @param data locked by the caller, and without a cluster
    public static ClusterRestore into(DataFolder data) {
        ProcessUser user = ProcessUser.current();
        PostgresHome home = PostgresHome.in(data, user);
        Path draft = home.folder().resolve("cluster.new");
        try {
            PostgresBinaries.deleteTree(draft);
            Files.createDirectory(
                    draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            return new ClusterRestore(data, home, user, draft);
        } catch (IOException failure) {
            throw unusable(draft, failure);
        }
    }

    /// The major version of PostgreSQL whose clusters this server can open.
    public static String major() {
        return PostgresBinaries.VERSION.split("\\.", 2)[0];
    }

    /// The folder that takes the files; there, and empty.
    public Path folder() {
        return draft;
    }

    /// Lets the database replay its log, and gives its owner a new password: the one of before was not in the
    /// backup.
    ///
    /// @param limit longest the replay may take
    /// @throws StartRefused when the database cannot be opened
    public void finish(Duration limit) {
        PostgresBinaries binaries = PostgresBinaries.unpackInto(home.folder());
        try {
            user.own(draft);
            String password = HexFormat.of().formatHex(data.secret(Database.OWNER_SECRET));
            String verifier =
                    PasswordUtil.encodePassword(EmbeddedPostgres.SUPERUSER, password.toCharArray(), "scram-sha-256");
            alone(binaries, "alter role " + EmbeddedPostgres.SUPERUSER + " password '" + verifier + "'\n", limit);
            Files.move(draft, home.cluster(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            throw unusable(draft, failure);
        } catch (java.sql.SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    // In single-user mode: nobody else can come in while the owner has no password we know.
    private void alone(PostgresBinaries binaries, String statement, Duration limit) throws IOException {
        List<String> command = user.command(false);
        command.addAll(List.of(
                binaries.program("postgres").toString(),
                "--single",
                "-D",
                draft.toString(),
                "-c",
                "wal_level=logical",
                "-c",
                "exit_on_error=on",
                EmbeddedPostgres.DATABASE));
        Process process = PostgresSupervisor.process(command).start();
        try {
            var said = CompletableFuture.supplyAsync(
                    () -> process.inputReader(UTF_8).lines().toList(),
                    task -> Thread.ofVirtual().start(task));
            try (var input = process.getOutputStream()) {
                input.write(statement.getBytes(UTF_8));
            }
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new StartRefused("The restored database was not ready within " + limit.toSeconds()
                        + " s. Raise ATELIER_DATABASE_START_TIMEOUT and restore again.");
            }
            if (process.exitValue() != 0) {
                String why = said.join().stream()
                        .filter(line -> line.contains("FATAL") || line.contains("PANIC") || line.contains("ERROR"))
                        .findFirst()
                        .orElse("it ended with " + process.exitValue());
                throw new StartRefused("The restored database cannot be opened: " + why);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StartRefused("The restore was interrupted.", interrupted);
        } finally {
            process.destroyForcibly();
        }
    }

    private static StartRefused unusable(Path path, IOException failure) {
        return new StartRefused(
                "The database cannot be restored to " + path + ": " + failure.getMessage() + ".", failure);
    }
}
