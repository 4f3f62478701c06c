package studio.atelier.engine.providers.replicate;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.providers.wire.Exchange;
import studio.atelier.platform.outbound.Outbound;
import studio.atelier.platform.outbound.OutboundCall;
import studio.atelier.platform.outbound.Outcome;
import studio.atelier.platform.settings.Secret;
import tools.jackson.core.JacksonException;

/// The secrets that callbacks are signed with, one for each key, in memory for a while. However many wrong signatures
/// come, a secret is asked for no more often. Thread-safe.
final class ReplicateSecrets {

    private static final Duration KEPT = Duration.ofMinutes(10);
    private static final int KEYS_MAX = 1_000;

    private final Outbound outbound;
    private final Cache<UUID, Optional<Secret>> secrets =
            Caffeine.newBuilder().maximumSize(KEYS_MAX).expireAfterWrite(KEPT).build();

    ReplicateSecrets(Outbound outbound) {
        this.outbound = outbound;
    }

    /// @param keyId the vault's row; null asks anew
    /// @param ask   the call for it, with the key in it
    /// @return empty when the provider does not say
    Optional<Secret> get(@Nullable UUID keyId, OutboundCall ask) {
        return keyId == null ? fetch(ask) : secrets.get(keyId, _ -> fetch(ask));
    }

    private Optional<Secret> fetch(OutboundCall ask) {
        if (!(outbound.send(ask) instanceof Outcome.Answered answer)) {
            return Optional.empty();
        }
        try (answer) {
            String key = answer.ok() ? Exchange.tree(answer).path("key").asString("") : "";
            return key.isBlank() ? Optional.empty() : Optional.of(new Secret(key));
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }
}
