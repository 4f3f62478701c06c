package studio.atelier.backend.data.plan;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import studio.atelier.backend.data.plan.Node.Child;
import studio.atelier.backend.data.plan.Node.Item;
import studio.atelier.backend.data.plan.Node.Where;
import studio.atelier.backend.data.plan.Write.Returning;
import studio.atelier.backend.data.schema.Catalog;
import studio.atelier.backend.data.schema.Relation;
import studio.atelier.backend.data.schema.Relationship;
import studio.atelier.backend.data.schema.Relationship.Pair;
import studio.atelier.backend.data.syntax.Condition;
import studio.atelier.backend.data.syntax.Condition.Compare;
import studio.atelier.backend.data.syntax.Condition.Operator;
import studio.atelier.backend.data.syntax.Field;
import studio.atelier.backend.data.syntax.QueryString;
import studio.atelier.backend.data.syntax.QueryString.At;

/// Resolves what a write touches and what is answered of it.
public final class WritePlanner {

    private final ReadPlanner planner;

    /// @param schema     of the request
    /// @param aggregates whether they are allowed in the answer
    public WritePlanner(Catalog catalog, String schema, boolean aggregates) {
        // What was written is answered, however much it is.
        this.planner = new ReadPlanner(catalog, schema, aggregates, Long.MAX_VALUE);
    }

    /// What is read of the written rows: filters of the rows themselves choose what is written, except where
    /// there is nothing to choose from.
    ///
    /// @param filtered whether these filters hold for the answer
    public Node answer(QueryString query, Relation relation, boolean filtered) {
        List<At<Condition>> kept = query.filters().stream()
                .filter(filter -> filtered || !filter.path().isEmpty())
                .toList();
        List<At<QueryString.Window>> windows = query.windows().stream()
                .filter(window -> !window.path().isEmpty())
                .toList();
        QueryString asked = new QueryString(
                query.select(), kept, query.orders(), windows, null, List.of(), List.of(), query.canonical());
        return planner.plan(asked, relation.name(), relation, new Node.Source(false));
    }

    /// What a row must satisfy to be written.
    public List<Where> conditions(QueryString query, Relation relation) {
        List<At<Condition>> own = query.filters().stream()
                .filter(filter -> filter.path().isEmpty())
                .toList();
        QueryString filters =
                new QueryString(List.of(), own, List.of(), List.of(), null, List.of(), List.of(), query.canonical());
        return planner.plan(filters, relation.name(), relation, new Node.Table(relation.name()))
                .where();
    }

    /// Whether the filters are the whole primary key, each column once and with `eq`.
    public boolean namesOneRow(QueryString query, Relation relation) {
        Set<String> columns = new HashSet<>();
        for (At<Condition> filter : query.filters()) {
            boolean names = filter.path().isEmpty()
                    && filter.what() instanceof Condition.Test test
                    && !test.negated()
                    && test.field().path().isEmpty()
                    && test.operation() instanceof Compare compare
                    && compare.operator() == Operator.EQ
                    && compare.quantifier() == null
                    && columns.add(test.field().name());
            if (!names) {
                return false;
            }
        }
        return !columns.isEmpty() && columns.equals(new HashSet<>(relation.primaryKey()));
    }

    /// The columns that the answer reads, so that a write asks for no right it does not need.
    public static Returning returning(Node node) {
        Set<String> columns = new LinkedHashSet<>();
        boolean all = false;
        for (Item item : node.items()) {
            if (item instanceof Node.Value value) {
                all |= value.field().star();
                columns.add(value.field().name());
            }
        }
        node.order().stream()
                .filter(term -> term.child() == null)
                .forEach(term -> columns.add(term.field().name()));
        node.where().forEach(where -> collect(where, columns));
        for (Child child : node.children()) {
            switch (child.way()) {
                case Relationship.Key key ->
                    key.pairs().stream().map(Pair::near).forEach(columns::add);
                case Relationship.Junction junction ->
                    junction.toSource().stream().map(Pair::near).forEach(columns::add);
                case Relationship.Computed _ -> all = true;
            }
        }
        return all ? new Returning(true, List.of()) : new Returning(false, List.copyOf(columns));
    }

    /// The same rows, of which nothing but these columns is told.
    public static Node columns(Node node, List<String> columns) {
        List<Item> items = columns.stream()
                .map(column -> (Item) new Node.Value(Field.of(column), null, null, null, null, null))
                .toList();
        return new Node(
                node.name(),
                node.relation(),
                node.alias(),
                node.from(),
                items,
                List.of(),
                List.of(),
                null,
                0,
                List.of());
    }

    private static void collect(Where where, Set<String> columns) {
        switch (where) {
            case Node.Compared compared -> columns.add(compared.field().name());
            case Node.Group group -> group.members().forEach(member -> collect(member, columns));
            case Node.Presence _ -> {}
        }
    }
}
