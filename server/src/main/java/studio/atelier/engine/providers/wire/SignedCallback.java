package studio.atelier.engine.providers.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import studio.atelier.engine.providers.Callback;

/// Callbacks that are signed with HMAC-SHA256 under a secret that both sides know.
public final class SignedCallback {

    private static final Duration TOLERANCE = Duration.ofMinutes(5);
    private static final int REPLAY_ID_MAX = 200;

    /// Signatures one message may bear, for secrets that are being changed.
    private static final int SIGNATURES_MAX = 8;

    private static final String PREFIX = "whsec_";
    private static final String VERSION = "v1,";
    private static final String ALGORITHM = "HmacSHA256";

    private SignedCallback() {}

    /// After the Standard Webhooks: `webhook-id`, `webhook-timestamp`, and in `webhook-signature` entries `v1,<base64>`
    /// over id, time and body.
    ///
    /// @param secret `whsec_` and Base64, or raw
    public static Callback.Sender standard(Callback callback, String secret, Instant now) {
        String id = callback.header("webhook-id").orElse("");
        String time = callback.header("webhook-timestamp").orElse("");
        String signatures = callback.header("webhook-signature").orElse("");
        if (id.isEmpty() || id.length() > REPLAY_ID_MAX || time.isEmpty() || signatures.isEmpty()) {
            return new Callback.Sender.Forged("a header of the signature is missing");
        }
        if (!fresh(time, now)) {
            return new Callback.Sender.Forged("the time of the signature is more than 5 minutes off");
        }
        String message = id + "." + time + "." + callback.body();
        String[] entries = signatures.split(" ", SIGNATURES_MAX + 1);
        for (int i = 0; i < Math.min(entries.length, SIGNATURES_MAX); i++) {
            if (entries[i].startsWith(VERSION) && fits(key(secret), message, entries[i].substring(VERSION.length()))) {
                return new Callback.Sender.Proven(id);
            }
        }
        return new Callback.Sender.Forged("the signature does not fit the secret");
    }

    private static byte[] key(String secret) {
        if (!secret.startsWith(PREFIX)) {
            return secret.getBytes(UTF_8);
        }
        try {
            return Base64.getDecoder().decode(secret.substring(PREFIX.length()));
        } catch (IllegalArgumentException _) {
            return secret.getBytes(UTF_8);
        }
    }

    /// Whether a message is of this moment, give or take five minutes.
    ///
    /// @param seconds since 1970, as text
    public static boolean fresh(String seconds, Instant now) {
        try {
            Instant at = Instant.ofEpochSecond(Long.parseLong(seconds));
            return Duration.between(at, now).abs().compareTo(TOLERANCE) <= 0;
        } catch (NumberFormatException | DateTimeException | ArithmeticException _) {
            return false;
        }
    }

    /// Compares in constant time.
    ///
    /// @param key    not empty
    /// @param base64 the signature as it came
    public static boolean fits(byte[] key, String message, String base64) {
        if (key.length == 0) {
            return false;
        }
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            byte[] right = mac.doFinal(message.getBytes(UTF_8));
            return MessageDigest.isEqual(right, Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException _) {
            return false;
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("every Java knows " + ALGORITHM, failure);
        }
    }
}
