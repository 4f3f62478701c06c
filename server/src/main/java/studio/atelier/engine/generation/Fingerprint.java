package studio.atelier.engine.generation;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// What two requests have in common when they ask for the same: a hash of what was asked, not of how it was written.
final class Fingerprint {

    private Fingerprint() {}

    /// @param asked with its members in a fixed order
    /// @return SHA-256 in hex
    static String of(String asked) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(asked.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }
}
