package studio.atelier.testkit.fake;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// JSON as it goes over the wire.
public final class FakeJson {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private FakeJson() {}

    /// @param template with one `%s` per value; values are written as JSON, so that texts bring their quotes
    public static String fill(String template, Object... values) {
        return template.formatted(Arrays.stream(values).map(FakeJson::write).toArray());
    }

    /// The same, read: as a part of a larger answer.
    public static JsonNode node(String template, Object... values) {
        return JSON.readTree(fill(template, values));
    }

    public static String write(Object value) {
        return JSON.writeValueAsString(value);
    }

    /// @throws tools.jackson.core.JacksonException when it is none
    public static JsonNode read(byte[] bytes) {
        return JSON.readTree(bytes.length == 0 ? "{}" : new String(bytes, StandardCharsets.UTF_8));
    }
}
