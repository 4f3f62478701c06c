package studio.atelier.platform.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.settings.Secret;
import studio.atelier.platform.settings.StartRefused;

/// The one key everything else hangs on: 32 bytes from `ATELIER_MASTER_KEY` or from a file made at first
/// start. Keeps the keys of before as well while a rotation runs. A key of the file that `./atelier keys
/// rotate` replaces is noticed in a few seconds and used for sealing from then on; what is derived stays that
/// of the start until the next one. Thread-safe; never printed. Source: E54, E91; DESIGN 9.
public final class MasterKey {

    static final int KEY_BYTES = 32;

    /// Random keys have about 30 different bytes; fewer than this is a pattern somebody typed.
    private static final int DISTINCT_BYTES_MIN = 12;

    private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{" + KEY_BYTES * 2 + "}");
    private static final byte[] DERIVATION_SALT = "atelier master key v1".getBytes(UTF_8);

    /// How often the file is looked at when something is sealed; what cannot be opened looks at once.
    private static final Duration LOOK_EVERY = Duration.ofSeconds(3);

    private final byte[] first;
    private final Supplier<List<Secret>> file;
    private volatile Ring ring;
    private volatile long lookAt = System.nanoTime() + LOOK_EVERY.toNanos();

    /// @param version of the key that seals
    /// @param keys    all that are known, by version, newest first
    private record Ring(String version, Map<String, byte[]> keys) {}

    private MasterKey(byte[] first, Ring ring, Supplier<List<Secret>> file) {
        this.first = first;
        this.ring = ring;
        this.file = file;
    }

    /// @param current  64 hex characters
    /// @param previous the keys of before, each 64 hex characters
    /// @throws StartRefused for a key that is malformed or weak
    static MasterKey of(Secret current, List<Secret> previous) {
        return of(current, previous, List::of);
    }

    /// @param file the keys as they stand in the file now, newest first; empty when no file is used
    static MasterKey of(Secret current, List<Secret> previous, Supplier<List<Secret>> file) {
        List<Secret> all = new ArrayList<>();
        all.add(current);
        all.addAll(previous);
        return new MasterKey(parse(current), ring(all), file);
    }

    private static Ring ring(List<Secret> newestFirst) {
        Map<String, byte[]> keys = new LinkedHashMap<>();
        for (Secret each : newestFirst) {
            byte[] bytes = parse(each);
            keys.putIfAbsent(versionOf(bytes), bytes);
        }
        return new Ring(keys.keySet().iterator().next(), keys);
    }

    /// Looks whether somebody rotated the key. What the start knew stays known.
    private synchronized void look() {
        lookAt = System.nanoTime() + LOOK_EVERY.toNanos();
        List<Secret> found = file.get();
        if (!found.isEmpty()) {
            Ring fresh = ring(found);
            ring.keys().forEach(fresh.keys()::putIfAbsent);
            ring = fresh;
        }
    }

    /// Names the current key without telling anything about it: 8 hex characters, stored beside what it
    /// wraps.
    public String version() {
        if (System.nanoTime() - lookAt > 0) {
            look();
        }
        return ring.version();
    }

    /// Whether secrets wrapped under that key can be opened by this server.
    public boolean knows(String keyVersion) {
        return bytes(keyVersion) != null;
    }

    /// A secret of its own for each purpose (HKDF-SHA-256). The same on every node and after every start,
    /// another one after the master key was changed: what must outlive a rotation is stored sealed, or
    /// checked with [#derivations].
    ///
    /// @param purpose a fixed text such as `database role password`
    /// @return 32 bytes, the caller's own copy
    public byte[] derive(String purpose) {
        return derive(first, purpose);
    }

    /// The derived secrets of the current key and of the keys of before, newest first, for checking what
    /// was signed before a rotation.
    public List<byte[]> derivations(String purpose) {
        return ring.keys().values().stream().map(key -> derive(key, purpose)).toList();
    }

    /// @return the key's bytes, or null for a version this server does not have
    byte @Nullable [] bytes(String keyVersion) {
        byte[] known = ring.keys().get(keyVersion);
        if (known == null) {
            look();
            known = ring.keys().get(keyVersion);
        }
        return known;
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
        return "MasterKey[" + ring.version() + "]";
    }
}
