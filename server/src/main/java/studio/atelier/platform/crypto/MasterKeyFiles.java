package studio.atelier.platform.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
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

    private static final int KEYS_BEFORE_MAX = 50;

    static final String VERSION = "secrets/master.key.version";

    private final CryptoSettings settings;
    private final SecureRandom random;
    private final Path keyFile;
    private final Path versionFile;
    private final Path previousFile;
    private final Path rotatingFile;

    /// @param secrets folder of the key file and of the note; closed to others
    public MasterKeyFiles(CryptoSettings settings, Path secrets, SecureRandom random) {
        this.settings = settings;
        this.random = random;
        this.keyFile = secrets.resolve("master.key");
        this.versionFile = secrets.resolve("master.key.version");
        this.previousFile = secrets.resolve("master.key.previous");
        this.rotatingFile = secrets.resolve("master.key.rotating");
    }

    /// Reads the key, or makes one when there has never been any.
    ///
    /// @throws StartRefused when it is weak, lost, or another one than the one used before
    public MasterKey load() {
        try {
            String usedBefore = Files.exists(versionFile)
                    ? Files.readString(versionFile, US_ASCII).trim()
                    : "";
            Secret current = current(usedBefore);
            MasterKey key = MasterKey.of(current, previous(), this::inFile);
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

    /// Makes another key the current one; the one of before stays readable beside it. One that was begun and
    /// not finished goes on. With a key from the environment the operator has done all this.
    ///
    /// @throws StartRefused when there is no key of before to rotate from
    public MasterKey rotate() {
        if (settings.masterKey().isPresent()) {
            if (settings.previous().isEmpty()) {
                throw new StartRefused("The master key comes from ATELIER_MASTER_KEY. Make a new one with: openssl rand"
                        + " -hex 32. Set ATELIER_MASTER_KEY to it and ATELIER_MASTER_KEY_PREVIOUS to the one of now,"
                        + " start every server with both, then run this again.");
            }
            return load();
        }
        MasterKey before = load();
        try {
            if (Files.exists(rotatingFile)
                    && Files.readString(rotatingFile).trim().equals(before.version())) {
                return before;
            }
            byte[] bytes = new byte[MasterKey.KEY_BYTES];
            random.nextBytes(bytes);
            String fresh = HexFormat.of().formatHex(bytes);
            String old = Files.readString(keyFile, US_ASCII).trim();
            // In this order: at each moment every key that a row is under stands in one of the files.
            write(previousFile, lines(previousFile).stream().reduce(old, (all, key) -> all + "\n" + key));
            write(rotatingFile, MasterKey.of(new Secret(fresh), List.of()).version());
            write(keyFile, fresh);
            return load();
        } catch (IOException failure) {
            throw new StartRefused("The new master key cannot be written beside " + keyFile, failure);
        }
    }

    /// Every secret is under the current key. The ones of before stay: what was signed with them is checked
    /// with them until it expires.
    public void finishRotation() {
        try {
            Files.deleteIfExists(rotatingFile);
        } catch (IOException failure) {
            throw new StartRefused(rotatingFile + " cannot be deleted", failure);
        }
    }

    private List<Secret> previous() throws IOException {
        List<Secret> all = new ArrayList<>(settings.previous());
        lines(previousFile).forEach(key -> all.add(new Secret(key)));
        return all;
    }

    /// For a server that runs while the key is rotated.
    private List<Secret> inFile() {
        try {
            if (settings.masterKey().isPresent() || !Files.exists(keyFile)) {
                return List.of();
            }
            List<Secret> all = new ArrayList<>();
            all.add(new Secret(Files.readString(keyFile, US_ASCII).trim()));
            all.addAll(previous());
            return all;
        } catch (IOException failure) {
            log.warn("{} cannot be read; the key of the start goes on being used", keyFile, failure);
            return List.of();
        }
    }

    private static List<String> lines(Path file) throws IOException {
        return !Files.exists(file)
                ? List.of()
                : Files.readString(file, US_ASCII)
                        .lines()
                        .map(String::trim)
                        .filter(line -> !line.isEmpty())
                        .limit(KEYS_BEFORE_MAX)
                        .toList();
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
