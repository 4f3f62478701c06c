package studio.atelier.engine.moderation;

import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.atelier.engine.catalog.GenerationType;
import studio.atelier.engine.catalog.Model;
import studio.atelier.engine.providers.Answer;
import studio.atelier.engine.providers.OutputSink;
import studio.atelier.engine.providers.ProviderCall;
import studio.atelier.engine.providers.Providers;
import studio.atelier.engine.vault.KeyStatus;
import studio.atelier.engine.vault.KeyUse;
import studio.atelier.engine.vault.ProviderCredentials;
import studio.atelier.engine.vault.ProviderKey;
import studio.atelier.engine.vault.Vault;
import studio.atelier.platform.problem.ProblemException;
import tools.jackson.databind.JsonNode;

/// A provider's moderation, asked with the server's key. Where it does not answer in time the rules of the
/// house decide alone: a provider's trouble must not stop everybody. Thread-safe.
final class SecondOpinion {

    private static final Logger log = LoggerFactory.getLogger(SecondOpinion.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final String provider;
    private final String model;
    private final boolean block;
    private final Providers providers;
    private final Vault vault;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    SecondOpinion(Model asked, boolean block, Providers providers, Vault vault) {
        this.provider = asked.provider();
        this.model = asked.model();
        this.block = block;
        this.providers = providers;
        this.vault = vault;
    }

    /// @return empty when it has nothing against the text, or did not answer
    Optional<Moderation.Decision> of(String text) {
        Future<Optional<Moderation.Decision>> answer = threads.submit(() -> ask(text));
        try {
            return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException failure) {
            answer.cancel(true);
            log.warn("the moderation of {} did not answer; the rules of the house decided alone", provider, failure);
            return Optional.empty();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private Optional<Moderation.Decision> ask(String text) {
        var heard = new Heard();
        var call = new ProviderCall(
                UUID.randomUUID(), model, GenerationType.MODERATION, text, Map.of(), List.of(), credentials());
        Answer answer = providers.get(provider).submit(call, heard);
        if (!(answer instanceof Answer.Completed) || heard.result == null) {
            log.warn("the moderation of {} gave no verdict: {}", provider, answer);
            return Optional.empty();
        }
        for (JsonNode result : heard.result.path("results")) {
            if (result.path("flagged").asBoolean(false)) {
                return Optional.of(decision(result.path("categories")));
            }
        }
        return Optional.empty();
    }

    private Moderation.Decision decision(JsonNode categories) {
        List<String> named = categories.properties().stream()
                .filter(each -> each.getValue().asBoolean(false))
                .map(Map.Entry::getKey)
                .sorted()
                .limit(5)
                .toList();
        String rule = provider + ":" + String.join(",", named);
        return block
                ? new Moderation.Blocked(
                        rule,
                        "The provider's moderation does not allow this prompt (" + String.join(", ", named)
                                + "). Change the prompt.")
                : new Moderation.Flagged(rule);
    }

    private ProviderCredentials credentials() {
        if (!providers.get(provider).traits().keyRequired()) {
            return ProviderCredentials.NONE;
        }
        UUID key = vault.serverKeys().stream()
                .filter(each -> each.provider().equals(provider) && each.isActive() && forEverybody(each))
                .map(ProviderKey::id)
                .findFirst()
                .orElseThrow(() ->
                        new IllegalStateException("the server has no key for " + provider + " that everybody may use"));
        try {
            return vault.open(key, provider);
        } catch (ProblemException gone) {
            throw new IllegalStateException("the server's key for " + provider + " is gone", gone);
        }
    }

    /// What is judged is everybody's, so a key that some may use is none for it.
    private static boolean forEverybody(ProviderKey key) {
        KeyUse use = key.use();
        return use != null && use.everyone() && key.status() != KeyStatus.INVALID;
    }

    /// Takes the verdict. One thread.
    private static final class Heard implements OutputSink {

        private @Nullable JsonNode result;

        @Override
        public void text(String delta) {}

        @Override
        public void data(JsonNode given) {
            result = given;
        }

        @Override
        public void media(String mimeType, InputStream content) {}

        @Override
        public void progress(double fraction) {}
    }
}
