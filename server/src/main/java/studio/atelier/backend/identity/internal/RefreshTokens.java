package studio.atelier.backend.identity.internal;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import studio.atelier.platform.crypto.MasterKey;

/// Refresh tokens that describe themselves: version, session, counter and a keyed hash. None is stored;
/// whoever reads the database cannot make one. Source: wire reference 2.8.
final class RefreshTokens {

    private static final String PURPOSE = "refresh tokens";
    private static final byte VERSION = 1;
    private static final int CLAIM_BYTES = 1 + 16 + 8;
    private static final int TAG_BYTES = 16;

    /// Longer texts are not looked at.
    private static final int LENGTH_MAX = 200;

    private final MasterKey master;

    RefreshTokens(MasterKey master) {
        this.master = master;
    }

    record Claim(UUID sessionId, long counter) {}

    String make(UUID sessionId, long counter) {
        byte[] claim = ByteBuffer.allocate(CLAIM_BYTES)
                .put(VERSION)
                .putLong(sessionId.getMostSignificantBits())
                .putLong(sessionId.getLeastSignificantBits())
                .putLong(counter)
                .array();
        byte[] token = Arrays.copyOf(claim, CLAIM_BYTES + TAG_BYTES);
        System.arraycopy(tag(master.derive(PURPOSE), claim), 0, token, CLAIM_BYTES, TAG_BYTES);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    /// @return what a token of ours says; empty for anything else
    Optional<Claim> read(String token) {
        byte[] bytes;
        try {
            bytes = token.length() > LENGTH_MAX
                    ? new byte[0]
                    : Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
        if (bytes.length != CLAIM_BYTES + TAG_BYTES || bytes[0] != VERSION) {
            return Optional.empty();
        }
        byte[] claim = Arrays.copyOf(bytes, CLAIM_BYTES);
        byte[] tag = Arrays.copyOfRange(bytes, CLAIM_BYTES, bytes.length);
        boolean ours = master.derivations(PURPOSE).stream()
                .map(key -> tag(key, claim))
                .anyMatch(expected -> MessageDigest.isEqual(expected, tag));
        if (!ours) {
            return Optional.empty();
        }
        ByteBuffer buffer = ByteBuffer.wrap(claim, 1, CLAIM_BYTES - 1);
        return Optional.of(new Claim(new UUID(buffer.getLong(), buffer.getLong()), buffer.getLong()));
    }

    private static byte[] tag(byte[] key, byte[] claim) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return Arrays.copyOf(mac.doFinal(claim), TAG_BYTES);
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("the JDK lacks HMAC-SHA256", failure);
        }
    }
}
