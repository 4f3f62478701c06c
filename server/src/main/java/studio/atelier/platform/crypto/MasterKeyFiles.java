package studio.atelier.platform.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.atelier.platform.settings.DataFolder;
import studio.atelier.platform.settings.Secret;
import studio.atelier.platform.settings.StartRefused;

/// The master key on disk: made at first start, and a note beside it which key was used last, so that a
/// wrong one is noticed before it touches anything. Used at start, by one thread.
public final class MasterKeyFiles {

    private static final Logger log = LoggerFactory.getLogger(MasterKeyFiles.class);
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    /// In the data folder.
    static final String KEY = "secrets/master.key";

    static final String VERSION = "secrets/master.key.version";

    private final CryptoSettings settings;
    private final SecureRandom random;
    private final Path keyFile;
    private final Path versionFile;

    /// @param secrets folder of the key file and of the note; closed to others
    public MasterKeyFiles(CryptoSettings settings, Path secrets, SecureRandom random) {
        this.settings = settings;
        this.random = random;
        this.keyFile = secrets.resolve("master.key");
        this.versionFile = secrets.resolve("master.key.version");
    }

    /// Reads the key, or makes one when there has never been any.
    ///
    /// @throws StartRefused when it is weak, lost, or another one than the one used before
    public MasterKey load() {
        try {
            String usedBefore = Files.exists(versionFile)
                    ? Files.readString(versionFile, US_ASCII).trim()
                    : "";
            MasterKey key = MasterKey.of(current(usedBefore), settings.previous());
            if (!usedBefore.isEmpty() && !key.knows(usedBefore)) {
                throw new StartRefused(("The master key is another one (%s) than the one this data was kept with"
                                + " (%s). Set ATELIER_MASTER_KEY to the key of before; to change keys, put the old one"
                                + " in ATELIER_MASTER_KEY_PREVIOUS.")
                        .formatted(key.version(), usedBefore));
            }
            if (!usedBefore.equals(key.version())) {
                write(versionFile, key.version());
            }
            return key;
        } catch (IOException failure) {
            throw new StartRefused(
                    "The folder " + keyFile.getParent() + " of the master key cannot be used: " + failure, failure);
        }
    }

    private Secret current(String usedBefore) throws IOException {
        if (settings.masterKey().isPresent()) {
            return settings.masterKey().get();
        }
        if (Files.exists(keyFile)) {
            tighten();
            return new Secret(Files.readString(keyFile, US_ASCII).trim());
        }
        if (!usedBefore.isEmpty()) {
            throw new StartRefused(("The master key is missing: this data was kept with key %s. Put it back as %s or"
                            + " set ATELIER_MASTER_KEY; without it no stored key can be read.")
                    .formatted(usedBefore, keyFile));
        }
        byte[] bytes = new byte[MasterKey.KEY_BYTES];
        random.nextBytes(bytes);
        String text = HexFormat.of().formatHex(bytes);
        write(keyFile, text);
        log.info("made a master key in {}; keep a copy of it outside of this machine", keyFile);
        return new Secret(text);
    }

    private void tighten() throws IOException {
        if (!Files.getPosixFilePermissions(keyFile).equals(OWNER_ONLY)) {
            log.warn("{} could be read by others; it is 0600 now, think about changing the key", keyFile);
            Files.setPosixFilePermissions(keyFile, OWNER_ONLY);
        }
    }

    private static void write(Path target, String text) throws IOException {
        DataFolder.writePrivate(target, (text + "\n").getBytes(US_ASCII));
    }
}
