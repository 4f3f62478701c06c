package studio.atelier.engine.generation;

import studio.atelier.platform.crypto.Sha256;

/// What two requests have in common when they ask for the same: a hash of what was asked, not of how it was written.
final class Fingerprint {

    private Fingerprint() {}

    /// @param asked with its members in a fixed order
    /// @return SHA-256 in hex
    static String of(String asked) {
        return Sha256.hex(asked);
    }
}
