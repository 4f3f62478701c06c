package studio.atelier.engine.workers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import studio.atelier.engine.generation.RemoteTicket;

/// Addresses to which one result of one lease may be uploaded without the worker's credential: by a tool that draws,
/// or a machine that shall not have it. Signed, for a while; the lease decides on top. Thread-safe.
final class UploadAddresses {

    static final Duration LIFE = Duration.ofHours(1);

    private static final String ALGORITHM = "HmacSHA256";

    private final List<byte[]> keys;
    private final Clock clock;

    /// @param keys of the server, the current one first, then those of before
    UploadAddresses(List<byte[]> keys, Clock clock) {
        this.keys = List.copyOf(keys);
        this.clock = clock;
    }

    /// What an address lets through.
    record Signed(RemoteTicket ticket, int position, long expires, String signature) {}

    /// @param path below the site, with its query; a secret
    record Address(int position, String path, Instant expiresAt) {}

    Address of(RemoteTicket ticket, int position) {
        long expires = clock.instant().plus(LIFE).getEpochSecond();
        String path = "/api/worker/v1/outputs/" + ticket.generationId() + "/" + position + "?lease_token="
                + ticket.fencing() + "&worker=" + ticket.workerId() + "&expires=" + expires + "&signature="
                + signature(keys.getFirst(), ticket, position, expires);
        return new Address(position, path, Instant.ofEpochSecond(expires));
    }

    /// Whether this server signed it and its time is not over. Takes as long for a wrong one as for the right one.
    boolean good(Signed given) {
        boolean right = false;
        for (byte[] key : keys) {
            String wanted = signature(key, given.ticket(), given.position(), given.expires());
            right |= MessageDigest.isEqual(
                    wanted.getBytes(UTF_8), given.signature().getBytes(UTF_8));
        }
        return right && given.expires() > clock.instant().getEpochSecond();
    }

    private static String signature(byte[] key, RemoteTicket ticket, int position, long expires) {
        String said = "%s/%d/%d/%s/%d"
                .formatted(ticket.generationId(), position, ticket.fencing(), ticket.workerId(), expires);
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(said.getBytes(UTF_8)));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java has " + ALGORITHM, missing);
        }
    }
}
