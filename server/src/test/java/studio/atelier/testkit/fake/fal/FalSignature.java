package studio.atelier.testkit.fake.fal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import studio.atelier.testkit.fake.FakeHook;
import studio.atelier.testkit.fake.FakeJson;
import tools.jackson.databind.JsonNode;

/// Ed25519 over four lines: request, account, second, hash of the body. The list of keys holds an old one too.
final class FalSignature {

    private static final int KEY_BYTES = 32;
    private static final String ACCOUNT = "fake-account";

    private final KeyPair old;
    private final KeyPair current;

    FalSignature() {
        try {
            KeyPairGenerator keys = KeyPairGenerator.getInstance("Ed25519");
            old = keys.generateKeyPair();
            current = keys.generateKeyPair();
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        }
    }

    JsonNode keys() {
        return FakeJson.node("""
                {"keys":[{"kty":"OKP","crv":"Ed25519","kid":"old","x":%s},
                {"kty":"OKP","crv":"Ed25519","kid":"current","x":%s}]}""", x(old), x(current));
    }

    /// The last 32 bytes of the X.509 form are the key itself.
    private static String x(KeyPair pair) {
        byte[] encoded = pair.getPublic().getEncoded();
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Arrays.copyOfRange(encoded, encoded.length - KEY_BYTES, encoded.length));
    }

    FakeHook sign(String request, long seconds, byte[] body) {
        try {
            String hash = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(body));
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(current.getPrivate());
            signature.update(String.join("\n", request, ACCOUNT, Long.toString(seconds), hash)
                    .getBytes(StandardCharsets.UTF_8));
            Map<String, String> headers = new LinkedHashMap<>();
            headers.put("X-Fal-Webhook-Request-Id", request);
            headers.put("X-Fal-Webhook-User-Id", ACCOUNT);
            headers.put("X-Fal-Webhook-Timestamp", Long.toString(seconds));
            headers.put("X-Fal-Webhook-Signature", HexFormat.of().formatHex(signature.sign()));
            return new FakeHook(headers, "X-Fal-Webhook-Signature", body);
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
