package studio.atelier.engine.vault;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.http.Envelope;

/// A person's own provider keys (E7 to E11).
@RestController
class ApiKeysResource {

    private final Vault vault;

    ApiKeysResource(Vault vault) {
        this.vault = vault;
    }

    /// Printed nowhere: it holds the key.
    record KeyBody(
            @Nullable String provider,
            @Nullable String keyName,
            @Nullable String apiKey,
            @Nullable String baseUrl,
            @Nullable Map<String, String> headers,
            @Nullable Boolean isActive) {

        KeyDraft draft() {
            return new KeyDraft(provider, keyName, apiKey, baseUrl, headers, isActive);
        }

        @Override
        public String toString() {
            return "KeyBody[***]";
        }
    }

    /// @param id a stored key; the other fields are not looked at then
    record TestBody(
            @Nullable UUID id,
            @Nullable String provider,
            @Nullable String apiKey,
            @Nullable String baseUrl,
            @Nullable Map<String, String> headers) {

        KeyDraft draft() {
            return new KeyDraft(provider, null, apiKey, baseUrl, headers, null);
        }

        @Override
        public String toString() {
            return "TestBody[***]";
        }
    }

    /// @param models how many the key reaches; null when that is not known
    record TestAnswer(
            KeyStatus status,
            @Nullable String message,
            @Nullable Integer models) {

        static TestAnswer of(Probe probe) {
            return switch (probe) {
                case Probe.Accepted(int models) -> new TestAnswer(KeyStatus.VALID, null, models == 0 ? null : models);
                case Probe.Rejected(String message) -> new TestAnswer(KeyStatus.INVALID, message, null);
                case Probe.Unreachable(String message) -> new TestAnswer(KeyStatus.UNVERIFIED, message, null);
                case Probe.UnknownProvider _ ->
                    new TestAnswer(KeyStatus.UNVERIFIED, "This server does not know the provider any more.", null);
            };
        }
    }

    @GetMapping("/api/api-keys")
    Envelope<Map<String, List<ProviderKey>>> list(Actor actor) {
        return Envelope.of(Map.of("api_keys", vault.list(actor)));
    }

    @PostMapping("/api/api-keys")
    @ResponseStatus(HttpStatus.CREATED)
    Envelope<ProviderKey> add(Actor actor, @RequestBody KeyBody body) {
        return Envelope.of(vault.add(actor, body.draft()));
    }

    @PutMapping("/api/api-keys/{id}")
    Envelope<ProviderKey> update(Actor actor, @PathVariable UUID id, @RequestBody KeyBody body) {
        return Envelope.of(vault.update(actor, id, body.draft()));
    }

    @DeleteMapping("/api/api-keys/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(Actor actor, @PathVariable UUID id) {
        vault.delete(actor, id);
    }

    @PostMapping("/api/api-keys/test")
    Envelope<TestAnswer> test(Actor actor, @RequestBody TestBody body) {
        Probe probe = body.id() == null ? vault.test(body.draft()) : vault.test(actor, body.id());
        return Envelope.of(TestAnswer.of(probe));
    }
}
