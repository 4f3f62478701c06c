package studio.atelier.surfaces.s3;

import java.util.Arrays;
import java.util.HexFormat;

/// What requests of one day, region and secret are signed with. Printed nowhere.
final class SigningKey {

    private final byte[] bytes;

    SigningKey(byte[] bytes) {
        this.bytes = Arrays.copyOf(bytes, bytes.length);
    }

    /// @return 64 hex digits
    String sign(String text) {
        return HexFormat.of().formatHex(SignedRequest.hmac(bytes, text));
    }
}
