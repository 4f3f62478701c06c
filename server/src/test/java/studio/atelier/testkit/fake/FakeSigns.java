package studio.atelier.testkit.fake;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// HMAC-SHA256 signatures.
public final class FakeSigns {

    private FakeSigns() {}

    /// A message signed after the Standard Webhooks.
    ///
    /// @param secret with `whsec_` in front, the rest Base64
    /// @param id     of the message; the same one again is a repetition
    public static FakeHook standard(String secret, String id, long seconds, byte[] body) {
        String signed = id + "." + seconds + "." + new String(body, StandardCharsets.UTF_8);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("webhook-id", id);
        headers.put("webhook-timestamp", Long.toString(seconds));
        headers.put(
                "webhook-signature",
                "v1," + base64(Base64.getDecoder().decode(secret.substring("whsec_".length())), signed));
        return new FakeHook(headers, "webhook-signature", body);
    }

    public static String base64(byte[] key, String signed) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
