package studio.atelier.backend.identity.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Codes of an authenticator: RFC 6238 with SHA-1, six digits, 30 seconds, as every authenticator knows them.
final class Totp {

    private static final long PERIOD_SECONDS = 30;
    private static final int TEN_TO_DIGITS = 1_000_000;

    /// Steps a phone's clock may be off, either way.
    private static final int DRIFT = 1;

    /// As long as the hash, which RFC 4226 advises.
    private static final int SECRET_BYTES = 20;

    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int BASE32_BITS = 5;

    private Totp() {}

    /// @return in base32, without padding
    static String secret(SecureRandom random) {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        StringBuilder text = new StringBuilder();
        int bits = 0;
        int held = 0;
        for (byte value : bytes) {
            held = held << Byte.SIZE | (value & 0xff);
            bits += Byte.SIZE;
            while (bits >= BASE32_BITS) {
                bits -= BASE32_BITS;
                text.append(BASE32.charAt(held >> bits & 31));
            }
        }
        return text.toString();
    }

    /// What a QR code says to an authenticator.
    static String uri(String secret, String issuer, String account) {
        String shown = encoded(issuer);
        return "otpauth://totp/" + shown + ":" + encoded(account) + "?algorithm=SHA1&digits=6&issuer=" + shown
                + "&period=" + PERIOD_SECONDS + "&secret=" + secret;
    }

    /// The step a code belongs to, if it is right now.
    ///
    /// @param secret    in base32
    /// @param afterStep a code of this step or an earlier one was used
    static OptionalLong step(String secret, String code, Instant now, long afterStep) {
        long current = now.getEpochSecond() / PERIOD_SECONDS;
        OptionalLong found = OptionalLong.empty();
        for (long step = current - DRIFT; step <= current + DRIFT; step++) {
            // All are computed, so that the time does not tell which was right.
            boolean right = MessageDigest.isEqual(code(secret, step).getBytes(US_ASCII), code.getBytes(UTF_8));
            if (right && step > afterStep) {
                found = OptionalLong.of(step);
            }
        }
        return found;
    }

    static String code(String secret, Instant at) {
        return code(secret, at.getEpochSecond() / PERIOD_SECONDS);
    }

    private static String code(String secret, long step) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(bytes(secret), "HmacSHA1"));
            byte[] hash =
                    mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
            int at = hash[hash.length - 1] & 0xf;
            int number = ByteBuffer.wrap(hash).getInt(at) & Integer.MAX_VALUE;
            return String.format(Locale.ROOT, "%06d", number % TEN_TO_DIGITS);
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("the JDK lacks HMAC-SHA1", failure);
        }
    }

    private static byte[] bytes(String base32) {
        ByteBuffer bytes = ByteBuffer.allocate(base32.length() * BASE32_BITS / Byte.SIZE);
        int bits = 0;
        int held = 0;
        for (int at = 0; at < base32.length(); at++) {
            held = held << BASE32_BITS | BASE32.indexOf(base32.charAt(at));
            bits += BASE32_BITS;
            if (bits >= Byte.SIZE) {
                bits -= Byte.SIZE;
                bytes.put((byte) (held >> bits));
            }
        }
        return bytes.array();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }
}
