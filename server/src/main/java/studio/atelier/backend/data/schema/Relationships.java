package studio.atelier.backend.data.schema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.data.schema.Relationship.Cardinality;
import studio.atelier.backend.data.schema.Relationship.Pair;
import studio.atelier.backend.data.schema.ViewKeys.Origin;
import tools.jackson.databind.JsonNode;

/// How relations are related: by foreign keys of tables, by views that pass both sides of such a key
/// through, by junction tables.
final class Relationships {

    /// A table's column as a view names it.
    ///
    /// @param columns by the table's attribute number
    private record Face(Name name, boolean view, Map<Integer, String> columns) {}

    private record Key(String constraint, long from, List<Integer> columns, long to, List<Integer> toColumns) {}

    private final Map<Long, List<Integer>> primaryKeys = new HashMap<>();
    private final Map<Long, List<Set<Integer>>> uniques = new HashMap<>();
    private final List<Key> foreignKeys = new ArrayList<>();
    private final Map<Long, List<Face>> faces = new HashMap<>();
    private final Map<Long, Map<Integer, String>> columnNames = new HashMap<>();
    private final Map<Long, Map<Integer, Origin>> viewColumns = new HashMap<>();

    Relationships(JsonNode found) {
        for (JsonNode row : found.path("keys")) {
            readKey(row);
        }
        for (JsonNode row : found.path("relations")) {
            Map<Integer, String> names = new TreeMap<>();
            row.path("columns")
                    .forEach(column -> names.put(
                            column.path("number").asInt(), column.path("name").asString()));
            columnNames.put(row.path("oid").asLong(), names);
            if (!row.path("view").asBoolean()) {
                Name name = CatalogReading.name(row, "schema", "name");
                faces.computeIfAbsent(row.path("oid").asLong(), _ -> new ArrayList<>())
                        .add(new Face(name, false, names));
            }
        }
        readViews(found);
    }

    /// Of a view: what it passes through of its table's key, if that is all of it.
    List<String> primaryKey(long relation) {
        Map<Integer, String> names = columnNames.getOrDefault(relation, Map.of());
        List<Integer> own = primaryKeys.get(relation);
        if (own != null) {
            return own.stream().map(number -> names.getOrDefault(number, "")).toList();
        }
        Map<Integer, Origin> origins = viewColumns.getOrDefault(relation, Map.of());
        List<String> key = new ArrayList<>();
        Set<Long> whole = new HashSet<>();
        primaryKeys.forEach((table, columns) -> {
            if (columns.stream().allMatch(column -> origins.containsValue(new Origin(table, column)))) {
                whole.add(table);
            }
        });
        for (var origin : new TreeMap<>(origins).entrySet()) {
            long table = origin.getValue().relation();
            boolean keyColumn = whole.contains(table)
                    && primaryKeys
                            .getOrDefault(table, List.of())
                            .contains(origin.getValue().column());
            if (keyColumn) {
                key.add(names.getOrDefault(origin.getKey(), ""));
            }
        }
        return key;
    }

    Map<Name, List<Relationship>> ways(Map<Name, Relation> relations, List<Relationship.Computed> computed) {
        Map<Name, List<Relationship>> ways = new HashMap<>();
        for (Key key : foreignKeys) {
            for (Face from : faces.getOrDefault(key.from(), List.of())) {
                for (Face to : faces.getOrDefault(key.to(), List.of())) {
                    addBoth(ways, key, from, to);
                }
            }
        }
        for (var way : junctions(relations, ways)) {
            add(ways, way);
        }
        computed.forEach(way -> add(ways, way));
        Map<Name, List<Relationship>> whole = new HashMap<>();
        ways.forEach((name, list) -> whole.put(name, List.copyOf(list)));
        return Map.copyOf(whole);
    }

    private void addBoth(Map<Name, List<Relationship>> ways, Key key, Face from, Face to) {
        List<String> near = seen(from, key.columns());
        List<String> far = seen(to, key.toColumns());
        if (near == null || far == null) {
            return;
        }
        boolean one = uniques.getOrDefault(key.from(), List.of()).contains(new HashSet<>(key.columns()));
        List<Pair> there = new ArrayList<>();
        List<Pair> back = new ArrayList<>();
        for (int i = 0; i < near.size(); i++) {
            there.add(new Pair(near.get(i), far.get(i)));
            back.add(new Pair(far.get(i), near.get(i)));
        }
        add(
                ways,
                new Relationship.Key(
                        from.name(),
                        to.name(),
                        one ? Cardinality.ONE_TO_ONE : Cardinality.MANY_TO_ONE,
                        key.constraint(),
                        there,
                        true));
        add(
                ways,
                new Relationship.Key(
                        to.name(),
                        from.name(),
                        one ? Cardinality.ONE_TO_ONE : Cardinality.ONE_TO_MANY,
                        key.constraint(),
                        back,
                        false));
    }

    private static void add(Map<Name, List<Relationship>> ways, Relationship way) {
        ways.computeIfAbsent(way.source(), _ -> new ArrayList<>()).add(way);
    }

    private static @Nullable List<String> seen(Face face, List<Integer> columns) {
        List<String> names = new ArrayList<>();
        for (Integer column : columns) {
            String name = face.columns().get(column);
            if (name == null) {
                return null;
            }
            names.add(name);
        }
        return names;
    }

    /// A junction has both foreign keys within its primary key.
    private static List<Relationship.Junction> junctions(
            Map<Name, Relation> relations, Map<Name, List<Relationship>> ways) {
        List<Relationship.Junction> junctions = new ArrayList<>();
        ways.forEach((between, list) -> {
            Relation relation = relations.get(between);
            Set<String> primary = relation == null ? Set.of() : new HashSet<>(relation.primaryKey());
            List<Relationship.Key> keys = list.stream()
                    .filter(way -> way instanceof Relationship.Key key
                            && key.keyHolder()
                            && key.pairs().stream().allMatch(pair -> primary.contains(pair.near())))
                    .map(Relationship.Key.class::cast)
                    .toList();
            for (Relationship.Key one : keys) {
                for (Relationship.Key other : keys) {
                    if (!one.constraint().equals(other.constraint())) {
                        junctions.add(junction(between, one, other));
                    }
                }
            }
        });
        return junctions;
    }

    private static Relationship.Junction junction(Name between, Relationship.Key one, Relationship.Key other) {
        return new Relationship.Junction(
                one.target(),
                other.target(),
                between,
                one.constraint(),
                other.constraint(),
                one.pairs().stream().map(Pair::turned).toList(),
                other.pairs());
    }

    private void readKey(JsonNode row) {
        long table = row.path("oid").asLong();
        List<Integer> columns = numbers(row.path("columns"));
        switch (row.path("kind").asString()) {
            case "p" -> {
                primaryKeys.put(table, columns);
                uniques.computeIfAbsent(table, _ -> new ArrayList<>()).add(new HashSet<>(columns));
            }
            case "u" -> uniques.computeIfAbsent(table, _ -> new ArrayList<>()).add(new HashSet<>(columns));
            default ->
                foreignKeys.add(new Key(
                        row.path("name").asString(),
                        table,
                        columns,
                        row.path("to_oid").asLong(),
                        numbers(row.path("to_columns"))));
        }
    }

    private static List<Integer> numbers(JsonNode array) {
        List<Integer> numbers = new ArrayList<>();
        array.forEach(each -> numbers.add(each.asInt()));
        return numbers;
    }

    private void readViews(JsonNode found) {
        ViewKeys keys = new ViewKeys();
        found.path("rules")
                .forEach(row ->
                        keys.add(row.path("oid").asLong(), row.path("rule").asString()));
        for (JsonNode row : found.path("rules")) {
            long view = row.path("oid").asLong();
            if (!columnNames.containsKey(view)) {
                continue;
            }
            Map<Long, Map<Integer, String>> tables = new TreeMap<>();
            row.path("columns").properties().forEach(column -> {
                int number = Integer.parseInt(column.getKey());
                keys.behind(new Origin(view, number)).ifPresent(origin -> {
                    viewColumns.computeIfAbsent(view, _ -> new HashMap<>()).put(number, origin);
                    tables.computeIfAbsent(origin.relation(), _ -> new HashMap<>())
                            .putIfAbsent(origin.column(), column.getValue().asString());
                });
            });
            Name name = CatalogReading.name(row, "schema", "name");
            tables.forEach((table, columns) ->
                    faces.computeIfAbsent(table, _ -> new ArrayList<>()).add(new Face(name, true, columns)));
        }
    }
}
