package studio.atelier.engine.vault;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.platform.http.Admin;
import studio.atelier.platform.http.Envelope;

/// The server's own provider keys, set by an administrator (B158). Where the path names a provider and not a
/// key, its key of that name is meant, or all of them.
@RestController
class ProviderKeysResource {

    private static final String DEFAULT_NAME = "server";
    private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private final Vault vault;

    ProviderKeysResource(Vault vault) {
        this.vault = vault;
    }

    @GetMapping("/api/admin/provider-keys")
    Envelope<Map<String, List<ProviderKey>>> list(Admin admin) {
        return Envelope.of(Map.of("provider_keys", vault.list(new KeyOwner.Server(admin))));
    }

    @PostMapping("/api/admin/provider-keys")
    @ResponseStatus(HttpStatus.CREATED)
    Envelope<ProviderKey> add(Admin admin, @RequestBody KeyBody body) {
        return Envelope.of(vault.add(new KeyOwner.Server(admin), body.draft()));
    }

    /// @param key the id of one to change, or a provider: then the key of that name is set, new or anew
    @PutMapping("/api/admin/provider-keys/{key}")
    Envelope<ProviderKey> set(Admin admin, @PathVariable String key, @RequestBody KeyBody body) {
        return Envelope.of(id(key).map(id -> vault.update(new KeyOwner.Server(admin), id, body.draft()))
                .orElseGet(() -> vault.setServer(admin, body.draft(key, DEFAULT_NAME))));
    }

    @PostMapping("/api/admin/provider-keys/{id}/rotate")
    Envelope<ProviderKey> rotate(Admin admin, @PathVariable UUID id, @RequestBody KeyBody body) {
        return Envelope.of(vault.rotate(new KeyOwner.Server(admin), id, body.apiKey()));
    }

    @PostMapping("/api/admin/provider-keys/{id}/test")
    Envelope<KeyTestAnswer> test(Admin admin, @PathVariable UUID id) {
        return Envelope.of(KeyTestAnswer.of(vault.test(new KeyOwner.Server(admin), id)));
    }

    /// @param key the id of one, or a provider: then all its keys go
    @DeleteMapping("/api/admin/provider-keys/{key}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(Admin admin, @PathVariable String key) {
        id(key).ifPresentOrElse(
                        id -> vault.delete(new KeyOwner.Server(admin), id), () -> vault.deleteServer(admin, key));
    }

    private static Optional<UUID> id(String key) {
        return ID.matcher(key).matches() ? Optional.of(UUID.fromString(key)) : Optional.empty();
    }
}
