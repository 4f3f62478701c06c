package studio.atelier.engine.providers.fal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import studio.atelier.engine.providers.Callback;
import studio.atelier.platform.crypto.Sha256;

/// Proves who sent a callback: Ed25519 over request, account, time and the digest of the body, a line each.
final class FalSignature {

    private static final Duration TOLERANCE = Duration.ofMinutes(5);
    private static final int REPLAY_ID_MAX = 200;
    private static final HexFormat HEX = HexFormat.of();

    private final FalKeys keys;
    private final Clock clock;

    FalSignature(FalKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    Callback.Sender sender(Callback callback) {
        String request = callback.header("x-fal-webhook-request-id").orElse("");
        String time = callback.header("x-fal-webhook-timestamp").orElse("");
        String signed = callback.header("x-fal-webhook-signature").orElse("");
        if (request.isEmpty() || request.length() > REPLAY_ID_MAX || time.isEmpty() || signed.isEmpty()) {
            return new Callback.Sender.Forged("a header of the signature is missing");
        }
        if (!fresh(time)) {
            return new Callback.Sender.Forged("the time of the signature is more than 5 minutes off");
        }
        try {
            byte[] signature = HEX.parseHex(signed);
            byte[] message = String.join(
                            "\n",
                            request,
                            callback.header("x-fal-webhook-user-id").orElse(""),
                            time,
                            Sha256.hex(callback.body()))
                    .getBytes(StandardCharsets.UTF_8);
            return fits(message, signature, false) || fits(message, signature, true)
                    ? new Callback.Sender.Proven(request)
                    : new Callback.Sender.Forged("the signature fits no key of the provider");
        } catch (IllegalArgumentException | GeneralSecurityException _) {
            return new Callback.Sender.Forged("the signature cannot be read");
        }
    }

    private boolean fresh(String time) {
        try {
            Instant at = Instant.ofEpochSecond(Long.parseLong(time));
            return Duration.between(at, clock.instant()).abs().compareTo(TOLERANCE) <= 0;
        } catch (NumberFormatException | java.time.DateTimeException | ArithmeticException _) {
            return false;
        }
    }

    private boolean fits(byte[] message, byte[] signature, boolean unknown) throws GeneralSecurityException {
        for (PublicKey key : keys.get(unknown)) {
            Signature ed25519 = Signature.getInstance("Ed25519");
            ed25519.initVerify(key);
            ed25519.update(message);
            if (verified(ed25519, signature)) {
                return true;
            }
        }
        return false;
    }

    /// A signature of another length is an exception to the JDK and a wrong one to us.
    private static boolean verified(Signature ed25519, byte[] signature) {
        try {
            return ed25519.verify(signature);
        } catch (GeneralSecurityException _) {
            return false;
        }
    }
}
