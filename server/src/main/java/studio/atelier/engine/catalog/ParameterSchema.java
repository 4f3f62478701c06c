package studio.atelier.engine.catalog;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.PathType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import studio.atelier.platform.problem.FieldFault;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The parameters a model takes: one JSON Schema that draws the form and judges requests. Thread-safe.
public final class ParameterSchema {

    /// Marks a parameter that programs may send and forms do not show.
    static final String HIDDEN = "x-hidden";

    /// Marks a parameter whose value is the id of a file.
    private static final String ASSET = "x-asset";

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemaRegistryConfig(SchemaRegistryConfig.builder()
                    .pathType(PathType.JSON_POINTER)
                    .build()));

    private final ObjectNode properties;
    private final ObjectNode document;
    private final Schema schema;

    /// @param properties JSON Schema by name, in the order of the form
    /// @param required   names that must be there
    ParameterSchema(ObjectNode properties, List<String> required) {
        this.properties = properties.deepCopy();
        this.document = document(this.properties, required);
        this.schema = compile(document(withoutHints(this.properties), required));
    }

    /// The hints for forms (`x-widget`, `x-unit`) say nothing about validity, and the validator warns of
    /// what it does not know.
    private static ObjectNode withoutHints(ObjectNode properties) {
        ObjectNode plain = properties.deepCopy();
        plain.forEach(each -> {
            if (each instanceof ObjectNode property) {
                property.propertyNames().stream()
                        .filter(name -> name.startsWith("x-"))
                        .toList()
                        .forEach(property::remove);
            }
        });
        return plain;
    }

    static Schema compile(JsonNode document) {
        return REGISTRY.getSchema(document);
    }

    private static ObjectNode document(ObjectNode properties, List<String> required) {
        ObjectNode document = JSON.createObjectNode();
        document.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        document.put("type", "object");
        document.set("properties", properties);
        required.forEach(document.putArray("required")::add);
        document.put("additionalProperties", false);
        return document;
    }

    /// The schema for a form: without the parameters only programs send. A copy, in the order of the form.
    public ObjectNode form() {
        ObjectNode form = document.deepCopy();
        if (form.get("properties") instanceof ObjectNode shown) {
            properties.properties().stream()
                    .filter(each -> each.getValue().path(HIDDEN).asBoolean(false))
                    .forEach(each -> shown.remove(each.getKey()));
        }
        return form;
    }

    /// Names of all parameters, hidden ones included.
    public List<String> names() {
        return List.copyOf(properties.propertyNames());
    }

    /// Whether the model takes a parameter of this name.
    public boolean has(String name) {
        return properties.has(name);
    }

    /// The parameters that name a file, with what it must be: `image`, `audio` or `video`.
    public Map<String, String> assets() {
        Map<String, String> kinds = new LinkedHashMap<>();
        properties.properties().forEach(each -> {
            String kind = each.getValue().path(ASSET).asString("");
            if (!kind.isEmpty()) {
                kinds.put(each.getKey(), kind);
            }
        });
        return kinds;
    }

    /// The rule of one parameter, hints for forms included; a missing node where the model has none of this
    /// name. Not to be changed.
    public JsonNode rule(String name) {
        return properties.path(name);
    }

    Map<String, JsonNode> withDefaults(Map<String, JsonNode> given) {
        Map<String, JsonNode> all = new LinkedHashMap<>();
        properties.properties().forEach(each -> {
            JsonNode value = given.getOrDefault(each.getKey(), each.getValue().path("default"));
            if (!value.isMissingNode() && !value.isNull()) {
                all.put(each.getKey(), value);
            }
        });
        return all;
    }

    /// Every fault at once, with pointers under `/parameters`.
    List<FieldFault> faults(Map<String, JsonNode> given) {
        ObjectNode instance = JSON.createObjectNode();
        given.forEach(instance::set);
        return schema.validate(instance).stream().map(this::fault).distinct().toList();
    }

    private FieldFault fault(Error error) {
        String at = "/parameters" + error.getInstanceLocation();
        String property = String.valueOf(error.getProperty());
        JsonNode rule = ruleAt(error);
        return switch (error.getKeyword()) {
            case "additionalProperties", "unevaluatedProperties" ->
                new FieldFault(
                        at + "/" + property,
                        "unknown",
                        "This model has no parameter \"" + property + "\"; it takes " + String.join(", ", names())
                                + ".");
            case "required" -> new FieldFault(at + "/" + property, "required", "This parameter is required.");
            case "enum", "const" -> new FieldFault(at, "not_allowed", "Takes " + choices(rule) + ".");
            case "type" -> new FieldFault(at, "wrong_type", "Takes " + types(rule.path("type")) + ".");
            case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum" ->
                new FieldFault(at, "out_of_range", "Takes a number" + range(rule, "minimum", "maximum") + ".");
            case "minLength", "maxLength" ->
                new FieldFault(at, "wrong_length", "Takes text" + range(rule, "minLength", "maxLength") + " long.");
            case "minItems", "maxItems" ->
                new FieldFault(at, "wrong_length", "Takes a list" + range(rule, "minItems", "maxItems") + " long.");
            default -> new FieldFault(at, "invalid", error.getMessage());
        };
    }

    /// The schema around the keyword that was broken; one that is missing when it lies behind a reference.
    private JsonNode ruleAt(Error error) {
        JsonNode rule = document;
        var path = error.getSchemaLocation().getFragment();
        for (int index = 0; index < path.getNameCount() - 1; index++) {
            Object step = path.getElement(index);
            rule = step instanceof Integer item ? rule.path(item) : rule.path(step.toString());
        }
        return rule;
    }

    private static String choices(JsonNode rule) {
        List<String> words = new ArrayList<>();
        rule.path("enum").forEach(each -> words.add(each.isNull() ? "null" : each.asString()));
        return words.isEmpty() ? rule.path("const").asString("another value") : String.join(", ", words);
    }

    private static String types(JsonNode type) {
        if (!type.isArray()) {
            return article(type.asString("another type"));
        }
        return String.join(
                " or ",
                type.values().stream().map(each -> article(each.asString())).toList());
    }

    private static String article(String type) {
        return switch (type) {
            case "integer" -> "a whole number";
            case "number" -> "a number";
            case "string" -> "text";
            case "boolean" -> "true or false";
            case "array" -> "a list";
            case "object" -> "an object";
            default -> type;
        };
    }

    private static String range(JsonNode rule, String min, String max) {
        boolean from = rule.has(min);
        boolean to = rule.has(max);
        if (from && to) {
            return " from " + rule.path(min).asString() + " to "
                    + rule.path(max).asString();
        }
        return from
                ? " of at least " + rule.path(min).asString()
                : " of at most " + rule.path(max).asString();
    }
}
