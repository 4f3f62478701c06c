package studio.atelier.platform.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import studio.atelier.platform.settings.DataFolder;
import studio.atelier.platform.settings.Secret;
import studio.atelier.platform.settings.StartRefused;

/// The master key on its way out of an installation and into a new one: the recovery file that the operator
/// keeps apart from the backups.
public final class RecoveryKey {

    private static final long FILE_BYTES_MAX = 4096;

    private final Secret key;
    private final boolean fromEnvironment;
    private final String version;

    private RecoveryKey(Secret key, boolean fromEnvironment) {
        this.key = key;
        this.fromEnvironment = fromEnvironment;
        this.version = MasterKey.of(key, List.of()).version();
    }

    /// Whether an installation has a key; the first start makes one where there is none.
    public static boolean exists(CryptoSettings settings, DataFolder data) {
        return settings.masterKey().isPresent() || Files.exists(data.path().resolve(MasterKeyFiles.KEY));
    }

    /// The key an installation uses.
    ///
    /// @throws StartRefused when there is none yet
    public static RecoveryKey of(CryptoSettings settings, DataFolder data) {
        if (!exists(settings, data)) {
            throw new StartRefused("There is no master key in " + data.path()
                    + " yet: the first start makes it. Choose the folder of the server with --data.");
        }
        return settings.masterKey()
                .map(key -> new RecoveryKey(key, true))
                .orElseGet(() -> read(data.path().resolve(MasterKeyFiles.KEY)));
    }

    /// A recovery file, or a copy of `secrets/master.key`.
    public static RecoveryKey read(Path file) {
        try {
            if (Files.size(file) > FILE_BYTES_MAX) {
                throw new StartRefused(file + " is not a master key: it is too long.");
            }
            String text = Files.readString(file)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .findFirst()
                    .orElse("");
            return new RecoveryKey(new Secret(text), false);
        } catch (IOException failure) {
            throw new StartRefused("The file " + file + " of the master key cannot be read.", failure);
        }
    }

    /// The key for a restore.
    ///
    /// @param file of `--key`; counts more than the environment
    public static RecoveryKey given(Optional<Path> file, CryptoSettings settings) {
        return file.map(RecoveryKey::read)
                .or(() -> settings.masterKey().map(key -> new RecoveryKey(key, true)))
                .orElseThrow(() -> new StartRefused("A restore needs the master key, which no backup holds. Give its"
                        + " file with --key FILE, or set ATELIER_MASTER_KEY."));
    }

    /// Names the key that a data folder was last used with.
    ///
    /// @throws StartRefused when no server has been started on it
    public static String usedBy(DataFolder data) {
        try {
            return Files.readString(data.path().resolve(MasterKeyFiles.VERSION)).trim();
        } catch (IOException failure) {
            throw new StartRefused(
                    "No server was started on " + data.path() + " yet, so there is nothing to keep.", failure);
        }
    }

    /// 8 hex characters that name the key and tell nothing about it.
    public String version() {
        return version;
    }

    /// Writes the recovery file, mode 0600.
    ///
    /// @throws StartRefused when there is such a file already
    public void write(Path file) {
        String text = """
                # Master key of an Atelier, named %s. Whoever has it and a backup can open every key stored there.
                # Keep it apart from the backups. It is used by: ./atelier restore BACKUP --key THIS_FILE
                %s
                """.formatted(version, key.reveal());
        if (Files.exists(file)) {
            throw new StartRefused(file + " is there already and is not overwritten. Choose another name.");
        }
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, text, UTF_8, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
        } catch (IOException failure) {
            throw new StartRefused("The file " + file + " cannot be written.", failure);
        }
    }

    /// Puts the key where a start on this folder finds it. One from the environment stays there; the note of
    /// its name lets the start notice another one.
    public void keep(DataFolder data) throws IOException {
        data.closed("secrets");
        if (!fromEnvironment) {
            DataFolder.writePrivate(data.path().resolve(MasterKeyFiles.KEY), (key.reveal() + "\n").getBytes(UTF_8));
        }
        DataFolder.writePrivate(data.path().resolve(MasterKeyFiles.VERSION), (version + "\n").getBytes(UTF_8));
    }

    @Override
    public String toString() {
        return "RecoveryKey[" + version + "]";
    }
}
