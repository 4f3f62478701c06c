package studio.atelier.backend.identity.internal;

import java.security.SecureRandom;
import java.util.Base64;
import studio.atelier.platform.crypto.Sha256;

/// Random texts and their hashes. A plain SHA-256 is enough for what has 128 bits or more of randomness in
/// it.
final class Digests {

    private static final String CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private Digests() {}

    /// @return in hex
    static String sha256(String text) {
        return Sha256.hex(text);
    }

    /// @return `bytes` of randomness as base64url
    static String random(SecureRandom random, int bytes) {
        byte[] raw = new byte[bytes];
        random.nextBytes(raw);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(raw);
    }

    /// @return letters and digits that are not mistaken for each other, 5 bits each
    static String code(SecureRandom random, int length) {
        StringBuilder code = new StringBuilder(length);
        for (int at = 0; at < length; at++) {
            code.append(CODE_ALPHABET.charAt(random.nextInt(CODE_ALPHABET.length())));
        }
        return code.toString();
    }
}
