package studio.atelier.surfaces.s3;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.platform.http.Admin;
import studio.atelier.platform.http.Envelope;
import studio.atelier.platform.http.HttpProblem;

/// Access keys for S3, for administrators.
@RestController
class S3KeysResource {

    private static final int DESCRIPTION_MAX = 200;

    private final S3Keys keys;

    S3KeysResource(S3Keys keys) {
        this.keys = keys;
    }

    record KeyBody(@Nullable String description) {}

    @GetMapping("/api/admin/storage/s3-keys")
    Envelope<Map<String, List<Map<String, Object>>>> list(Admin admin) {
        return Envelope.of(
                Map.of("keys", keys.list().stream().map(S3KeysResource::view).toList()));
    }

    /// The one answer that shows the secret.
    @PostMapping("/api/admin/storage/s3-keys")
    @ResponseStatus(HttpStatus.CREATED)
    Envelope<Map<String, Object>> issue(Admin admin, @RequestBody KeyBody body) {
        String description =
                body.description() == null ? "" : body.description().strip();
        if (description.isEmpty() || description.length() > DESCRIPTION_MAX) {
            throw HttpProblem.PARAMETER_INVALID.problem("Send a description of 1 to 200 characters.");
        }
        S3Keys.Issued issued = keys.issue(admin, description);
        Map<String, Object> view = view(issued.key());
        view.put("secret_access_key", issued.secret().reveal());
        return Envelope.of(view);
    }

    @DeleteMapping("/api/admin/storage/s3-keys/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(Admin admin, @PathVariable UUID id) {
        keys.revoke(admin, id);
    }

    private static Map<String, Object> view(S3Keys.S3Key key) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("id", key.id());
        view.put("access_key_id", key.keyId());
        view.put("description", key.description());
        view.put("created_at", key.createdAt());
        return view;
    }
}
