package studio.atelier.engine.providers.fal;

import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import studio.atelier.platform.outbound.Outbound;
import studio.atelier.platform.outbound.OutboundCall;
import studio.atelier.platform.outbound.OutboundLimits;
import studio.atelier.platform.outbound.Outcome;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The public keys that callbacks are signed with, kept for a day. Thread-safe.
final class FalKeys {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration KEPT = Duration.ofHours(24);

    /// However many wrong signatures come, keys are fetched no more often.
    private static final Duration AGAIN_MIN = Duration.ofMinutes(1);

    private static final int KEYS_MAX = 16;
    private static final int KEY_BYTES = 32;

    /// What stands before the 32 bytes of an Ed25519 key in X.509.
    private static final byte[] PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private final Outbound outbound;
    private final URI address;
    private final Clock clock;
    private List<PublicKey> keys = List.of();
    private Instant asked = Instant.MIN;

    FalKeys(Outbound outbound, URI address, Clock clock) {
        this.outbound = outbound;
        this.address = address;
        this.clock = clock;
    }

    /// The keys that are known.
    ///
    /// @param unknown the ones known so far do not fit, so newer ones are asked for
    synchronized List<PublicKey> get(boolean unknown) {
        Instant now = clock.instant();
        Duration age = asked.equals(Instant.MIN) ? KEPT : Duration.between(asked, now);
        boolean due = age.compareTo(KEPT) >= 0 || ((unknown || keys.isEmpty()) && age.compareTo(AGAIN_MIN) >= 0);
        if (due) {
            asked = now;
            fetch().ifPresent(found -> keys = found);
        }
        return keys;
    }

    private Optional<List<PublicKey>> fetch() {
        if (!(outbound.send(OutboundCall.get(address, OutboundLimits.BRIEF)) instanceof Outcome.Answered answer)) {
            return Optional.empty();
        }
        try (answer) {
            return answer.ok() ? Optional.of(read(JSON.readTree(answer.body()))) : Optional.empty();
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }

    private static List<PublicKey> read(JsonNode document) {
        List<PublicKey> found = new ArrayList<>();
        for (JsonNode key : document.path("keys")) {
            boolean usable = key.path("kty").asString("").equals("OKP")
                    && key.path("crv").asString("").equals("Ed25519")
                    && found.size() < KEYS_MAX;
            if (usable) {
                key(key.path("x").asString("")).ifPresent(found::add);
            }
        }
        return List.copyOf(found);
    }

    private static Optional<PublicKey> key(String text) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            if (bytes.length != KEY_BYTES) {
                return Optional.empty();
            }
            byte[] encoded = new byte[PREFIX.length + KEY_BYTES];
            System.arraycopy(PREFIX, 0, encoded, 0, PREFIX.length);
            System.arraycopy(bytes, 0, encoded, PREFIX.length, KEY_BYTES);
            return Optional.of(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
        } catch (IllegalArgumentException | GeneralSecurityException _) {
            return Optional.empty();
        }
    }
}
