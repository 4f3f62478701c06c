package studio.atelier.backend.storage;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/// Where bytes lie: whose they are and what they are.
///
/// @param tenantId the organisation, or the person alone
/// @param sha256   of the bytes, 64 hex digits
public record BlobKey(UUID tenantId, String sha256) {

    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern PATH =
            Pattern.compile("([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})/([0-9a-f]{2})/(\\2[0-9a-f]{62})");

    public BlobKey {
        if (!HEX.matcher(sha256).matches()) {
            throw new IllegalArgumentException("a SHA-256 has 64 hex digits");
        }
    }

    /// `tenant/ab/abcd...`: no folder grows beyond what file systems like.
    String path() {
        return tenantId + "/" + sha256.substring(0, 2) + "/" + sha256;
    }

    /// @return nothing for a path that this class did not make
    static Optional<BlobKey> parse(String path) {
        var match = PATH.matcher(path);
        return match.matches()
                ? Optional.of(new BlobKey(UUID.fromString(match.group(1)), match.group(3)))
                : Optional.empty();
    }
}
