package studio.atelier.backend.identity.internal;

import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.platform.http.Admin;
import studio.atelier.platform.http.Envelope;

/// `/api/admin/signing-keys`: a new key for tokens, and an end for an old one.
@RestController
class SigningKeysResource {

    private final KeyRotation rotation;

    SigningKeysResource(KeyRotation rotation) {
        this.rotation = rotation;
    }

    @GetMapping("/api/admin/signing-keys")
    Envelope<Map<String, List<KeyRotation.Shown>>> list(Admin admin) {
        return Envelope.of(Map.of("signing_keys", rotation.list()));
    }

    @PostMapping("/api/admin/signing-keys")
    @ResponseStatus(HttpStatus.CREATED)
    Envelope<Map<String, String>> rotate(Admin admin) {
        return Envelope.of(Map.of("kid", rotation.rotate(admin.actor())));
    }

    /// Tokens and project keys that were signed with it stop working.
    @DeleteMapping("/api/admin/signing-keys/{kid}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(Admin admin, @PathVariable String kid) {
        rotation.revoke(admin.actor(), kid);
    }
}
