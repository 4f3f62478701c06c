package studio.atelier.surfaces.reference;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import studio.atelier.platform.http.Envelope;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// JSON Schemas of the records that travel, each record once under its name. What the code does not type (`JsonNode`,
/// `Object`) has the empty schema, which fits anything. Not thread-safe.
final class Shapes {

    private static final Map<Class<?>, String[]> SIMPLE = Map.ofEntries(
            Map.entry(String.class, new String[] {"string", ""}),
            Map.entry(UUID.class, new String[] {"string", "uuid"}),
            Map.entry(Instant.class, new String[] {"string", "date-time"}),
            Map.entry(LocalDate.class, new String[] {"string", "date"}),
            Map.entry(URI.class, new String[] {"string", "uri"}),
            Map.entry(boolean.class, new String[] {"boolean", ""}),
            Map.entry(Boolean.class, new String[] {"boolean", ""}),
            Map.entry(int.class, new String[] {"integer", "int32"}),
            Map.entry(Integer.class, new String[] {"integer", "int32"}),
            Map.entry(long.class, new String[] {"integer", "int64"}),
            Map.entry(Long.class, new String[] {"integer", "int64"}),
            Map.entry(double.class, new String[] {"number", "double"}),
            Map.entry(Double.class, new String[] {"number", "double"}),
            Map.entry(byte[].class, new String[] {"string", "binary"}));

    private final JsonMapper json;
    private final ObjectNode schemas;
    private final Map<Class<?>, String> names = new LinkedHashMap<>();

    Shapes(JsonMapper json) {
        this.json = json;
        this.schemas = json.createObjectNode();
    }

    /// Every record that was asked for, by name.
    ObjectNode schemas() {
        return schemas;
    }

    ObjectNode of(Type type) {
        if (type instanceof ParameterizedType generic && generic.getRawType() instanceof Class<?> raw) {
            return of(raw, generic.getActualTypeArguments());
        }
        return type instanceof Class<?> plain ? of(plain) : json.createObjectNode();
    }

    private ObjectNode of(Class<?> raw, Type[] arguments) {
        if (raw == ResponseEntity.class) {
            return of(arguments[0]);
        }
        if (raw == Envelope.class) {
            return enveloped(of(arguments[0]));
        }
        if (Collection.class.isAssignableFrom(raw)) {
            ObjectNode list = typed("array");
            list.set("items", of(arguments[0]));
            return list;
        }
        if (Map.class.isAssignableFrom(raw)) {
            ObjectNode map = typed("object");
            map.set("additionalProperties", of(arguments[1]));
            return map;
        }
        return of(raw);
    }

    /// The shape of every good answer under `/api`.
    ObjectNode enveloped(JsonNode data) {
        ObjectNode envelope = typed("object");
        ObjectNode properties = envelope.putObject("properties");
        properties.putObject("success").put("const", true);
        properties.set("data", data);
        envelope.putArray("required").add("success").add("data");
        return envelope;
    }

    private ObjectNode of(Class<?> type) {
        String[] simple = SIMPLE.get(type);
        if (simple != null) {
            ObjectNode schema = typed(simple[0]);
            return simple[1].isEmpty() ? schema : schema.put("format", simple[1]);
        }
        if (type.isEnum()) {
            ObjectNode schema = typed("string");
            ArrayNode words = schema.putArray("enum");
            for (Object each : type.getEnumConstants()) {
                words.add(json.valueToTree(each));
            }
            return schema;
        }
        Type whole = whole(type);
        if (whole != null) {
            return of(whole);
        }
        return type.isRecord() ? reference(type) : json.createObjectNode();
    }

    /// What a value is written as where it is not written as an object.
    private static @Nullable Type whole(Class<?> type) {
        for (Method method : type.getDeclaredMethods()) {
            if (method.isAnnotationPresent(JsonValue.class)) {
                return method.getGenericReturnType();
            }
        }
        return null;
    }

    private ObjectNode reference(Class<?> type) {
        String name = names.get(type);
        if (name == null) {
            name = free(type);
            names.put(type, name);
            ObjectNode schema = schemas.putObject(name);
            write(type, schema);
        }
        return json.createObjectNode().put("$ref", "#/components/schemas/" + name);
    }

    /// The same without a name: whoever asks has one.
    ObjectNode written(Class<?> type) {
        ObjectNode schema = json.createObjectNode();
        write(type, schema);
        return schema;
    }

    private void write(Class<?> type, ObjectNode schema) {
        schema.put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = json.createArrayNode();
        for (RecordComponent each : type.getRecordComponents()) {
            if (annotated(each, JsonIgnore.class) != null) {
                continue;
            }
            JsonProperty given = annotated(each, JsonProperty.class);
            String name = given == null || given.value().isEmpty() ? snake(each.getName()) : given.value();
            boolean nullable = each.getAnnotatedType().isAnnotationPresent(Nullable.class);
            boolean raw = annotated(each, JsonRawValue.class) != null;
            ObjectNode shape = raw ? json.createObjectNode() : of(each.getGenericType());
            properties.set(name, nullable ? orNull(shape) : shape);
            if (!nullable) {
                required.add(name);
            }
        }
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
    }

    private static String snake(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }

    private static <A extends java.lang.annotation.Annotation> @Nullable A annotated(
            RecordComponent component, Class<A> kind) {
        AnnotatedElement accessor = component.getAccessor();
        A found = component.getAnnotation(kind);
        return found == null ? accessor.getAnnotation(kind) : found;
    }

    ObjectNode orNull(ObjectNode schema) {
        if (schema.isEmpty()) {
            return schema;
        }
        if (schema.path("type").isString()) {
            String type = schema.path("type").asString();
            schema.putArray("type").add(type).add("null");
            if (schema.get("enum") instanceof ArrayNode words) {
                words.addNull();
            }
            return schema;
        }
        ObjectNode either = json.createObjectNode();
        either.putArray("anyOf").add(schema).add(typed("null"));
        return either;
    }

    /// `ProjectsResource.NewProject` is `ProjectsNewProject`; where that is taken, its room comes first.
    private String free(Class<?> type) {
        StringBuilder name = new StringBuilder(type.getSimpleName());
        for (Class<?> outer = type.getEnclosingClass(); outer != null; outer = outer.getEnclosingClass()) {
            name.insert(0, outer.getSimpleName().replaceFirst("Resource$", ""));
        }
        if (!names.containsValue(name.toString())) {
            return name.toString();
        }
        String[] room = type.getPackageName().split("\\.", -1);
        String last = room[3];
        return Character.toUpperCase(last.charAt(0)) + last.substring(1) + name;
    }

    private ObjectNode typed(String type) {
        return json.createObjectNode().put("type", type);
    }

    /// The types of an example; nothing is said about what may be left out.
    ObjectNode like(JsonNode example) {
        ObjectNode schema = json.createObjectNode();
        if (example.isObject()) {
            schema.put("type", "object");
            ObjectNode properties = schema.putObject("properties");
            example.properties().forEach(each -> properties.set(each.getKey(), like(each.getValue())));
        } else if (example.isArray()) {
            schema.put("type", "array")
                    .set("items", example.isEmpty() ? json.createObjectNode() : like(example.get(0)));
        } else if (example.isIntegralNumber()) {
            schema.put("type", "integer");
        } else if (example.isNumber()) {
            schema.put("type", "number");
        } else if (example.isBoolean()) {
            schema.put("type", "boolean");
        } else if (example.isString()) {
            schema.put("type", "string");
        }
        return schema;
    }
}
