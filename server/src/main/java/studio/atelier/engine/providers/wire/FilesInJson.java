package studio.atelier.engine.providers.wire;

import java.io.IOException;
import java.io.InputStream;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads JSON that carries files as Base64 without ever holding such a file in memory.
public final class FilesInJson {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private FilesInJson() {}

    /// @param name  the property whose text is Base64
    /// @param spool takes the files, in order
    /// @return the document; in place of each file stands its index in the spool, a number
    /// @throws IOException when the body breaks off or holds too many files
    /// @throws tools.jackson.core.JacksonException when it is not JSON, or a file is not Base64
    public static JsonNode read(InputStream body, String name, Spool spool) throws IOException {
        try (JsonParser parser = JSON.createParser(body)) {
            JsonToken first = parser.nextToken();
            return first == null ? JSON.missingNode() : value(parser, first, false, name, spool);
        }
    }

    private static JsonNode value(JsonParser parser, JsonToken token, boolean named, String name, Spool spool)
            throws IOException {
        return switch (token) {
            case START_OBJECT -> {
                ObjectNode object = JSON.createObjectNode();
                while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                    String property = parser.currentName();
                    object.set(property, value(parser, parser.nextToken(), property.equals(name), name, spool));
                }
                yield object;
            }
            case START_ARRAY -> {
                ArrayNode array = JSON.createArrayNode();
                for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                    array.add(value(parser, next, named, name, spool));
                }
                yield array;
            }
            default -> {
                if (named && token == JsonToken.VALUE_STRING) {
                    spool.addBase64("", parser);
                    yield JSON.getNodeFactory().numberNode(spool.size() - 1);
                }
                yield parser.readValueAsTree();
            }
        };
    }
}
