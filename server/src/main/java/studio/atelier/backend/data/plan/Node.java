package studio.atelier.backend.data.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.data.schema.Name;
import studio.atelier.backend.data.schema.Relation;
import studio.atelier.backend.data.schema.Relationship;
import studio.atelier.backend.data.syntax.Condition.Operation;
import studio.atelier.backend.data.syntax.Condition.Test;
import studio.atelier.backend.data.syntax.Field;
import studio.atelier.backend.data.syntax.Select.Function;

/// What to read of one relation, with the related ones below it.
///
/// @param name     names the rows in refusals
/// @param relation its columns; null for rows of a function that are of no relation
/// @param alias    in the statement; also what the database names in its errors
/// @param from     where the rows come from
/// @param limit    null for none
/// @param offset   0 for none
public record Node(
        Name name,
        @Nullable Relation relation,
        String alias,
        From from,
        List<Item> items,
        List<Where> where,
        List<Term> order,
        @Nullable Long limit,
        long offset,
        List<Child> children) {

    public Node {
        items = List.copyOf(items);
        where = List.copyOf(where);
        order = List.copyOf(order);
        children = List.copyOf(children);
    }

    /// Where rows come from.
    public sealed interface From {}

    public record Table(Name name) implements From {}

    /// What the write or the function before gave.
    ///
    /// @param rows whole rows of the relation, of which functions can be asked
    public record Source(boolean rows) implements From {}

    /// A function of the parent's row.
    public record Call(Name function, String parentAlias, Name parent) implements From {}

    /// What is selected, in order.
    public sealed interface Item {}

    /// @param output name in the answer; null for all columns, and where the column's own name does
    /// @param via    function that turns the column's domain into JSON; null for none
    public record Value(
            Field field,
            @Nullable String output,
            @Nullable String cast,
            @Nullable Function aggregate,
            @Nullable String finalCast,
            @Nullable Name via)
            implements Item {}

    /// @param output name in the answer
    public record Rows(String output, @Nullable String cast) implements Item {}

    /// A constant 1, counted further up.
    public record Mark(String output) implements Item {}

    public record Related(Child child) implements Item {}

    /// A column of a spread child as it appears in the parent.
    ///
    /// @param name   in the child
    /// @param output in the answer
    /// @param json   JSON, which has no equality to group by
    public record Lift(
            String name,
            String output,
            @Nullable Function aggregate,
            @Nullable String finalCast,
            boolean json) {

        /// As it appears one level up.
        Lift further() {
            return new Lift(output, output, aggregate, finalCast, json);
        }

        /// As a level shows it that leaves the aggregate to one above.
        Lift bare() {
            return new Lift(name, output, null, null, json);
        }
    }

    /// @param lateral alias of the joined rows
    /// @param key     member of the answer
    /// @param lifts   columns of a spread child
    public record Child(
            Node node, Relationship way, String lateral, String key, boolean inner, boolean spread, List<Lift> lifts) {

        public Child {
            lifts = List.copyOf(lifts);
        }

        public boolean toOne() {
            return way.toOne();
        }

        boolean aggregates() {
            return spread && lifts.stream().anyMatch(lift -> lift.aggregate() != null);
        }

        Child bare() {
            return new Child(
                    node,
                    way,
                    lateral,
                    key,
                    inner,
                    spread,
                    lifts.stream().map(Lift::bare).toList());
        }

        /// Nothing of it is shown; it only filters.
        public boolean silent() {
            return node.items().isEmpty();
        }
    }

    /// What a row must satisfy, resolved.
    public sealed interface Where {}

    /// @param search whether the column has to be made a `tsvector`
    /// @param parse  function that makes the column's domain of text; null for none
    public record Compared(
            Field field,
            boolean negated,
            Operation operation,
            boolean search,
            @Nullable Name parse) implements Where {

        static Compared of(Test test, boolean search, @Nullable Name parse) {
            return new Compared(test.field(), test.negated(), test.operation(), search, parse);
        }
    }

    public record Group(boolean negated, boolean any, List<Where> members) implements Where {

        public Group {
            members = List.copyOf(members);
        }
    }

    /// @param absent whether there must be no related row
    public record Presence(Child child, boolean absent) implements Where {}

    /// @param child a to-one relative whose column it is; null for an own column
    public record Term(
            @Nullable Child child,
            Field field,
            @Nullable Boolean descending,
            @Nullable Boolean nullsFirst) {}

    /// Whether rows are grouped by what is not aggregated.
    public boolean grouped() {
        return items.stream().anyMatch(item -> switch (item) {
            case Value value -> value.aggregate() != null;
            case Rows _ -> true;
            case Mark _ -> false;
            case Related(Child child) -> child.aggregates();
        });
    }

    public Node withFrom(From other) {
        return new Node(name, relation, alias, other, items, where, order, limit, offset, children);
    }

    public Node withoutWindow() {
        return new Node(name, relation, alias, from, items, where, List.of(), null, 0, children);
    }

    public Node withLimit(long other) {
        return new Node(name, relation, alias, from, items, where, order, other, offset, children);
    }

    public Node withWhere(List<Where> other) {
        return new Node(name, relation, alias, from, items, other, order, limit, offset, children);
    }
}
