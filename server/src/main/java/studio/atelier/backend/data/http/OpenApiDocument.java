package studio.atelier.backend.data.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import studio.atelier.backend.data.schema.Column;
import studio.atelier.backend.data.schema.Relation;
import studio.atelier.backend.data.schema.Relationship;
import studio.atelier.backend.data.schema.Routine;
import studio.atelier.platform.http.Version;

/// Swagger 2.0 of one schema.
final class OpenApiDocument {

    private final Engine.Matter matter;
    private final OpenApi.Visible visible;

    OpenApiDocument(Engine.Matter matter, OpenApi.Visible visible) {
        this.matter = matter;
        this.visible = visible;
    }

    private List<Relation> relations() {
        return matter.catalog().of(matter.schema()).stream()
                .filter(relation -> visible.relations().contains(relation.name().name()))
                .toList();
    }

    Map<String, Object> write() {
        String comment = matter.catalog().schemaComments().get(matter.schema());
        Map<String, Object> info = new LinkedHashMap<>();
        info.put(
                "title",
                comment == null
                        ? "Atelier data API"
                        : comment.lines().findFirst().orElse(""));
        info.put("description", comment == null ? "" : comment);
        info.put("version", Version.current().number());
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("swagger", "2.0");
        document.put("info", info);
        java.net.URI site = java.net.URI.create(matter.asked().site());
        document.put("host", site.getAuthority());
        document.put("basePath", "/rest/v1");
        document.put("schemes", List.of(site.getScheme()));
        List<String> types =
                List.of(MediaType.JSON, MediaType.OBJECT + ";nulls=stripped", MediaType.OBJECT, MediaType.CSV);
        document.put("consumes", types);
        document.put("produces", types);
        Map<String, Object> paths = new LinkedHashMap<>();
        Map<String, Object> definitions = new LinkedHashMap<>();
        paths.put("/", Map.of("get", operation("Introspection", "OpenAPI description (this document)")));
        for (Relation relation : relations()) {
            paths.put("/" + relation.name().name(), path(relation));
            definitions.put(relation.name().name(), definition(relation));
        }
        matter.catalog().routines().values().stream()
                .flatMap(List::stream)
                .filter(routine -> routine.name().schema().equals(matter.schema()))
                .filter(routine -> visible.routines().contains(routine.name().name()))
                .sorted(java.util.Comparator.comparing(routine -> routine.name().name()))
                .forEach(routine -> paths.put("/rpc/" + routine.name().name(), path(routine)));
        document.put("paths", paths);
        document.put("definitions", definitions);
        document.put("parameters", parameters());
        document.put("externalDocs", Map.of("description", "PostgREST Documentation", "url", "https://postgrest.org"));
        return document;
    }

    private static Map<String, Object> operation(String tag, String summary) {
        Map<String, Object> operation = new LinkedHashMap<>();
        operation.put("tags", List.of(tag));
        operation.put("summary", summary);
        operation.put("produces", List.of(MediaType.OPENAPI, MediaType.JSON));
        operation.put("responses", Map.of("200", Map.of("description", "OK")));
        return operation;
    }

    private static Map<String, Object> path(Relation relation) {
        Map<String, Object> path = new LinkedHashMap<>();
        String name = relation.name().name();
        path.put(
                "get",
                operation(
                        relation,
                        "200",
                        List.of("select", "order", "range", "rangeUnit", "offset", "limit", "preferCount")));
        if (relation.insertable()) {
            path.put("post", operation(relation, "201", List.of("body." + name, "select", "preferPost")));
        }
        if (relation.deletable()) {
            path.put("delete", operation(relation, "204", List.of("preferReturn")));
        }
        if (relation.updatable()) {
            path.put("patch", operation(relation, "204", List.of("body." + name, "preferReturn")));
        }
        return path;
    }

    private static Map<String, Object> operation(Relation relation, String status, List<String> parameters) {
        String name = relation.name().name();
        Map<String, Object> operation = new LinkedHashMap<>();
        operation.put("tags", List.of(name));
        if (relation.description() != null) {
            operation.put("summary", relation.description());
        }
        List<Map<String, String>> references = new ArrayList<>();
        relation.columns()
                .keySet()
                .forEach(column -> references.add(Map.of("$ref", "#/parameters/rowFilter." + name + "." + column)));
        parameters.forEach(parameter -> references.add(Map.of("$ref", "#/parameters/" + parameter)));
        operation.put("parameters", references);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("description", status.equals("200") ? "OK" : status.equals("201") ? "Created" : "No Content");
        if (status.equals("200")) {
            answer.put("schema", Map.of("type", "array", "items", Map.of("$ref", "#/definitions/" + name)));
        }
        operation.put("responses", Map.of(status, answer));
        return operation;
    }

    private static Map<String, Object> path(Routine routine) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        for (Routine.Argument argument : routine.arguments()) {
            properties.put(argument.name(), typed(argument.type()));
            if (argument.required()) {
                required.add(argument.name());
            }
        }
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        schema.put("properties", properties);
        Map<String, Object> post = operation("(rpc) " + routine.name().name(), "");
        if (routine.description() != null) {
            post.put("summary", routine.description());
        }
        post.put("parameters", List.of(Map.of("required", true, "in", "body", "name", "args", "schema", schema)));
        Map<String, Object> path = new LinkedHashMap<>();
        if (routine.stable()) {
            path.put("get", operation("(rpc) " + routine.name().name(), ""));
        }
        path.put("post", post);
        return path;
    }

    private Map<String, Object> definition(Relation relation) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        for (Column column : relation.columns().values()) {
            if (!column.nullable()) {
                required.add(column.name());
            }
            properties.put(column.name(), property(relation, column));
        }
        Map<String, Object> definition = new LinkedHashMap<>();
        if (relation.description() != null) {
            definition.put("description", relation.description());
        }
        if (!required.isEmpty()) {
            definition.put("required", required);
        }
        definition.put("properties", properties);
        definition.put("type", "object");
        return definition;
    }

    private Map<String, Object> property(Relation relation, Column column) {
        Map<String, Object> property = typed(column.plainType());
        if (column.initial() != null) {
            property.put("default", plainDefault(column.initial()));
        }
        if (!column.labels().isEmpty()) {
            property.put("enum", column.labels());
            property.put("type", "string");
        }
        if (column.maxLength() != null) {
            property.put("maxLength", column.maxLength());
        }
        List<String> notes = new ArrayList<>();
        if (relation.primaryKey().contains(column.name())) {
            notes.add("This is a Primary Key.<pk/>");
        }
        matter.catalog().from(relation.name()).stream()
                .filter(way -> way instanceof Relationship.Key key
                        && key.keyHolder()
                        && key.pairs().size() == 1
                        && key.pairs().getFirst().near().equals(column.name()))
                .map(Relationship.Key.class::cast)
                .findFirst()
                .ifPresent(key -> {
                    String far = key.pairs().getFirst().far();
                    notes.add("This is a Foreign Key to `" + key.target().name() + "." + far + "`.<fk table='"
                            + key.target().name() + "' column='" + far + "'/>");
                });
        String note = notes.isEmpty() ? "" : "Note:\n" + String.join("\n", notes);
        String own = column.description() == null ? "" : column.description();
        String description = own.isEmpty() || note.isEmpty() ? own + note : own + "\n\n" + note;
        if (!description.isEmpty()) {
            property.put("description", description);
        }
        return property;
    }

    private static String plainDefault(String expression) {
        int cast = expression.indexOf("::");
        String value = cast > 0 ? expression.substring(0, cast) : expression;
        return value.startsWith("'") && value.endsWith("'") && value.length() > 1
                ? value.substring(1, value.length() - 1)
                : expression;
    }

    private static Map<String, Object> typed(String type) {
        Map<String, Object> typed = new LinkedHashMap<>();
        if (type.endsWith("[]")) {
            typed.put("items", Map.of("type", jsonType(type.substring(0, type.length() - 2))));
            typed.put("type", "array");
        } else if (!type.equals("json") && !type.equals("jsonb")) {
            typed.put("type", jsonType(type));
        }
        typed.put("format", type);
        return typed;
    }

    private static String jsonType(String type) {
        return switch (type) {
            case "smallint", "integer", "bigint" -> "integer";
            case "numeric", "real", "double precision" -> "number";
            case "boolean" -> "boolean";
            default -> "string";
        };
    }

    private Map<String, Object> parameters() {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("preferCount", header("Prefer", List.of("count=exact", "count=planned", "count=estimated")));
        parameters.put(
                "preferReturn",
                header("Prefer", List.of("return=representation", "return=minimal", "return=headers-only")));
        parameters.put(
                "preferPost",
                header(
                        "Prefer",
                        List.of(
                                "return=representation",
                                "return=minimal",
                                "return=headers-only",
                                "resolution=ignore-duplicates",
                                "resolution=merge-duplicates")));
        for (String name : List.of("select", "order", "offset", "limit")) {
            parameters.put(name, query(name, "string"));
        }
        parameters.put("range", header("Range", List.of()));
        parameters.put("rangeUnit", header("Range-Unit", List.of()));
        for (Relation relation : relations()) {
            String name = relation.name().name();
            parameters.put(
                    "body." + name,
                    Map.of(
                            "name",
                            name,
                            "required",
                            false,
                            "in",
                            "body",
                            "schema",
                            Map.of("$ref", "#/definitions/" + name)));
            relation.columns()
                    .keySet()
                    .forEach(column -> parameters.put("rowFilter." + name + "." + column, query(column, "string")));
        }
        return parameters;
    }

    private static Map<String, Object> query(String name, String type) {
        Map<String, Object> parameter = new LinkedHashMap<>();
        parameter.put("name", name);
        parameter.put("required", false);
        parameter.put("in", "query");
        parameter.put("type", type);
        return parameter;
    }

    private static Map<String, Object> header(String name, List<String> values) {
        Map<String, Object> parameter = new LinkedHashMap<>();
        parameter.put("name", name);
        parameter.put("required", false);
        parameter.put("in", "header");
        parameter.put("type", "string");
        if (!values.isEmpty()) {
            parameter.put("enum", values);
        }
        return parameter;
    }
}
