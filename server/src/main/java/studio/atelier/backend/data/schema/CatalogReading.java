package studio.atelier.backend.data.schema;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.data.schema.Routine.Argument;
import studio.atelier.backend.data.schema.Routine.Kind;
import studio.atelier.backend.data.schema.Routine.Returns;
import tools.jackson.databind.JsonNode;

/// Makes a [Catalog] of what the query of [CatalogStore] found.
final class CatalogReading {

    private static final Set<String> BODY_TYPES = Set.of("json", "jsonb", "text", "xml", "bytea");
    private static final int MAY_UPDATE = 4;
    private static final int MAY_INSERT = 8;
    private static final int MAY_DELETE = 16;

    private final JsonNode found;

    CatalogReading(JsonNode found) {
        this.found = found;
    }

    Catalog read() {
        var keys = new Relationships(found);
        Map<Name, Relation> relations = new HashMap<>();
        for (JsonNode row : found.path("relations")) {
            Relation relation = relation(row, keys.primaryKey(row.path("oid").asLong()));
            relations.put(relation.name(), relation);
        }
        Map<Name, List<Routine>> routines = new HashMap<>();
        List<Relationship.Computed> computed = new ArrayList<>();
        for (JsonNode row : found.path("routines")) {
            Routine routine = routine(row);
            if (callable(routine)) {
                routines.computeIfAbsent(routine.name(), _ -> new ArrayList<>()).add(routine);
            }
            Relationship.Computed way = computed(row, routine);
            if (way != null) {
                computed.add(way);
            }
        }
        routines.values()
                .forEach(overloads -> overloads.sort(Comparator.comparingInt(
                                (Routine routine) -> routine.arguments().size())
                        .thenComparing(Routine::signature)));
        return new Catalog(
                Map.copyOf(relations),
                Map.copyOf(routines),
                keys.ways(relations, computed),
                casts(),
                handlers(),
                timeouts(),
                comments());
    }

    /// A parameter without a name can only be given the whole body.
    private static boolean callable(Routine routine) {
        List<Argument> unnamed = routine.arguments().stream()
                .filter(argument -> argument.name().isEmpty())
                .toList();
        return unnamed.isEmpty()
                || (unnamed.size() == 1
                        && BODY_TYPES.contains(unnamed.getFirst().type()));
    }

    private static Relation relation(JsonNode row, List<String> primaryKey) {
        Map<String, Column> columns = new LinkedHashMap<>();
        for (JsonNode each : row.path("columns")) {
            Column column = column(each);
            columns.put(column.name(), column);
        }
        int rights = row.path("rights").asInt();
        boolean table = "rp".contains(row.path("kind").asString(""));
        return new Relation(
                name(row, "schema", "name"),
                row.path("view").asBoolean(),
                table || (rights & MAY_INSERT) != 0,
                table || (rights & MAY_UPDATE) != 0,
                table || (rights & MAY_DELETE) != 0,
                columns,
                primaryKey,
                text(row, "description"));
    }

    private static Column column(JsonNode row) {
        List<String> labels = new ArrayList<>();
        row.path("labels").forEach(label -> labels.add(label.asString()));
        return new Column(
                row.path("name").asString(),
                row.path("type").asString(),
                row.path("plain").asString(),
                row.path("nullable").asBoolean(),
                row.path("generated").asBoolean(),
                text(row, "initial"),
                row.path("length").isNumber() ? row.path("length").asInt() : null,
                labels,
                text(row, "description"));
    }

    private static Routine routine(JsonNode row) {
        List<Argument> arguments = new ArrayList<>();
        int count = row.path("arguments").size();
        int firstOptional = count - row.path("optional").asInt();
        for (JsonNode each : row.path("arguments")) {
            boolean variadic = each.path("mode").asString().equals("v");
            arguments.add(new Argument(
                    each.path("name").asString(),
                    each.path("type").asString(),
                    arguments.size() < firstOptional && !variadic,
                    variadic));
        }
        Name relation = row.path("relation").isString() ? name(row, "relation_schema", "relation") : null;
        String type = row.path("returns").asString();
        Kind kind = row.path("out").asBoolean() || row.path("kind").asString().equals("c")
                ? Kind.COMPOSITE
                : type.equals("void") ? Kind.VOID : Kind.SCALAR;
        return new Routine(
                name(row, "schema", "name"),
                arguments,
                new Returns(row.path("set").asBoolean(), kind, relation, type),
                row.path("stable").asBoolean(),
                row.path("rows").asDouble(),
                text(row, "description"));
    }

    private static Relationship.@Nullable Computed computed(JsonNode row, Routine routine) {
        Name target = routine.returns().relation();
        if (target == null || !row.path("source").isString()) {
            return null;
        }
        boolean toOne = !routine.returns().set() || routine.rows() == 1;
        return new Relationship.Computed(name(row, "source_schema", "source"), target, routine.name(), toOne);
    }

    private Map<Catalog.DomainCast, Name> casts() {
        Map<Catalog.DomainCast, Name> casts = new HashMap<>();
        for (JsonNode row : found.path("casts")) {
            casts.put(
                    new Catalog.DomainCast(
                            row.path("from").asString(), row.path("to").asString()),
                    name(row, "schema", "function"));
        }
        return Map.copyOf(casts);
    }

    private Map<Catalog.Media, Name> handlers() {
        Map<Catalog.Media, Name> handlers = new HashMap<>();
        for (JsonNode row : found.path("handlers")) {
            Name relation = row.path("relation").isString() ? name(row, "relation_schema", "relation") : null;
            handlers.put(new Catalog.Media(relation, row.path("type").asString()), name(row, "schema", "function"));
        }
        return Map.copyOf(handlers);
    }

    /// PostgreSQL notes them as they were written: a number of milliseconds, or with a unit.
    private Map<String, Duration> timeouts() {
        Map<String, Duration> timeouts = new HashMap<>();
        found.path("timeouts").properties().forEach(entry -> {
            var match = java.util.regex.Pattern.compile("([0-9]{1,9})(ms|s|min|h)?")
                    .matcher(entry.getValue().asString());
            if (match.matches()) {
                long amount = Long.parseLong(match.group(1));
                String unit = match.group(2) == null ? "ms" : match.group(2);
                timeouts.put(
                        entry.getKey(),
                        switch (unit) {
                            case "s" -> Duration.ofSeconds(amount);
                            case "min" -> Duration.ofMinutes(amount);
                            case "h" -> Duration.ofHours(amount);
                            default -> Duration.ofMillis(amount);
                        });
            }
        });
        return Map.copyOf(timeouts);
    }

    private Map<String, String> comments() {
        Map<String, String> comments = new HashMap<>();
        found.path("schemas").properties().forEach(entry -> {
            if (entry.getValue().isString()) {
                comments.put(entry.getKey(), entry.getValue().asString());
            }
        });
        return Map.copyOf(comments);
    }

    static Name name(JsonNode row, String schema, String name) {
        return new Name(row.path(schema).asString(""), row.path(name).asString(""));
    }

    private static @Nullable String text(JsonNode row, String member) {
        return row.path(member).isString() ? row.path(member).asString() : null;
    }
}
