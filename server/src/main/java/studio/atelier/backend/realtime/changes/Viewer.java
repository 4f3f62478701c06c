package studio.atelier.backend.realtime.changes;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An audience as policies see it.
///
/// @param readable    whether the claims are a JSON object; nobody sees anything by others
/// @param uid         what `auth.uid()` says, in lower case; null where the subject is no UUID
/// @param claimedRole what `auth.role()` says
record Viewer(
        Audience audience,
        boolean readable,
        @Nullable String uid,
        @Nullable String claimedRole) {

    /// As in `auth.uid()`.
    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}");

    static Viewer of(Audience audience, JsonMapper json) {
        try {
            JsonNode claims = json.readTree(audience.claimsJson().isBlank() ? "{}" : audience.claimsJson());
            String subject = text(claims, "sub");
            return new Viewer(
                    audience,
                    claims.isObject(),
                    subject != null && UUID.matcher(subject).matches() ? subject.toLowerCase(Locale.ROOT) : null,
                    text(claims, "role"));
        } catch (JacksonException _) {
            return new Viewer(audience, false, null, null);
        }
    }

    String role() {
        return audience.role();
    }

    boolean expired(long epochSecond) {
        return audience.expiresAtEpochSecond() <= epochSecond;
    }

    /// As `->>` reads it.
    private static @Nullable String text(JsonNode claims, String name) {
        JsonNode value = claims.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        return value.isString() ? value.stringValue() : value.toString();
    }

    @Override
    public String toString() {
        return "Viewer[" + role() + "]";
    }
}
