package studio.atelier.engine.workers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/// A worker's credential. Shown once and kept as a hash only: it has 200 bits of randomness, for which a
/// plain SHA-256 is enough.
///
/// @param text in the clear
record WorkerKey(String text) {

    static final String START = "atlw_";

    private static final int RANDOM_BYTES = 25;
    private static final int SHOWN = 4;

    static WorkerKey make(SecureRandom random) {
        byte[] secret = new byte[RANDOM_BYTES];
        random.nextBytes(secret);
        return new WorkerKey(START + HexFormat.of().formatHex(secret));
    }

    String last4() {
        return text.substring(text.length() - SHOWN);
    }

    byte[] hash() {
        return hash(text);
    }

    static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException failure) {
            throw new IllegalStateException("the JDK lacks SHA-256", failure);
        }
    }

    @Override
    public String toString() {
        return "WorkerKey[***]";
    }
}
