package studio.atelier.engine.workers;

import java.security.SecureRandom;
import java.util.HexFormat;
import studio.atelier.platform.crypto.Sha256;

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
        return Sha256.of(text);
    }

    @Override
    public String toString() {
        return "WorkerKey[***]";
    }
}
