package studio.atelier.platform.database;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.atelier.platform.settings.DataFolder;
import studio.atelier.platform.settings.StartRefused;

/// The folder of the embedded PostgreSQL: its programs and its cluster.
///
/// It is `postgres` in the data folder. Where this server is root and the data folder stands behind a
/// folder that an unprivileged user cannot pass (`/root`, a private temporary folder), the database alone
/// moves to `/var/lib/atelier`, and a file in the data folder says where. Everything else stays in the data
/// folder, closed to the database.
record PostgresHome(Path folder) {

    private static final Logger log = LoggerFactory.getLogger(PostgresHome.class);
    private static final Path ELSEWHERE = Path.of("/var/lib/atelier");
    private static final String POINTER = "postgres-folder";

    static PostgresHome in(DataFolder data, ProcessUser user) {
        Path pointer = data.path().resolve(POINTER);
        if (Files.exists(pointer)) {
            return new PostgresHome(target(pointer));
        }
        Path inside = data.passable("postgres");
        if (user.reaches(inside)) {
            return new PostgresHome(inside);
        }
        if (Files.exists(new PostgresHome(inside).cluster().resolve("PG_VERSION"))) {
            throw new StartRefused("The unprivileged user that runs the database cannot reach " + inside
                    + ". Let others pass through the folders above it (chmod o+x), or move the data folder.");
        }
        PostgresHome home = new PostgresHome(elsewhere(pointer));
        log.warn(
                "{} is behind a folder that only root may pass, so the database itself is kept in {}",
                data.path(),
                home.folder());
        return home;
    }

    Path cluster() {
        return folder.resolve("cluster");
    }

    private static Path target(Path pointer) {
        try {
            Path target = Path.of(Files.readString(pointer).trim());
            if (Files.isDirectory(target)) {
                return target;
            }
            throw new StartRefused("The database of this data folder is in " + target + ", and that folder is gone."
                    + " Put it back, or correct " + pointer + ".");
        } catch (IOException failure) {
            throw new StartRefused("The file " + pointer + " cannot be read.", failure);
        }
    }

    private static Path elsewhere(Path pointer) {
        Path folder = ELSEWHERE.resolve(UUID.randomUUID().toString());
        try {
            Files.createDirectories(ELSEWHERE);
            Files.setPosixFilePermissions(ELSEWHERE, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.createDirectory(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
            DataFolder.writePrivate(pointer, folder.toString().getBytes(StandardCharsets.UTF_8));
            return folder;
        } catch (IOException failure) {
            throw new StartRefused(
                    "The unprivileged user that runs the database can reach neither the data folder nor " + ELSEWHERE
                            + ". Choose a data folder that others may pass through with --data.",
                    failure);
        }
    }
}
