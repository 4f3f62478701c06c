package studio.atelier.engine.vault;

import java.util.List;
import java.util.Map;
import java.util.UUID;
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

/// The provider keys of an organisation, for its owners and admins. They serve runs in its projects.
@RestController
class OrganisationKeysResource {

    private final Vault vault;

    OrganisationKeysResource(Vault vault) {
        this.vault = vault;
    }

    @GetMapping("/api/organisations/{org}/provider-keys")
    Envelope<Map<String, List<ProviderKey>>> list(Actor actor, @PathVariable UUID org) {
        return Envelope.of(Map.of("provider_keys", vault.list(owner(actor, org))));
    }

    @PostMapping("/api/organisations/{org}/provider-keys")
    @ResponseStatus(HttpStatus.CREATED)
    Envelope<ProviderKey> add(Actor actor, @PathVariable UUID org, @RequestBody KeyBody body) {
        return Envelope.of(vault.add(owner(actor, org), body.draft()));
    }

    @PutMapping("/api/organisations/{org}/provider-keys/{id}")
    Envelope<ProviderKey> update(
            Actor actor, @PathVariable UUID org, @PathVariable UUID id, @RequestBody KeyBody body) {
        return Envelope.of(vault.update(owner(actor, org), id, body.draft()));
    }

    @PostMapping("/api/organisations/{org}/provider-keys/{id}/rotate")
    Envelope<ProviderKey> rotate(
            Actor actor, @PathVariable UUID org, @PathVariable UUID id, @RequestBody KeyBody body) {
        return Envelope.of(vault.rotate(owner(actor, org), id, body.apiKey()));
    }

    @PostMapping("/api/organisations/{org}/provider-keys/{id}/test")
    Envelope<KeyTestAnswer> test(Actor actor, @PathVariable UUID org, @PathVariable UUID id) {
        return Envelope.of(KeyTestAnswer.of(vault.test(owner(actor, org), id)));
    }

    @DeleteMapping("/api/organisations/{org}/provider-keys/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(Actor actor, @PathVariable UUID org, @PathVariable UUID id) {
        vault.delete(owner(actor, org), id);
    }

    private static KeyOwner owner(Actor actor, UUID org) {
        return new KeyOwner.Organisation(actor, org);
    }
}
