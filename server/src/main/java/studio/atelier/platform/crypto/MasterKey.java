package studio.atelier.platform.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.settings.Secret;
import studio.atelier.platform.settings.StartRefused;

/// The one key everything else hangs on: 32 bytes from `ATELIER_MASTER_KEY` or from a file made at first
/// start. Keeps the keys of before as well while a rotation runs. Immutable, thread-safe; never printed.
/// Source: E54, E91; DESIGN 9.
public final class MasterKey {

    static final int KEY_BYTES = 32;

    /// Random keys have about 30 different bytes; fewer than this is a pattern somebody typed.
    private static final int DISTINCT_BYTES_MIN = 12;

    private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{" + KEY_BYTES * 2 + "}");
    private static final byte[] DERIVATION_SALT = "atelier master key v1".getBytes(UTF_8);

    private final String version;
    private final Map<String, byte[]> keys;

    private MasterKey(String version, Map<String, byte[]> keys) {
        this.version = version;
        this.keys = keys;
    }

    /// @param current  64 hex characters
    /// @param previous the keys of before, each 64 hex characters
    /// @throws StartRefused for a key that is malformed or weak
    static MasterKey of(Secret current, List<Secret> previous) {
        Map<String, byte[]> keys = new LinkedHashMap<>();
        byte[] key = parse(current);
        String version = versionOf(key);
        keys.put(version, key);
        for (Secret old : previous) {
            byte[] bytes = parse(old);
            keys.putIfAbsent(versionOf(bytes), bytes);
        }
        return new MasterKey(version, keys);
    }

    /// Names the current key without telling anything about it: 8 hex characters, stored beside what it
    /// wraps.
    public String version() {
        return version;
    }

    /// Whether secrets wrapped under that key can be opened by this server.
    public boolean knows(String keyVersion) {
        return keys.containsKey(keyVersion);
    }

    /// A secret of its own for each purpose (HKDF-SHA-256). The same on every node and after every start,
    /// another one after the master key was changed: what must outlive a rotation is stored sealed, or
    /// checked with [#derivations].
    ///
    /// @param purpose a fixed text such as `database role password`
    /// @return 32 bytes, the caller's own copy
    public byte[] derive(String purpose) {
        return derive(currentKey(), purpose);
    }

    /// The derived secrets of the current key and of the keys of before, newest first, for checking what
    /// was signed before a rotation.
    public List<byte[]> derivations(String purpose) {
        return keys.values().stream().map(key -> derive(key, purpose)).toList();
    }

    /// @return the key's bytes, or null for a version this server does not have
    byte @Nullable [] bytes(String keyVersion) {
        return keys.get(keyVersion);
    }

    /// Why a text cannot be the master key, as the end of a sentence; empty when it can.
    static Optional<String> weakness(String text) {
        if (!HEX.matcher(text).matches()) {
            return Optional.of("takes 64 hex characters; make one with: openssl rand -hex 32");
        }
        byte[] bytes = HexFormat.of().parseHex(text);
        int step = (bytes[1] - bytes[0]) & 0xff;
        boolean sequence = true;
        var distinct = new BitSet();
        for (int i = 0; i < bytes.length; i++) {
            distinct.set(bytes[i] & 0xff);
            sequence &= i == 0 || ((bytes[i] - bytes[i - 1]) & 0xff) == step;
        }
        if (sequence || distinct.cardinality() < DISTINCT_BYTES_MIN) {
            return Optional.of("is not random enough; make one with: openssl rand -hex 32");
        }
        return Optional.empty();
    }

    private static byte[] parse(Secret key) {
        weakness(key.reveal()).ifPresent(reason -> {
            throw new StartRefused("The master key " + reason);
        });
        return HexFormat.of().parseHex(key.reveal().toLowerCase(Locale.ROOT));
    }

    private static String versionOf(byte[] key) {
        return HexFormat.of().formatHex(derive(key, "fingerprint"), 0, 4);
    }

    private byte[] currentKey() {
        return keys.values().iterator().next();
    }

    private static byte[] derive(byte[] key, String purpose) {
        try {
            var parameters = HKDFParameterSpec.ofExtract()
                    .addIKM(key)
                    .addSalt(DERIVATION_SALT)
                    .thenExpand(purpose.getBytes(UTF_8), KEY_BYTES);
            return KDF.getInstance("HKDF-SHA256").deriveData(parameters);
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("the JDK lacks HKDF-SHA256", failure);
        }
    }

    @Override
    public String toString() {
        return "MasterKey[" + version + "]";
    }
}
