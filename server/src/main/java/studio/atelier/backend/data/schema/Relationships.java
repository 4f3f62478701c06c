package studio.atelier.backend.data.schema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import studio.atelier.backend.data.schema.Relationship.Cardinality;
import studio.atelier.backend.data.schema.Relationship.Pair;
import studio.atelier.backend.data.schema.ViewKeys.Origin;
import tools.jackson.databind.JsonNode;

/// How relations are related: by foreign keys of tables, by views that pass both sides of such a key
/// through, by junction tables.
final class Relationships {

    /// A table's column as a view names it.
    ///
    /// @param columns names by the table's attribute number; a view may show a column twice
    private record Face(Name name, boolean view, Map<Integer, List<String>> columns) {}

    /// Ways to name the columns of one key through one view.
    private static final int NAMINGS_MAX = 16;

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
                        .add(new Face(name, false, single(names)));
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
        ways.forEach((name, list) ->
                whole.put(name, list.stream().sorted(Relationship.LISTED).toList()));
        return Map.copyOf(whole);
    }

    private void addBoth(Map<Name, List<Relationship>> ways, Key key, Face from, Face to) {
        for (List<String> near : seen(from, key.columns())) {
            for (List<String> far : seen(to, key.toColumns())) {
                addBoth(ways, key, new Ends(from.name(), near, to.name(), far));
            }
        }
    }

    /// @param near columns of the side that has the key
    private record Ends(Name from, List<String> near, Name to, List<String> far) {}

    private void addBoth(Map<Name, List<Relationship>> ways, Key key, Ends ends) {
        boolean one = uniques.getOrDefault(key.from(), List.of()).contains(new HashSet<>(key.columns()));
        List<Pair> there = new ArrayList<>();
        List<Pair> back = new ArrayList<>();
        for (int i = 0; i < ends.near().size(); i++) {
            Pair pair = new Pair(ends.near().get(i), ends.far().get(i));
            there.add(pair);
            back.add(pair.turned());
        }
        add(
                ways,
                new Relationship.Key(
                        ends.from(),
                        ends.to(),
                        one ? Cardinality.ONE_TO_ONE : Cardinality.MANY_TO_ONE,
                        key.constraint(),
                        there,
                        true));
        add(
                ways,
                new Relationship.Key(
                        ends.to(),
                        ends.from(),
                        one ? Cardinality.ONE_TO_ONE : Cardinality.ONE_TO_MANY,
                        key.constraint(),
                        back,
                        false));
    }

    private static void add(Map<Name, List<Relationship>> ways, Relationship way) {
        ways.computeIfAbsent(way.source(), _ -> new ArrayList<>()).add(way);
    }

    /// Every way to name these columns; none where one of them is not shown.
    private static List<List<String>> seen(Face face, List<Integer> columns) {
        List<List<String>> ways = List.of(List.of());
        for (Integer column : columns) {
            List<List<String>> longer = new ArrayList<>();
            for (List<String> way : ways) {
                for (String name : face.columns().getOrDefault(column, List.of())) {
                    List<String> names = new ArrayList<>(way);
                    names.add(name);
                    longer.add(names);
                }
            }
            ways = longer.size() > NAMINGS_MAX ? longer.subList(0, NAMINGS_MAX) : longer;
        }
        return ways;
    }

    private static Map<Integer, List<String>> single(Map<Integer, String> names) {
        Map<Integer, List<String>> lists = new HashMap<>();
        names.forEach((number, name) -> lists.put(number, List.of(name)));
        return lists;
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
            Map<Long, Map<Integer, List<String>>> tables = new TreeMap<>();
            row.path("columns").properties().forEach(column -> {
                int number = Integer.parseInt(column.getKey());
                keys.behind(new Origin(view, number)).ifPresent(origin -> {
                    viewColumns.computeIfAbsent(view, _ -> new HashMap<>()).put(number, origin);
                    tables.computeIfAbsent(origin.relation(), _ -> new HashMap<>())
                            .computeIfAbsent(origin.column(), _ -> new ArrayList<>())
                            .add(column.getValue().asString());
                });
            });
            Name name = CatalogReading.name(row, "schema", "name");
            tables.forEach((table, columns) ->
                    faces.computeIfAbsent(table, _ -> new ArrayList<>()).add(new Face(name, true, columns)));
        }
    }
}
