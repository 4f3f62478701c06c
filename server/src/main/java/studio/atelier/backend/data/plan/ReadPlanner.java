package studio.atelier.backend.data.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.data.DataProblem;
import studio.atelier.backend.data.plan.Node.Child;
import studio.atelier.backend.data.plan.Node.Item;
import studio.atelier.backend.data.plan.Node.Lift;
import studio.atelier.backend.data.plan.Node.Term;
import studio.atelier.backend.data.plan.Node.Where;
import studio.atelier.backend.data.schema.Catalog;
import studio.atelier.backend.data.schema.Column;
import studio.atelier.backend.data.schema.Name;
import studio.atelier.backend.data.schema.Relation;
import studio.atelier.backend.data.schema.Relationship;
import studio.atelier.backend.data.syntax.Condition;
import studio.atelier.backend.data.syntax.Field;
import studio.atelier.backend.data.syntax.Order;
import studio.atelier.backend.data.syntax.QueryString;
import studio.atelier.backend.data.syntax.Select;

/// Resolves what is asked for against the catalog. Used for one request, by one thread.
public final class ReadPlanner {

    /// PostgreSQL cuts names at 63 bytes; what is added to a table's name must survive.
    private static final int ALIAS_BASE_MAX = 55;

    private final Catalog catalog;
    private final String schema;
    private final boolean aggregates;
    private final long rowsMax;
    private int laterals;

    /// @param schema     of the request
    /// @param aggregates whether they are allowed
    /// @param rowsMax    most rows of each level
    public ReadPlanner(Catalog catalog, String schema, boolean aggregates, long rowsMax) {
        this.catalog = catalog;
        this.schema = schema;
        this.aggregates = aggregates;
        this.rowsMax = rowsMax;
    }

    /// @param relation null for rows of no relation
    public Node plan(QueryString query, Name name, @Nullable Relation relation, Node.From from) {
        Draft draft = Draft.of(name.name(), query.select());
        query.filters()
                .forEach(filter -> locate(draft, filter.path()).conditions().add(filter.what()));
        query.orders().forEach(order -> {
            Draft at = locate(draft, order.path());
            at.order().addAll(order.what());
        });
        query.windows()
                .forEach(window -> locate(draft, window.path())
                        .window(window.what().limit(), window.what().offset()));
        return node(draft, new Place(name, relation, cut(name.name()), from, 0, false));
    }

    /// Where a node stands.
    ///
    /// @param lifted its columns go to the parent, which aggregates
    private record Place(
            Name name, @Nullable Relation relation, String alias, Node.From from, int depth, boolean lifted) {}

    private static Draft locate(Draft root, List<String> path) {
        Draft at = root;
        for (String name : path) {
            Draft child = at.child(name);
            if (child == null) {
                throw notEmbedded(name);
            }
            at = child;
        }
        return at;
    }

    private static RuntimeException notEmbedded(String name) {
        return DataProblem.NOT_EMBEDDED.problem(
                "'" + name + "' is not an embedded resource in this request",
                null,
                "Verify that '" + name + "' is included in the 'select' query parameter.");
    }

    private Node node(Draft draft, Place place) {
        Map<Select.Embed, Child> children = new HashMap<>();
        List<Child> ordered = new ArrayList<>();
        List<Item> items = new ArrayList<>();
        for (Select select : draft.select()) {
            switch (select) {
                case Select.Column column -> items.addAll(column(column, place));
                case Select.Count(String alias, String cast) -> items.add(count(alias, cast, place));
                case Select.Embed embed -> {
                    if (children.containsKey(embed)) {
                        continue;
                    }
                    Child child = child(embed, draft.embed(embed), place);
                    children.put(embed, child);
                    ordered.add(child);
                    if (!child.silent()) {
                        items.add(new Node.Related(child));
                    }
                }
            }
        }
        List<Where> where = new ArrayList<>();
        draft.conditions().forEach(condition -> where.add(where(condition, draft, children, place)));
        List<Term> terms = new ArrayList<>();
        draft.order().forEach(order -> terms.add(term(order, draft, children, place)));
        return new Node(
                place.name(),
                place.relation(),
                place.alias(),
                place.from(),
                items,
                where,
                terms,
                limit(draft.limit()),
                draft.offset() == null ? 0 : Math.max(0, draft.offset()),
                ordered);
    }

    private @Nullable Long limit(@Nullable Long asked) {
        if (asked != null && asked < 0) {
            throw DataProblem.RANGE.problem(
                    "Requested range not satisfiable", "Limit should be greater than or equal to zero.", null);
        }
        if (rowsMax == Long.MAX_VALUE) {
            return asked;
        }
        return asked == null ? Long.valueOf(rowsMax) : Long.valueOf(Math.min(asked, rowsMax));
    }

    private void allowAggregate() {
        if (!aggregates) {
            throw DataProblem.AGGREGATES.problem("Use of aggregate functions is not allowed", null, null);
        }
    }

    private Item count(@Nullable String alias, @Nullable String cast, Place place) {
        allowAggregate();
        String output = alias == null ? "count" : alias;
        return place.lifted() ? new Node.Mark(output) : new Node.Rows(output, cast);
    }

    private List<Item> column(Select.Column column, Place place) {
        if (column.aggregate() != null) {
            allowAggregate();
        }
        Relation relation = place.relation();
        boolean expand = column.field().star() && relation != null && (place.lifted() || hasCasts(relation));
        if (expand && relation != null) {
            List<Item> items = new ArrayList<>();
            for (Column each : relation.columns().values()) {
                items.add(new Node.Value(Field.of(each.name()), each.name(), null, null, null, via(each)));
            }
            return items;
        }
        Field field = column.field();
        String natural = natural(field);
        boolean plain = column.alias() == null
                && column.cast() == null
                && column.aggregate() == null
                && field.path().isEmpty();
        Name via = relation == null || !field.path().isEmpty()
                ? null
                : relation.column(field.name()).map(this::via).orElse(null);
        String output = column.alias() == null
                ? (column.aggregate() == null ? natural : column.aggregate().sql())
                : column.alias();
        boolean raw = plain && via == null && !place.lifted();
        return List.of(
                new Node.Value(field, raw ? null : output, column.cast(), column.aggregate(), column.finalCast(), via));
    }

    private boolean hasCasts(Relation relation) {
        return !catalog.casts().isEmpty()
                && relation.columns().values().stream().anyMatch(column -> via(column) != null);
    }

    private @Nullable Name via(Column column) {
        return catalog.cast(column.plainType(), "json").orElse(null);
    }

    /// A path is named by its last key.
    private static String natural(Field field) {
        for (int i = field.path().size() - 1; i >= 0; i--) {
            if (!field.path().get(i).index()) {
                return field.path().get(i).key();
            }
        }
        return field.name();
    }

    private Child child(Select.Embed embed, Draft draft, Place parent) {
        Relationship way = new Ways(catalog).choose(schema, parent.name(), embed.target(), embed.hint());
        Relation relation = catalog.relation(way.target()).orElse(null);
        String alias = cut(way.target().name()) + "_" + (parent.depth() + 1);
        if (alias.equals(parent.alias())) {
            alias = alias + "_";
        }
        Node.From from = way instanceof Relationship.Computed computed
                ? new Node.Call(computed.function(), parent.alias(), parent.name())
                : new Node.Table(way.target());
        boolean lifted = embed.spread() && way.toOne();
        Node node = node(draft, new Place(way.target(), relation, alias, from, parent.depth() + 1, lifted));
        List<Lift> lifts = embed.spread() ? lifts(node, relation, way.toOne()) : List.of();
        Node kept = lifted ? bare(node) : node;
        return new Child(
                kept,
                way,
                "embed_" + ++laterals,
                embed.alias() == null ? embed.target() : embed.alias(),
                Boolean.TRUE.equals(embed.inner()),
                embed.spread(),
                lifts);
    }

    /// The aggregates of a lifted node are its parent's to make.
    private static Node bare(Node node) {
        List<Item> items = node.items().stream()
                .map(item -> switch (item) {
                    case Node.Value value
                    when value.aggregate() != null ->
                        new Node.Value(value.field(), value.output(), value.cast(), null, null, null);
                    case Node.Related(Child child) -> new Node.Related(child.bare());
                    default -> item;
                })
                .toList();
        return new Node(
                node.name(),
                node.relation(),
                node.alias(),
                node.from(),
                items,
                node.where(),
                node.order(),
                node.limit(),
                node.offset(),
                node.children().stream().map(Child::bare).toList());
    }

    private static List<Lift> lifts(Node node, @Nullable Relation relation, boolean toOne) {
        List<Lift> lifts = new ArrayList<>();
        for (Item item : node.items()) {
            switch (item) {
                case Node.Value value -> {
                    if (!toOne && value.aggregate() != null) {
                        throw DataProblem.NOT_IMPLEMENTED.problem(
                                "Feature not implemented",
                                "Aggregates are not implemented for one-to-many or many-to-many spreads.",
                                null);
                    }
                    if (value.output() == null && value.field().star() && relation != null) {
                        relation.columns()
                                .values()
                                .forEach(column ->
                                        lifts.add(new Lift(column.name(), column.name(), null, null, column.json())));
                    } else {
                        String name = value.output() == null ? value.field().name() : value.output();
                        lifts.add(new Lift(name, name, value.aggregate(), value.finalCast(), json(value, relation)));
                    }
                }
                case Node.Rows _ ->
                    throw DataProblem.NOT_IMPLEMENTED.problem(
                            "Feature not implemented",
                            "Aggregates are not implemented for one-to-many or many-to-many spreads.",
                            null);
                case Node.Mark(String output) ->
                    lifts.add(new Lift(output, output, Select.Function.COUNT, null, false));
                case Node.Related(Child child) -> {
                    if (!child.spread()) {
                        lifts.add(new Lift(child.key(), child.key(), null, null, true));
                    } else if (toOne || !child.aggregates()) {
                        child.lifts().forEach(lift -> lifts.add(lift.further()));
                    } else {
                        child.lifts().forEach(lift -> lifts.add(lift.bare().further()));
                    }
                }
            }
        }
        return lifts;
    }

    private static boolean json(Node.Value value, @Nullable Relation relation) {
        if (value.cast() != null || value.aggregate() != null) {
            return false;
        }
        if (!value.field().path().isEmpty()) {
            return !value.field().path().getLast().text();
        }
        return value.via() != null
                || (relation != null
                        && relation.column(value.field().name())
                                .map(Column::json)
                                .orElse(false));
    }

    private Where where(Condition condition, Draft draft, Map<Select.Embed, Child> children, Place place) {
        return switch (condition) {
            case Condition.Group(boolean negated, boolean any, List<Condition> members) ->
                new Node.Group(
                        negated,
                        any,
                        members.stream()
                                .map(member -> where(member, draft, children, place))
                                .toList());
            case Condition.Test test -> {
                Select.Embed embed = test.field().path().isEmpty()
                        ? draft.embedNamed(test.field().name())
                        : null;
                Child child = embed == null ? null : children.get(embed);
                yield child == null || (!asksForNull(test) && isColumn(place, test))
                        ? compared(test, place)
                        : presence(test, child, test.field().name());
            }
        };
    }

    private static boolean asksForNull(Condition.Test test) {
        return test.operation() instanceof Condition.Is(Condition.Truth truth)
                && (truth == Condition.Truth.NULL || truth == Condition.Truth.NOT_NULL);
    }

    private static boolean isColumn(Place place, Condition.Test test) {
        return place.relation() != null
                && place.relation().column(test.field().name()).isPresent();
    }

    private static Where presence(Condition.Test test, Child child, String name) {
        if (!asksForNull(test) || !(test.operation() instanceof Condition.Is(Condition.Truth truth))) {
            throw DataProblem.EMBED_FILTER.problem(
                    "Bad operator on the '" + name + "' embedded resource",
                    "Only is null or not is null filters are allowed on embedded resources",
                    null);
        }
        return new Node.Presence(child, (truth == Condition.Truth.NULL) != test.negated());
    }

    private Where compared(Condition.Test test, Place place) {
        Relation relation = place.relation();
        Column column =
                relation == null ? null : relation.column(test.field().name()).orElse(null);
        boolean path = !test.field().path().isEmpty();
        boolean search =
                test.operation() instanceof Condition.TextSearch && (path || (column != null && column.text()));
        Name parse = column == null || path || catalog.casts().isEmpty()
                ? null
                : catalog.cast("text", column.plainType()).orElse(null);
        return Node.Compared.of(test, search, parse);
    }

    private static Term term(Order order, Draft draft, Map<Select.Embed, Child> children, Place place) {
        if (order.relation() == null) {
            return new Term(null, order.field(), order.descending(), order.nullsFirst());
        }
        Select.Embed embed = draft.embedNamed(order.relation());
        Child child = embed == null ? null : children.get(embed);
        if (child == null) {
            throw notEmbedded(order.relation());
        }
        if (!child.toOne()) {
            throw DataProblem.RELATED_ORDER.problem(
                    "A related order on '" + order.relation() + "' is not possible",
                    "'" + place.name().name() + "' and '" + order.relation()
                            + "' do not form a many-to-one or one-to-one relationship",
                    null);
        }
        return new Term(child, order.field(), order.descending(), order.nullsFirst());
    }

    private static String cut(String name) {
        return name.length() <= ALIAS_BASE_MAX ? name : name.substring(0, ALIAS_BASE_MAX);
    }
}
