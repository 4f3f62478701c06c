package studio.atelier.surfaces.reference;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.ValueConstants;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.http.Admin;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// One route as an operation of the document: parameters, body and answer from the code, the rest from the words.
final class Operations {

    private static final Pattern VARIABLE = Pattern.compile("\\{([a-zA-Z_]+)}");
    private static final String JSON = "application/json";
    private static final String FORM = "multipart/form-data";

    private final Shapes shapes;
    private final Trees trees;
    private final JsonMapper json;

    Operations(Shapes shapes, Trees trees, JsonMapper json) {
        this.shapes = shapes;
        this.trees = trees;
        this.json = json;
    }

    ObjectNode write(Route route, Notes.Part part, Notes.Words words) {
        ObjectNode operation = json.createObjectNode();
        operation.putArray("tags").add(part.tag());
        operation.put("summary", words.summary());
        operation.put("operationId", id(route));
        String needs = needs(route, part, words);
        operation.put("x-atelier-needs", needs);
        operation.set("security", security(needs));
        ArrayNode parameters = parameters(route, words);
        if (!parameters.isEmpty()) {
            operation.set("parameters", parameters);
        }
        body(route, words, operation);
        ObjectNode responses = operation.putObject("responses");
        answer(route, words, responses);
        responses
                .putObject("default")
                .put(
                        "$ref",
                        "#/components/responses/" + Refusal.of(route.path()).component());
        return operation;
    }

    private static String id(Route route) {
        String path = route.path().replaceAll("[^a-zA-Z0-9]+", "_").replaceAll("^_|_$", "");
        return route.method().toLowerCase(Locale.ROOT) + "_" + path;
    }

    static String needs(Route route, Notes.Part part, Notes.Words words) {
        if (words.needs() != null) {
            return words.needs();
        }
        Method code = route.code();
        if (code != null && takes(code, Admin.class)) {
            return "administrator";
        }
        if (code != null && takes(code, Actor.class)) {
            return "person";
        }
        return part.needs() == null ? "anybody" : part.needs();
    }

    private static boolean takes(Method code, Class<?> type) {
        return List.of(code.getParameterTypes()).contains(type);
    }

    private ArrayNode security(String needs) {
        ArrayNode ways = json.createArrayNode();
        switch (needs) {
            case "person", "administrator" -> {
                ways.addObject().putArray("session");
                ways.addObject().putArray("bearer");
            }
            case "worker" -> ways.addObject().putArray("worker");
            case "service", "project" -> {
                ways.addObject().putArray("apikey");
                ways.addObject().putArray("bearer");
            }
            default -> ways.addObject();
        }
        return ways;
    }

    private ArrayNode parameters(Route route, Notes.Words words) {
        ArrayNode all = json.createArrayNode();
        Set<String> variables = new LinkedHashSet<>();
        VARIABLE.matcher(route.path()).results().forEach(found -> variables.add(found.group(1)));
        for (Parameter each :
                route.code() == null ? new Parameter[0] : route.code().getParameters()) {
            ObjectNode parameter = parameter(each);
            if (parameter != null) {
                all.add(parameter);
                variables.remove(parameter.path("name").asString());
            }
        }
        variables.forEach(
                name -> all.add(required("path", name, json.createObjectNode().put("type", "string"))));
        words.query()
                .properties()
                .forEach(each -> all.add(asked(each.getKey(), each.getValue().asString())));
        if (route.table()) {
            all.add(asked("format", "csv: the same as a table"));
        }
        return all;
    }

    private ObjectNode asked(String name, String sentence) {
        ObjectNode parameter = json.createObjectNode().put("name", name).put("in", "query");
        parameter.put("description", sentence);
        parameter.set("schema", json.createObjectNode().put("type", "string"));
        return parameter;
    }

    private ObjectNode required(String in, String name, ObjectNode schema) {
        ObjectNode parameter =
                json.createObjectNode().put("name", name).put("in", in).put("required", true);
        parameter.set("schema", schema);
        return parameter;
    }

    private @Nullable ObjectNode parameter(Parameter each) {
        if (each.getAnnotation(PathVariable.class) != null) {
            return required("path", each.getName(), shapes.of(each.getType()));
        }
        RequestParam asked = each.getAnnotation(RequestParam.class);
        if (asked != null && !Map.class.isAssignableFrom(each.getType())) {
            return given("query", new Given(each, asked.name(), asked.required(), asked.defaultValue()));
        }
        RequestHeader header = each.getAnnotation(RequestHeader.class);
        return header == null
                ? null
                : given("header", new Given(each, header.name(), header.required(), header.defaultValue()));
    }

    private record Given(Parameter code, String name, boolean required, String usual) {

        boolean hasUsual() {
            return !usual.equals(ValueConstants.DEFAULT_NONE);
        }
    }

    private ObjectNode given(String in, Given given) {
        String name = given.name().isEmpty() ? given.code().getName() : given.name();
        ObjectNode schema = shapes.of(given.code().getType());
        ObjectNode parameter = json.createObjectNode().put("name", name).put("in", in);
        if (given.hasUsual() && !given.usual().isEmpty()) {
            JsonNode usual = "string".equals(schema.path("type").asString(""))
                    ? json.getNodeFactory().stringNode(given.usual())
                    : json.readTree(given.usual());
            schema.set("default", usual);
        } else if (given.required() && !given.hasUsual()) {
            parameter.put("required", true);
        }
        parameter.set("schema", schema);
        return parameter;
    }

    private void body(Route route, Notes.Words words, ObjectNode operation) {
        if (!words.form().isMissingNode()) {
            form(words.form(), operation);
            return;
        }
        if (words.sends() != null) {
            content(operation.putObject("requestBody"), words.sends(), binary());
            return;
        }
        Parameter code = bodyOf(route);
        if (code == null && words.body().isMissingNode()) {
            return;
        }
        ObjectNode schema = code == null ? json.createObjectNode() : shapes.of(code.getParameterizedType());
        boolean typed = schema.has("$ref");
        ObjectNode body = operation.putObject("requestBody");
        body.put(
                "required",
                code == null || code.getAnnotation(RequestBody.class).required());
        ObjectNode media = content(body, JSON, typed ? schema : shapes.like(words.body()));
        if (!words.body().isMissingNode()) {
            media.set("example", words.body());
        }
    }

    static @Nullable Parameter bodyOf(Route route) {
        for (Parameter each :
                route.code() == null ? new Parameter[0] : route.code().getParameters()) {
            if (each.getAnnotation(RequestBody.class) != null) {
                return each;
            }
        }
        return null;
    }

    private void form(JsonNode fields, ObjectNode operation) {
        ObjectNode schema = json.createObjectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ObjectNode example = json.createObjectNode();
        fields.properties().forEach(each -> {
            boolean file = each.getValue().asString("").equals("file");
            properties.set(each.getKey(), file ? binary() : shapes.like(each.getValue()));
            if (!file) {
                example.set(each.getKey(), each.getValue());
            }
        });
        content(operation.putObject("requestBody"), FORM, schema).set("example", example);
    }

    private ObjectNode binary() {
        return json.createObjectNode().put("type", "string").put("format", "binary");
    }

    private void answer(Route route, Notes.Words words, ObjectNode responses) {
        Method code = route.code();
        int status = status(code, words);
        ObjectNode response = responses.putObject(String.valueOf(status));
        response.put("description", HttpStatus.valueOf(status).getReasonPhrase());
        if (status == 204) {
            return;
        }
        if (words.type() != null) {
            boolean text = words.type().startsWith("text/");
            content(response, words.type(), text ? json.createObjectNode().put("type", "string") : binary());
        } else {
            ObjectNode schema = code == null ? json.createObjectNode() : shapes.of(code.getGenericReturnType());
            ObjectNode media = content(response, JSON, told(schema, words));
            if (!words.answer().isMissingNode()) {
                media.set("example", schema.has("properties") ? enveloped(words.answer()) : words.answer());
            }
        }
        if (route.table()) {
            content(response, "text/csv", json.createObjectNode().put("type", "string"));
        }
    }

    /// What the code leaves open is of the shape that is named, else like the example.
    private ObjectNode told(ObjectNode schema, Notes.Words words) {
        boolean inEnvelope = schema.path("properties").has("data");
        if (!words.shape().isMissingNode()) {
            ObjectNode shape = trees.of(words.shape());
            return inEnvelope ? shapes.enveloped(shape) : shape;
        }
        JsonNode example = words.answer();
        if (example.isMissingNode()) {
            return schema;
        }
        return inEnvelope ? shapes.enveloped(shapes.like(example)) : shapes.like(example);
    }

    private ObjectNode enveloped(JsonNode data) {
        ObjectNode envelope = json.createObjectNode().put("success", true);
        envelope.set("data", data);
        return envelope;
    }

    private static int status(@Nullable Method code, Notes.Words words) {
        if (words.status() != 0) {
            return words.status();
        }
        ResponseStatus status = code == null ? null : code.getAnnotation(ResponseStatus.class);
        return status == null ? 200 : status.value().value();
    }

    private ObjectNode content(ObjectNode holder, String type, ObjectNode schema) {
        ObjectNode content = holder.get("content") instanceof ObjectNode there ? there : holder.putObject("content");
        ObjectNode media = content.putObject(type);
        if (!schema.isEmpty()) {
            media.set("schema", schema);
        }
        return media;
    }
}
