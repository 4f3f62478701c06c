package studio.atelier.surfaces.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.storage.StorageFault;
import studio.atelier.backend.storage.Uploads;
import studio.atelier.platform.problem.Problem;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What the headers and fields of an upload say beside its bytes. Source: wire reference 4.3.
final class UploadHead {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern ROBOTS = Pattern.compile("[A-Za-z0-9_:,./+ -]{1,500}");

    private UploadHead() {}

    /// @param header base64 of a JSON object; what is none counts as none
    static @Nullable ObjectNode userMetadata(@Nullable String header) {
        if (header == null) {
            return null;
        }
        try {
            return json(new String(Base64.getMimeDecoder().decode(header), UTF_8));
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    /// @param text a JSON object; what is none counts as none
    static @Nullable ObjectNode json(String text) {
        if (text.getBytes(UTF_8).length > Uploads.USER_METADATA_BYTES_MAX) {
            throw StorageFault.ENTITY_TOO_LARGE.problem("The user_metadata exceeded the maximum allowed size");
        }
        try {
            return JSON.readTree(text) instanceof ObjectNode object ? object : null;
        } catch (JacksonException _) {
            return null;
        }
    }

    /// @throws studio.atelier.platform.problem.ProblemException `storage.invalid_request`
    static @Nullable String robots(@Nullable String header) {
        if (header == null || ROBOTS.matcher(header).matches()) {
            return header;
        }
        throw Problem.of(StorageFault.INVALID_REQUEST, "Invalid X-Robots-Tag header: the value has no known rule")
                .with(StorageDialect.ERROR, "invalid_x_robots_tag")
                .exception();
    }
}
