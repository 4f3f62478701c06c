package studio.atelier.backend.realtime.changes;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// Makes shapes of the catalog's answer. Not thread-safe.
final class ShapeReading {

    private static final Logger log = LoggerFactory.getLogger(ShapeReading.class);

    /// PostgreSQL's own types whose text we turn into JSON, or compare, in a way of their own.
    private static final Map<String, ColumnType.Family> FAMILIES = Map.ofEntries(
            Map.entry("bool", ColumnType.Family.BOOLEAN),
            Map.entry("int2", ColumnType.Family.WHOLE),
            Map.entry("int4", ColumnType.Family.WHOLE),
            Map.entry("int8", ColumnType.Family.WHOLE),
            Map.entry("numeric", ColumnType.Family.NUMBER),
            Map.entry("float4", ColumnType.Family.NUMBER),
            Map.entry("float8", ColumnType.Family.NUMBER),
            Map.entry("text", ColumnType.Family.TEXT),
            Map.entry("varchar", ColumnType.Family.TEXT),
            Map.entry("uuid", ColumnType.Family.UUID),
            Map.entry("date", ColumnType.Family.DATE),
            Map.entry("timestamp", ColumnType.Family.TIMESTAMP),
            Map.entry("timestamptz", ColumnType.Family.TIMESTAMPTZ),
            Map.entry("json", ColumnType.Family.JSON),
            Map.entry("jsonb", ColumnType.Family.JSON));

    private final JsonNode found;
    private final Map<Long, ColumnType> types = new HashMap<>();

    ShapeReading(JsonNode found) {
        this.found = found;
    }

    Shapes.Read read() {
        Map<Long, Shape> shapes = new HashMap<>();
        for (JsonNode table : found.path("tables")) {
            shape(table).ifPresent(shape -> shapes.put(shape.oid(), shape));
        }
        return new Shapes.Read(shapes, found.path("watched").booleanValue());
    }

    private Optional<Shape> shape(JsonNode table) {
        Shape.Source source = null;
        if (table.path("source").isObject()) {
            source = source(table);
            if (source == null) {
                return Optional.empty();
            }
        }
        List<Shape.Column> columns = columns(table);
        Map<String, Shape.Rights> rights = new HashMap<>();
        for (var role : table.path("rights").properties()) {
            rights.put(role.getKey(), rights(role.getValue(), source == null ? columns : baseColumns(source.base())));
        }
        return Optional.of(new Shape(
                table.path("oid").longValue(),
                table.path("schema").stringValue(),
                table.path("name").stringValue(),
                source,
                table.path("secured").booleanValue(),
                columns,
                rights));
    }

    private List<Shape.Column> columns(JsonNode table) {
        List<Shape.Column> columns = new ArrayList<>();
        for (JsonNode column : table.path("columns")) {
            ColumnType type = type(column.path("type").longValue())
                    .collated(
                            column.path("plain").booleanValue(),
                            column.path("by_code_point").booleanValue());
            columns.add(new Shape.Column(
                    column.path("name").stringValue(),
                    column.path("type_name").stringValue(),
                    type,
                    column.path("key").booleanValue()));
        }
        return columns;
    }

    /// The columns that the policies of a view's base speak of.
    private List<Shape.Column> baseColumns(long base) {
        for (JsonNode table : found.path("tables")) {
            if (table.path("oid").longValue() == base) {
                return columns(table);
            }
        }
        return List.of();
    }

    /// The view's definition, with a set of rows in place of the table. Only the plain form is known: one
    /// table, named once.
    private static Shape.@Nullable Source source(JsonNode table) {
        JsonNode source = table.path("source");
        String definition = source.path("definition").stringValue().strip();
        String base = plainly(source.path("schema").stringValue()) + "."
                + plainly(source.path("table").stringValue());
        Matcher from = Pattern.compile(" FROM " + Pattern.quote(base) + "(?: (?<alias>[a-z_][a-z0-9_]*))?(?=\\s|;|$)")
                .matcher(definition);
        if (!from.find() || from.find(from.end()) || definition.split(" FROM ", -1).length != 2) {
            log.error("the view {} is more than a look at {}: it cannot be subscribed to", table.path("name"), base);
            return null;
        }
        from.reset();
        from.find();
        String alias =
                from.group("alias") == null ? plainly(source.path("table").stringValue()) : from.group("alias");
        String query =
                definition.substring(0, from.start()) + " FROM told AS " + alias + definition.substring(from.end());
        return new Shape.Source(
                source.path("base").longValue(),
                source.path("trashed").isNull() ? null : source.path("trashed").stringValue(),
                query.endsWith(";") ? query.substring(0, query.length() - 1) : query);
    }

    private static String plainly(String name) {
        return name.matches("[a-z_][a-z0-9_]*") ? name : Shape.quoted(name);
    }

    private static Shape.Rights rights(JsonNode of, List<Shape.Column> columns) {
        Set<String> readable = new HashSet<>();
        of.path("readable").forEach(name -> readable.add(name.stringValue()));
        return new Shape.Rights(readable, rows(of, columns));
    }

    private static Shape.Rows rows(JsonNode of, List<Shape.Column> columns) {
        if (of.path("open").booleanValue()) {
            return new Shape.Rows.All();
        }
        Map<String, ColumnType> types = new HashMap<>();
        columns.forEach(column -> types.put(column.name(), column.type()));
        List<Rule> rules = new ArrayList<>();
        for (JsonNode policy : of.path("policies")) {
            JsonNode condition = policy.path("condition");
            Optional<Rule> rule = policy.path("permissive").booleanValue()
                    ? PolicySyntax.parse(condition.isNull() ? null : condition.stringValue(), types)
                    : Optional.empty();
            if (rule.isEmpty()) {
                return new Shape.Rows.Asked();
            }
            rules.add(rule.get());
        }
        // No policy allows nothing.
        return new Shape.Rows.ByRule(new Rule.Or(rules));
    }

    private ColumnType type(long oid) {
        ColumnType known = types.get(oid);
        if (known == null) {
            known = read(oid, found.path("types").path(Long.toString(oid)));
            types.put(oid, known);
        }
        return known;
    }

    private ColumnType read(long oid, JsonNode type) {
        String sql = type.path("sql").stringValue();
        char delimiter = type.path("delimiter").stringValue().charAt(0);
        if (type.path("base").longValue() != 0) {
            ColumnType base = type(type.path("base").longValue());
            return new ColumnType(
                    oid,
                    sql,
                    base.family(),
                    base.element(),
                    delimiter,
                    base.labels(),
                    base.plain(),
                    base.byCodePoint());
        }
        List<String> labels = new ArrayList<>();
        type.path("labels").forEach(label -> labels.add(label.stringValue()));
        long element = type.path("element").longValue();
        return new ColumnType(
                oid,
                sql,
                element != 0 ? ColumnType.Family.ARRAY : family(type),
                element != 0 ? type(element) : null,
                delimiter,
                labels,
                true,
                false);
    }

    private static ColumnType.Family family(JsonNode type) {
        ColumnType.Family own = type.path("system").booleanValue()
                ? FAMILIES.get(type.path("name").stringValue())
                : null;
        if (own != null) {
            return own;
        }
        return switch (type.path("kind").stringValue()) {
            case "e" -> ColumnType.Family.ENUM;
            case "c" -> ColumnType.Family.ASKED;
            default -> type.path("json").booleanValue() ? ColumnType.Family.ASKED : ColumnType.Family.OTHER;
        };
    }
}
