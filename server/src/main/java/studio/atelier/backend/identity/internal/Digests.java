package studio.atelier.backend.identity.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/// Random texts and their hashes. A plain SHA-256 is enough for what has 128 bits or more of randomness in
/// it.
final class Digests {

    private static final String CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    // Finding an algorithm by its name takes longer than the digest of a short text.
    private static final MessageDigest SHA_256 = sha256();

    private Digests() {}

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException failure) {
            throw new IllegalStateException("the JDK lacks SHA-256", failure);
        }
    }

    /// @return in hex
    static String sha256(String text) {
        try {
            var digest = (MessageDigest) SHA_256.clone();
            return HexFormat.of().formatHex(digest.digest(text.getBytes(UTF_8)));
        } catch (CloneNotSupportedException failure) {
            throw new IllegalStateException("the SHA-256 of this JDK is not copied", failure);
        }
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
