package studio.atelier.surfaces.resumable;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The header `Upload-Metadata`: keys with values in Base64, comma separated.
///
/// @param header       as it was sent
/// @param userMetadata null where there is none
record UploadMetadata(
        String header,
        String bucket,
        String name,
        String mimeType,
        String cacheControl,
        @Nullable ObjectNode userMetadata) {

    private static final int PAIRS_MAX = 50;
    private static final JsonMapper JSON = new JsonMapper();

    /// @throws studio.atelier.platform.problem.ProblemException `resumable.metadata_invalid`
    static UploadMetadata parse(@Nullable String header) {
        Map<String, String> values = values(header == null ? "" : header);
        String cache = values.getOrDefault("cacheControl", "");
        return new UploadMetadata(
                header == null ? "" : header,
                required(values, "bucketName"),
                required(values, "objectName"),
                values.getOrDefault("contentType", "application/octet-stream"),
                cache.matches("[0-9]{1,10}") ? "max-age=" + cache : "no-cache",
                userMetadata(values.get("metadata")));
    }

    private static Map<String, String> values(String header) {
        Map<String, String> values = new LinkedHashMap<>();
        String[] pairs = header.split(",", -1);
        if (pairs.length > PAIRS_MAX) {
            throw invalid("Upload-Metadata has more than " + PAIRS_MAX + " keys");
        }
        for (String pair : pairs) {
            String[] parts = pair.strip().split(" +", 2);
            if (parts[0].isEmpty() || values.put(parts[0], decoded(parts)) != null) {
                throw invalid("Upload-Metadata is invalid. It must be a comma-separated list of keys and values");
            }
        }
        return values;
    }

    private static String decoded(String[] parts) {
        try {
            return parts.length == 1 ? "" : new String(Base64.getDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw invalid("Upload-Metadata is invalid. The value of " + parts[0] + " is not Base64");
        }
    }

    private static String required(Map<String, String> values, String key) {
        String value = values.getOrDefault(key, "");
        if (value.isEmpty()) {
            throw invalid("Upload-Metadata needs " + key);
        }
        return value;
    }

    private static @Nullable ObjectNode userMetadata(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        try {
            JsonNode tree = JSON.readTree(text);
            if (tree instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException _) {
            // falls through to the one message
        }
        throw invalid("metadata must be a JSON object");
    }

    private static RuntimeException invalid(String detail) {
        return ResumableProblem.METADATA_INVALID.problem(detail);
    }
}
