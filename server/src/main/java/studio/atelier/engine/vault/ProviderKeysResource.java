package studio.atelier.engine.vault;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.platform.http.Admin;
import studio.atelier.platform.http.Envelope;

/// The server's own provider keys, set by an administrator for everyone (B158).
@RestController
class ProviderKeysResource {

    private static final String DEFAULT_NAME = "server";

    private final Vault vault;

    ProviderKeysResource(Vault vault) {
        this.vault = vault;
    }

    /// Printed nowhere: it holds the key.
    record ServerKeyBody(
            @Nullable String apiKey,
            @Nullable String baseUrl,
            @Nullable String keyName,
            @Nullable Map<String, String> headers) {

        KeyDraft draft(String provider) {
            return new KeyDraft(provider, keyName == null ? DEFAULT_NAME : keyName, apiKey, baseUrl, headers, null);
        }

        @Override
        public String toString() {
            return "ServerKeyBody[***]";
        }
    }

    @GetMapping("/api/admin/provider-keys")
    Envelope<Map<String, List<ProviderKey>>> list(Admin admin) {
        return Envelope.of(Map.of("provider_keys", vault.listServer(admin)));
    }

    @PutMapping("/api/admin/provider-keys/{provider}")
    Envelope<ProviderKey> set(Admin admin, @PathVariable String provider, @RequestBody ServerKeyBody body) {
        return Envelope.of(vault.setServer(admin, body.draft(provider)));
    }

    @DeleteMapping("/api/admin/provider-keys/{provider}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(Admin admin, @PathVariable String provider) {
        vault.deleteServer(admin, provider);
    }
}
