package studio.atelier.backend.data.sql;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.data.plan.Node;
import studio.atelier.backend.data.plan.Node.Child;
import studio.atelier.backend.data.plan.Node.Item;
import studio.atelier.backend.data.plan.Node.Lift;
import studio.atelier.backend.data.plan.Node.Term;
import studio.atelier.backend.data.schema.Relationship;
import studio.atelier.backend.data.schema.Relationship.Pair;
import studio.atelier.backend.data.syntax.Select;

/// Writes the select of a node and, as lateral joins, of the nodes below it.
final class ReadSql {

    /// Column of a to-many relative's lateral: null when there is none.
    static final String FOUND = "found";

    /// Name of what a write or a function gives, in the statement.
    static final String SOURCE = "atelier_source";

    private ReadSql() {}

    static void select(Sql sql, Node node) {
        select(sql, node, null, "");
    }

    private static void select(Sql sql, Node node, @Nullable Relationship way, String parentAlias) {
        sql.add("select ");
        items(sql, node);
        sql.add(" from ");
        from(sql, node, way);
        node.children().forEach(child -> join(sql, node, child));
        where(sql, node, way, parentAlias);
        group(sql, node);
        order(sql, node);
        if (node.limit() != null) {
            sql.add(" limit ").value(node.limit().toString(), "bigint");
        }
        if (node.offset() > 0) {
            sql.add(" offset ").value(Long.toString(node.offset()), "bigint");
        }
    }

    private static void items(Sql sql, Node node) {
        String comma = "";
        for (Item item : node.items()) {
            if (item instanceof Node.Related(Child child)
                    && child.spread()
                    && child.lifts().isEmpty()) {
                continue;
            }
            sql.add(comma);
            item(sql, node, item);
            comma = ", ";
        }
    }

    private static void item(Sql sql, Node node, Item item) {
        switch (item) {
            case Node.Value value -> {
                value(sql, node, value);
                if (value.output() != null) {
                    sql.add(" as ").name(value.output());
                }
            }
            case Node.Rows(String output, String cast) -> {
                sql.add(cast == null ? "count(*)" : "cast(count(*) as ").add(cast == null ? "" : cast + ")");
                sql.add(" as ").name(output);
            }
            case Node.Mark(String output) -> sql.add("1 as ").name(output);
            case Node.Related(Child child) -> related(sql, node, child);
        }
    }

    private static void value(Sql sql, Node node, Node.Value value) {
        if (value.finalCast() != null) {
            sql.add("cast(");
        }
        if (value.aggregate() != null) {
            sql.add(value.aggregate().sql()).add("(");
        }
        raw(sql, node, value);
        sql.add(value.aggregate() == null ? "" : ")");
        if (value.finalCast() != null) {
            sql.add(" as ").add(value.finalCast()).add(")");
        }
    }

    private static void raw(Sql sql, Node node, Node.Value value) {
        var conditions = new Conditions(sql, node);
        sql.add(value.cast() == null ? "" : "cast(");
        if (value.via() == null) {
            conditions.field(value.field());
        } else {
            sql.name(value.via()).add("(");
            conditions.field(value.field());
            sql.add(")");
        }
        sql.add(value.cast() == null ? "" : " as " + value.cast() + ")");
    }

    private static void related(Sql sql, Node node, Child child) {
        if (child.spread()) {
            String comma = "";
            for (Lift lift : child.lifts()) {
                sql.add(comma);
                lifted(sql, child, lift, node.grouped());
                sql.add(" as ").name(lift.output());
                comma = ", ";
            }
            return;
        }
        related(sql, child, node.grouped());
        sql.add(" as ").name(child.key());
    }

    /// JSON has no equality to group by; JSONB has.
    private static void related(Sql sql, Child child, boolean comparable) {
        String cast = comparable ? "::jsonb" : "";
        if (child.toOne()) {
            sql.add("row_to_json(").name(child.lateral()).add(".*)").add(cast);
        } else {
            sql.add("coalesce(").name(child.lateral(), FOUND).add(cast).add(", '[]')");
        }
    }

    private static void lifted(Sql sql, Child child, Lift lift, boolean comparable) {
        if (!child.toOne()) {
            sql.add("coalesce(").name(child.lateral(), lift.name()).add(", '[]')");
            return;
        }
        if (lift.aggregate() == null) {
            sql.name(child.lateral(), lift.name()).add(comparable && lift.json() ? "::jsonb" : "");
            return;
        }
        Select.Function function = lift.aggregate();
        sql.add(lift.finalCast() == null ? "" : "cast(").add(function.sql()).add("(");
        sql.name(child.lateral(), lift.name()).add(")");
        sql.add(lift.finalCast() == null ? "" : " as " + lift.finalCast() + ")");
    }

    private static void from(Sql sql, Node node, @Nullable Relationship way) {
        switch (node.from()) {
            case Node.Table(var name) -> sql.name(name);
            case Node.Source _ -> sql.name(SOURCE);
            case Node.Call(var function, var parent, var relation) ->
                sql.name(function)
                        .add("(")
                        .name(parent)
                        .add("::")
                        .name(relation)
                        .add(")");
        }
        sql.add(" as ").name(node.alias());
        if (way instanceof Relationship.Junction junction) {
            String between = between(node);
            sql.add(" join ")
                    .name(junction.junction())
                    .add(" as ")
                    .name(between)
                    .add(" on ");
            pairs(sql, junction.toTarget(), between, node.alias());
        }
    }

    private static String between(Node node) {
        return "between_" + node.alias();
    }

    private static void join(Sql sql, Node parent, Child child) {
        sql.add(child.inner() ? " inner join lateral (" : " left join lateral (");
        if (child.toOne()) {
            select(sql, child.node(), child.way(), parent.alias());
            sql.add(") as ").name(child.lateral()).add(" on true");
            return;
        }
        sql.add("select ");
        if (child.spread()) {
            for (Lift lift : child.lifts()) {
                sql.add("json_agg(")
                        .name(child.lateral(), lift.name())
                        .add(") as ")
                        .name(lift.output())
                        .add(", ");
            }
            sql.add("nullif(count(*), 0) as ").name(FOUND);
        } else {
            sql.add("json_agg(").name(child.lateral()).add(") as ").name(FOUND);
        }
        sql.add(" from (");
        select(sql, child.node(), child.way(), parent.alias());
        sql.add(") as ")
                .name(child.lateral())
                .add(") as ")
                .name(child.lateral())
                .add(" on ");
        if (child.inner()) {
            sql.name(child.lateral(), FOUND).add(" is not null");
        } else {
            sql.add("true");
        }
    }

    private static void where(Sql sql, Node node, @Nullable Relationship way, String parentAlias) {
        List<Pair> pairs = switch (way) {
            case Relationship.Key key -> key.pairs();
            case Relationship.Junction junction -> junction.toSource();
            case Relationship.Computed _ -> List.of();
            case null -> List.of();
        };
        String far = way instanceof Relationship.Junction ? between(node) : node.alias();
        boolean joined = !pairs.isEmpty();
        if (joined) {
            sql.add(" where ");
            pairs(sql, pairs, parentAlias, far);
        }
        var conditions = new Conditions(sql, node);
        for (Node.Where condition : node.where()) {
            sql.add(joined ? " and " : " where ");
            conditions.write(condition);
            joined = true;
        }
    }

    private static void pairs(Sql sql, List<Pair> pairs, String near, String far) {
        String word = "";
        for (Pair pair : pairs) {
            sql.add(word).name(near, pair.near()).add(" = ").name(far, pair.far());
            word = " and ";
        }
    }

    private static void group(Sql sql, Node node) {
        if (!node.grouped()) {
            return;
        }
        List<Sql> keys = new ArrayList<>();
        for (Item item : node.items()) {
            switch (item) {
                case Node.Value value -> {
                    if (value.aggregate() == null) {
                        Sql key = new Sql();
                        raw(key, node, value);
                        keys.add(key);
                    }
                }
                case Node.Related(Child child) -> groupByRelated(child, keys);
                case Node.Rows _, Node.Mark _ -> {}
            }
        }
        String word = " group by ";
        for (Sql key : keys) {
            sql.add(word).add(key);
            word = ", ";
        }
    }

    private static void groupByRelated(Child child, List<Sql> keys) {
        if (!child.spread()) {
            Sql key = new Sql();
            related(key, child, true);
            keys.add(key);
            return;
        }
        for (Lift lift : child.lifts()) {
            if (lift.aggregate() == null) {
                Sql key = new Sql();
                lifted(key, child, lift, true);
                keys.add(key);
            }
        }
    }

    private static void order(Sql sql, Node node) {
        String word = " order by ";
        for (Term term : node.order()) {
            sql.add(word);
            Child child = term.child();
            if (child == null) {
                new Conditions(sql, node).field(term.field());
            } else {
                related(sql, node, child, term);
            }
            if (term.descending() != null) {
                sql.add(term.descending() ? " desc" : " asc");
            }
            if (term.nullsFirst() != null) {
                sql.add(term.nullsFirst() ? " nulls first" : " nulls last");
            }
            word = ", ";
        }
    }

    /// What a related row is ordered by need not be selected.
    private static void related(Sql sql, Node parent, Child child, Term term) {
        boolean lifted = child.spread()
                && term.field().path().isEmpty()
                && child.lifts().stream()
                        .anyMatch(lift -> lift.name().equals(term.field().name()));
        if (lifted) {
            sql.name(child.lateral(), term.field().name());
            return;
        }
        sql.add("(");
        Node node = child.node();
        Item column = new Node.Value(term.field(), null, null, null, null, null);
        Node only = new Node(
                node.name(),
                node.relation(),
                node.alias(),
                node.from(),
                List.of(column),
                node.where(),
                List.of(),
                1L,
                0,
                node.children());
        select(sql, only, child.way(), parent.alias());
        sql.add(")");
    }

    /// The node's rows, for counting: without relatives that change nothing of how many there are.
    static Node counted(Node node) {
        boolean filters = node.where().stream().anyMatch(ReadSql::looksAtRelatives);
        List<Child> kept = node.children().stream()
                .filter(child -> filters || child.inner())
                .toList();
        return new Node(
                node.name(),
                node.relation(),
                node.alias(),
                node.from(),
                List.of(),
                node.where(),
                List.of(),
                null,
                0,
                kept);
    }

    private static boolean looksAtRelatives(Node.Where where) {
        return switch (where) {
            case Node.Presence _ -> true;
            case Node.Compared _ -> false;
            case Node.Group group -> group.members().stream().anyMatch(ReadSql::looksAtRelatives);
        };
    }
}
