package studio.atelier.backend.data.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.data.DataProblem;
import studio.atelier.backend.data.plan.Write.Payload;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/// Reads request bodies: JSON, CSV or a form, all of them into JSON that the database reads.
final class Payloads {

    /// @param keys   of the first object
    /// @param objects how many objects; 1 for one that stands alone
    record Body(Payload payload, Set<String> keys, long objects) {

        boolean empty() {
            return payload.array() && objects == 0;
        }
    }

    private final JsonMapper json;

    Payloads(JsonMapper json) {
        this.json = json;
    }

    /// @param alike whether all objects must have the same keys
    /// @throws studio.atelier.platform.problem.ProblemException `data.body_invalid`
    Body read(byte[] bytes, @Nullable String contentType, boolean alike) {
        String name = contentType == null
                ? MediaType.JSON
                : MediaType.parse(contentType).name();
        String text = new String(bytes, UTF_8);
        return switch (name) {
            case MediaType.JSON, MediaType.OBJECT, MediaType.ARRAY, "" -> readJson(text, alike);
            case MediaType.CSV -> readJson(csv(text), false);
            case MediaType.FORM -> readJson(form(text), false);
            default -> throw invalid("Content-Type not acceptable: " + contentType);
        };
    }

    Body readJson(String text, boolean alike) {
        try (JsonParser parser = json.createParser(text)) {
            JsonToken first = parser.nextToken();
            if (first == JsonToken.START_OBJECT) {
                Set<String> keys = keys(parser);
                ends(parser);
                return new Body(new Payload(text, false, Map.of()), keys, 1);
            }
            if (first != JsonToken.START_ARRAY) {
                throw invalid("Empty or invalid json");
            }
            return array(parser, text, alike);
        } catch (JacksonException _) {
            throw invalid("Empty or invalid json");
        }
    }

    private static Body array(JsonParser parser, String text, boolean alike) {
        Set<String> keys = null;
        long objects = 0;
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            Set<String> these = keys(parser);
            if (keys == null) {
                keys = these;
            } else if (alike && !keys.equals(these)) {
                throw invalid("All object keys must match");
            }
            objects++;
        }
        if (parser.currentToken() != JsonToken.END_ARRAY) {
            throw invalid(alike && objects == 0 ? "Empty or invalid json" : "All object keys must match");
        }
        ends(parser);
        return new Body(new Payload(text, true, Map.of()), keys == null ? Set.of() : keys, objects);
    }

    private static Set<String> keys(JsonParser parser) {
        Set<String> keys = new LinkedHashSet<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            keys.add(parser.currentName());
            parser.nextToken();
            parser.skipChildren();
        }
        return keys;
    }

    private static void ends(JsonParser parser) {
        if (parser.nextToken() != null) {
            throw invalid("Empty or invalid json");
        }
    }

    private String form(String text) {
        Map<String, String> members = new LinkedHashMap<>();
        for (String part : text.split("&", -1)) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                members.put(
                        URLDecoder.decode(part.substring(0, equals), UTF_8),
                        URLDecoder.decode(part.substring(equals + 1), UTF_8));
            }
        }
        return json.writeValueAsString(members);
    }

    /// `NULL` is null, an empty field an empty text.
    private String csv(String text) {
        List<List<String>> lines = lines(text);
        if (lines.isEmpty()) {
            return "[]";
        }
        List<String> names = lines.getFirst();
        List<Map<String, @Nullable String>> rows = new ArrayList<>();
        for (List<String> line : lines.subList(1, lines.size())) {
            if (line.size() != names.size()) {
                throw invalid("All lines must have same number of fields");
            }
            Map<String, @Nullable String> row = new LinkedHashMap<>();
            for (int i = 0; i < names.size(); i++) {
                row.put(names.get(i), line.get(i).equals("NULL") ? null : line.get(i));
            }
            rows.add(row);
        }
        return json.writeValueAsString(rows);
    }

    private static List<List<String>> lines(String text) {
        List<List<String>> lines = new ArrayList<>();
        List<String> line = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (quoted) {
                if (c != '"') {
                    field.append(c);
                } else if (at + 1 < text.length() && text.charAt(at + 1) == '"') {
                    field.append('"');
                    at++;
                } else {
                    quoted = false;
                }
            } else if (c == '"') {
                quoted = true;
            } else if (c == ',' || c == '\n') {
                line.add(field.toString());
                field.setLength(0);
                if (c == '\n') {
                    lines.add(line);
                    line = new ArrayList<>();
                }
            } else if (c != '\r') {
                field.append(c);
            }
        }
        if (!field.isEmpty() || !line.isEmpty()) {
            line.add(field.toString());
            lines.add(line);
        }
        return lines;
    }

    static RuntimeException invalid(String message) {
        return DataProblem.BODY_INVALID.problem(message, null, null);
    }
}
