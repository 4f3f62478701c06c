package studio.atelier.engine.providers;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.atelier.engine.vault.Vault;
import studio.atelier.platform.problem.ProblemException;

/// Which models a key reaches, remembered for a while. Asks each provider once at a time for one key.
/// Thread-safe.
final class DiscoveredModels {

    private static final Logger log = LoggerFactory.getLogger(DiscoveredModels.class);
    private static final Duration KEPT = Duration.ofMinutes(10);
    private static final int KEYS_MAX = 5_000;

    private final Providers providers;
    private final Vault vault;
    private final Executor asking = Executors.newVirtualThreadPerTaskExecutor();
    private final Cache<UUID, CompletableFuture<List<String>>> byKey =
            Caffeine.newBuilder().maximumSize(KEYS_MAX).expireAfterWrite(KEPT).build();

    DiscoveredModels(Providers providers, Vault vault) {
        this.providers = providers;
        this.vault = vault;
    }

    /// @param patience longest wait; the question goes on behind it, so that the next call has the answer
    /// @return ids on the wire; empty when the provider does not say, or not in time
    List<String> of(String provider, UUID keyId, Duration patience) {
        CompletableFuture<List<String>> found =
                byKey.get(keyId, key -> CompletableFuture.supplyAsync(() -> ask(provider, key), asking));
        try {
            return found.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException _) {
            return List.of();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    /// The next question goes to the provider.
    void forget(UUID keyId) {
        byKey.invalidate(keyId);
    }

    private List<String> ask(String provider, UUID keyId) {
        try {
            return switch (providers.get(provider).discover(vault.open(keyId, provider))) {
                case Discovery.Models(List<String> models) -> models;
                case Discovery.Rejected(String message) -> nothing(provider, keyId, message);
                case Discovery.Unreachable(String message) -> nothing(provider, keyId, message);
            };
        } catch (ProblemException gone) {
            return nothing(provider, keyId, String.valueOf(gone.getMessage()));
        }
    }

    private List<String> nothing(String provider, UUID keyId, String why) {
        log.info("models of {} could not be listed: {}", provider, why);
        forget(keyId);
        return List.of();
    }
}
