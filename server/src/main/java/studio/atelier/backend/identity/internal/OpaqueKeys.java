package studio.atelier.backend.identity.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import studio.atelier.platform.crypto.MasterKey;

/// Project keys that are no tokens: `sb_publishable_...` and `sb_secret_...`. They follow from the master key, so every
/// node knows them and none stores them; after a change of the master key the ones before still work as long as it
/// is known. Source: wire reference 1.2. Thread-safe.
final class OpaqueKeys {

    static final String START = "sb_";

    private static final String PUBLISHABLE = "sb_publishable_";
    private static final String SECRET = "sb_secret_";
    private static final String PURPOSE = "opaque project keys";
    private static final int BYTES = 24;

    private final MasterKey master;

    OpaqueKeys(MasterKey master) {
        this.master = master;
    }

    enum Role {
        ANON,
        SERVICE
    }

    String publishable() {
        return make(PUBLISHABLE, master.derive(PURPOSE));
    }

    String secret() {
        return make(SECRET, master.derive(PURPOSE));
    }

    /// @return empty for a key that is none of ours
    Optional<Role> read(String key) {
        Role role = key.startsWith(SECRET) ? Role.SERVICE : Role.ANON;
        String start = role == Role.SERVICE ? SECRET : PUBLISHABLE;
        boolean ours = master.derivations(PURPOSE).stream()
                .map(derived -> make(start, derived).getBytes(UTF_8))
                .anyMatch(expected -> MessageDigest.isEqual(expected, key.getBytes(UTF_8)));
        return ours ? Optional.of(role) : Optional.empty();
    }

    private static String make(String start, byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            byte[] tag = java.util.Arrays.copyOf(mac.doFinal(start.getBytes(UTF_8)), BYTES);
            return start + Base64.getUrlEncoder().withoutPadding().encodeToString(tag);
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("the JDK lacks HMAC-SHA256", failure);
        }
    }
}
