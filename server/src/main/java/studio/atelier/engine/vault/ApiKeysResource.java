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
        return Envelope.of(vault.update(own(actor), id, body.draft()));
    }

    @DeleteMapping("/api/api-keys/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(Actor actor, @PathVariable UUID id) {
        vault.delete(own(actor), id);
    }

    @PostMapping("/api/api-keys/test")
    Envelope<KeyTestAnswer> test(Actor actor, @RequestBody TestBody body) {
        Probe probe = body.id() == null ? vault.test(body.draft()) : vault.test(own(actor), body.id());
        return Envelope.of(KeyTestAnswer.of(probe));
    }

    /// A new key under the same id; the old one stays until the new one is accepted.
    @PostMapping("/api/api-keys/{id}/rotate")
    Envelope<ProviderKey> rotate(Actor actor, @PathVariable UUID id, @RequestBody KeyBody body) {
        return Envelope.of(vault.rotate(own(actor), id, body.apiKey()));
    }

    private static KeyOwner own(Actor actor) {
        return new KeyOwner.Person(actor);
    }
}
