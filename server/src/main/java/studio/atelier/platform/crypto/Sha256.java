package studio.atelier.platform.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// SHA-256, which every Java has. By itself it hides only what has 128 bits or more of randomness in it.
public final class Sha256 {

    // Finding an algorithm by its name takes longer than the digest of a short text.
    private static final MessageDigest FRESH = found();

    private Sha256() {}

    private static MessageDigest found() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }

    public static byte[] of(byte[] bytes) {
        return digest().digest(bytes);
    }

    /// @param text as UTF-8
    public static byte[] of(String text) {
        return of(text.getBytes(UTF_8));
    }

    /// @return in lower-case hex
    public static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(of(bytes));
    }

    /// @param text as UTF-8
    /// @return in lower-case hex
    public static String hex(String text) {
        return HexFormat.of().formatHex(of(text));
    }

    /// For what comes in pieces. One thread.
    public static MessageDigest digest() {
        try {
            return (MessageDigest) FRESH.clone();
        } catch (CloneNotSupportedException unlike) {
            throw new IllegalStateException("the SHA-256 of this Java is not copied", unlike);
        }
    }
}
