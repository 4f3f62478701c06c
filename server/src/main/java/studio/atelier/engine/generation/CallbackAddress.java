package studio.atelier.engine.generation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Where providers may call back: one address per run, with a token that nobody can guess and that needs no
/// row. Immutable, thread-safe.
final class CallbackAddress {

    static final String PATH = "/webhooks/providers/";

    private static final String ALGORITHM = "HmacSHA256";

    private final List<byte[]> keys;
    private final @Nullable URI site;

    /// @param keys of the server, the current one first, then those of before
    /// @param site under which providers reach this server; null or loopback: they cannot
    CallbackAddress(List<byte[]> keys, @Nullable URI site) {
        this.keys = List.copyOf(keys);
        this.site = site == null || loopback(site.getHost()) ? null : site;
    }

    /// @return null where no provider can reach this server; else a secret
    @Nullable
    URI of(String provider, UUID id) {
        if (site == null) {
            return null;
        }
        String root = site.toString().replaceFirst("/+$", "");
        return URI.create(root + PATH + provider + "/" + id + "?token=" + token(keys.getFirst(), provider, id));
    }

    /// Whether the token is the one of this run. Takes as long for a wrong one as for the right one.
    boolean knows(String provider, UUID id, String token) {
        boolean right = false;
        for (byte[] key : keys) {
            right |= MessageDigest.isEqual(token(key, provider, id).getBytes(UTF_8), token.getBytes(UTF_8));
        }
        return right;
    }

    private static String token(byte[] key, String provider, UUID id) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            byte[] code = mac.doFinal((provider + "/" + id).getBytes(UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(code);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java has " + ALGORITHM, missing);
        }
    }

    /// By its name alone: nothing is looked up.
    private static boolean loopback(@Nullable String host) {
        return host == null
                || host.equals("localhost")
                || host.endsWith(".localhost")
                || host.startsWith("127.")
                || host.equals("[::1]");
    }
}
