package studio.atelier.surfaces.reference;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Schemas of answers that the code hands over as trees, from `reference/shapes/answers.yaml`: each name there is one
/// schema, records are asked of [Shapes]. Not thread-safe.
final class Trees {

    private static final String FILE = "/reference/shapes/answers.yaml";
    private static final String OURS = "studio.atelier.";
    private static final String OR_NULL = " | null";
    private static final String REFERENCE = "$ref";
    private static final Pattern SIMPLE = Pattern.compile("string|integer|number|boolean");
    private static final Pattern FORMAT = Pattern.compile("uuid|date-time|date|uri");

    private final Shapes shapes;
    private final JsonMapper json;
    private final JsonNode said;

    Trees(Shapes shapes, JsonMapper json) {
        this.shapes = shapes;
        this.json = json;
        this.said = read(json);
    }

    private static JsonNode read(JsonMapper json) {
        try (InputStream in = Objects.requireNonNull(Trees.class.getResourceAsStream(FILE), FILE)) {
            return json.valueToTree(new Load(LoadSettings.builder().build()).loadFromInputStream(in));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// @param words a name of the file, a class of ours, a simple type, or a list or a map of them
    ObjectNode of(JsonNode words) {
        if (words.isString()) {
            return of(words.asString());
        }
        if (words.isArray()) {
            return words.size() == 1 ? list(of(words.get(0))) : oneOf(words);
        }
        if (words.has("words")) {
            return wordsOf(words.path("words").asString());
        }
        if (words.has("map")) {
            ObjectNode map = typed("object");
            map.set("additionalProperties", of(words.path("map")));
            return map;
        }
        return members(typed("object"), words);
    }

    private ObjectNode of(String word) {
        if (word.endsWith(OR_NULL)) {
            return shapes.orNull(of(word.substring(0, word.length() - OR_NULL.length())));
        }
        if (SIMPLE.matcher(word).matches()) {
            return typed(word);
        }
        if (FORMAT.matcher(word).matches()) {
            return typed("string").put("format", word);
        }
        if (word.startsWith(OURS)) {
            return shapes.of(type(word));
        }
        return word.equals("any") ? json.createObjectNode() : named(word);
    }

    /// The one schema of this name, written when it is first asked for.
    private ObjectNode named(String name) {
        JsonNode words = said.path(name);
        if (words.isMissingNode()) {
            throw new IllegalStateException(FILE + " does not say what a " + name + " is");
        }
        if (!shapes.schemas().has(name)) {
            // In its place before its members are looked at: they may be of its own kind.
            ObjectNode schema = shapes.schemas().putObject(name);
            schema.setAll(whole(words));
        }
        return json.createObjectNode().put(REFERENCE, "#/components/schemas/" + name);
    }

    private ObjectNode whole(JsonNode words) {
        boolean more = words.has("members");
        if (words.has("record")) {
            return members(shapes.written(type(words.path("record").asString())), words.path("members"));
        }
        if (more && words.has("also")) {
            of(words.path("also").asString());
            ObjectNode like =
                    (ObjectNode) shapes.schemas().path(words.path("also").asString());
            return members(like.deepCopy(), words.path("members"));
        }
        return of(words);
    }

    /// Adds members, or says better what one of them is; whether a record lets it be missing stays as it is there.
    private ObjectNode members(ObjectNode schema, JsonNode said) {
        ObjectNode properties =
                schema.get("properties") instanceof ObjectNode there ? there : schema.putObject("properties");
        ArrayNode required = schema.get("required") instanceof ArrayNode there ? there : json.createArrayNode();
        said.properties().forEach(each -> {
            boolean mayMiss = each.getKey().endsWith("?");
            String name = mayMiss ? each.getKey().substring(0, each.getKey().length() - 1) : each.getKey();
            if (!mayMiss && !properties.has(name)) {
                required.add(name);
            }
            properties.set(name, of(each.getValue()));
        });
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        return schema;
    }

    private ObjectNode list(ObjectNode items) {
        ObjectNode list = typed("array");
        list.set("items", items);
        return list;
    }

    private ObjectNode oneOf(JsonNode words) {
        ObjectNode schema = typed("string");
        schema.set("enum", words);
        return schema;
    }

    /// The constants of an enum as rows and answers write them.
    private ObjectNode wordsOf(String name) {
        ObjectNode schema = typed("string");
        ArrayNode words = schema.putArray("enum");
        for (Object each : type(name).getEnumConstants()) {
            words.add(((Enum<?>) each).name().toLowerCase(Locale.ROOT));
        }
        return schema;
    }

    private static Class<?> type(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException missing) {
            throw new IllegalStateException(FILE + " speaks of a class that is gone", missing);
        }
    }

    private ObjectNode typed(String type) {
        return json.createObjectNode().put("type", type);
    }
}
