package studio.atelier.platform.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.atelier.platform.settings.Secret;

/// The master key on disk: made at first start, and a note beside it which key was used last, so that a wrong one is
/// noticed before it touches anything. Used at start, by one thread.
public final class MasterKeyFiles {

    private static final Logger log = LoggerFactory.getLogger(MasterKeyFiles.class);
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWNER_FOLDER = PosixFilePermissions.fromString("rwx------");

    private final CryptoSettings settings;
    private final SecureRandom random;
    private final Path keyFile;
    private final Path versionFile;

    public MasterKeyFiles(CryptoSettings settings, SecureRandom random) {
        this.settings = settings;
        this.random = random;
        this.keyFile = settings.secrets().resolve("master.key");
        this.versionFile = settings.secrets().resolve("master.key.version");
    }

    /// Reads the key, or makes one when there has never been any.
    ///
    /// @throws MasterKeyRefused when it is weak, lost, or another one than the one used before
    public MasterKey load() {
        try {
            makeFolder();
            String usedBefore = Files.exists(versionFile)
                    ? Files.readString(versionFile, US_ASCII).trim()
                    : "";
            MasterKey key = MasterKey.of(current(usedBefore), settings.previous());
            if (!usedBefore.isEmpty() && !key.knows(usedBefore)) {
                throw new MasterKeyRefused(("The master key is another one (%s) than the one this data was kept with"
                                + " (%s). Set ATELIER_MASTER_KEY to the key of before; to change keys, put the old one"
                                + " in ATELIER_MASTER_KEY_PREVIOUS.")
                        .formatted(key.version(), usedBefore));
            }
            if (!usedBefore.equals(key.version())) {
                write(versionFile, key.version());
            }
            return key;
        } catch (IOException failure) {
            throw new MasterKeyRefused(
                    "The folder " + settings.secrets() + " of the master key cannot be used: " + failure, failure);
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
            throw new MasterKeyRefused(
                    ("The master key is missing: this data was kept with key %s. Put it back as %s or"
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

    private void makeFolder() throws IOException {
        if (!Files.isDirectory(settings.secrets())) {
            Files.createDirectories(settings.secrets());
            Files.setPosixFilePermissions(settings.secrets(), OWNER_FOLDER);
        }
    }

    private void tighten() throws IOException {
        if (!Files.getPosixFilePermissions(keyFile).equals(OWNER_ONLY)) {
            log.warn("{} could be read by others; it is 0600 now, think about changing the key", keyFile);
            Files.setPosixFilePermissions(keyFile, OWNER_ONLY);
        }
    }

    /// Complete or not at all, and on the disk before the first secret is sealed with it.
    private static void write(Path target, String text) throws IOException {
        Path draft = target.resolveSibling(target.getFileName() + ".new");
        Files.deleteIfExists(draft);
        var permissions = PosixFilePermissions.asFileAttribute(OWNER_ONLY);
        try (FileChannel channel = FileChannel.open(draft, EnumSet.of(CREATE, TRUNCATE_EXISTING, WRITE), permissions)) {
            channel.write(ByteBuffer.wrap((text + "\n").getBytes(US_ASCII)));
            channel.force(true);
        }
        Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel folder = FileChannel.open(target.toAbsolutePath().getParent())) {
            folder.force(true);
        }
    }
}
