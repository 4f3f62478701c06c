package studio.atelier.backend.storage;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.database.Actor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Who asks storage for what, as policies see it: the role and claims of the token, and the settings of the
/// request. Source: wire reference 4.1.
///
/// @param operation as `storage.operation()` answers it, such as `storage.object.upload`
/// @param method    of the request
/// @param path      of the request, as the client sent it
/// @param headers   of the request, as a JSON object with names in lower case
/// @param lent      the role is lent for this one request, because a signed URL or a public bucket allows it
public record StorageCaller(Actor actor, String operation, String method, String path, String headers, boolean lent) {

    private static final JsonMapper JSON = new JsonMapper();

    /// A caller whose request policies learn nothing of.
    public static StorageCaller of(Actor actor, String operation) {
        return new StorageCaller(actor, operation, "", "", "{}", false);
    }

    /// The same request as the service, for what a token or a public bucket has allowed already.
    public StorageCaller asService() {
        return new StorageCaller(Actor.SERVICE, operation, method, path, headers, true);
    }

    /// Whom new objects belong to: the subject of the token, which another issuer may write as any text.
    public @Nullable String owner() {
        if (actor.userId() != null) {
            return actor.userId().toString();
        }
        JsonNode subject = JSON.readTree(actor.claims()).path("sub");
        return subject.isString() && !subject.asString().isEmpty() ? subject.asString() : null;
    }

    /// Whether it is the service itself, by its own key.
    public boolean service() {
        return actor.role() == Actor.Role.SERVICE && !lent;
    }

    /// What holds in the transaction beside role and claims. The same names for every request, so that the
    /// statements stay the same.
    Map<String, String> settings() {
        String owner = owner();
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("search_path", "storage, public, extensions");
        settings.put("request.jwt.claim.role", actor.role().sql());
        settings.put("request.jwt.claim.sub", owner == null ? "" : owner);
        settings.put("request.headers", headers);
        settings.put("request.method", method);
        settings.put("request.path", path);
        settings.put("storage.operation", operation);
        settings.put("storage.allow_delete_query", "true");
        settings.put("storage.trash", "on");
        settings.put("statement_timeout", "30s");
        return settings;
    }

    @Override
    public String toString() {
        return "StorageCaller[" + actor + " " + operation + "]";
    }
}
