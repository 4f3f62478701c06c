package studio.atelier.backend.data.sql;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.data.plan.Node;
import studio.atelier.backend.data.plan.Node.Child;
import studio.atelier.backend.data.plan.Node.Where;
import studio.atelier.backend.data.schema.Column;
import studio.atelier.backend.data.schema.Name;
import studio.atelier.backend.data.schema.Relation;
import studio.atelier.backend.data.syntax.Condition;
import studio.atelier.backend.data.syntax.Condition.Compare;
import studio.atelier.backend.data.syntax.Condition.Distinct;
import studio.atelier.backend.data.syntax.Condition.In;
import studio.atelier.backend.data.syntax.Condition.Is;
import studio.atelier.backend.data.syntax.Condition.Operator;
import studio.atelier.backend.data.syntax.Condition.Quantifier;
import studio.atelier.backend.data.syntax.Condition.TextSearch;
import studio.atelier.backend.data.syntax.Field;

/// Writes fields and conditions of one node.
final class Conditions {

    private final Sql sql;
    private final String alias;
    private final @Nullable Relation relation;

    /// Whether the rows have lost their type on the way, by which the database finds a function of them.
    private final boolean untyped;

    Conditions(Sql sql, Node node) {
        this(sql, node.alias(), node.relation(), node.from() instanceof Node.Source(boolean rows) && rows);
    }

    Conditions(Sql sql, String alias, @Nullable Relation relation) {
        this(sql, alias, relation, false);
    }

    private Conditions(Sql sql, String alias, @Nullable Relation relation, boolean untyped) {
        this.untyped = untyped;
        this.sql = sql;
        this.alias = alias;
        this.relation = relation;
    }

    /// The column, or what a path finds in it.
    void field(Field field) {
        if (field.star()) {
            sql.name(alias).add(".*");
            return;
        }
        if (field.path().isEmpty()) {
            if (untyped && relation != null && relation.column(field.name()).isEmpty()) {
                sql.add("(")
                        .name(alias)
                        .add("::")
                        .name(relation.name())
                        .add(").")
                        .name(field.name());
            } else {
                sql.name(alias, field.name());
            }
            return;
        }
        Column column = relation == null ? null : relation.column(field.name()).orElse(null);
        boolean json = column != null && column.json();
        sql.add(json ? "(" : "(to_jsonb(").name(alias, field.name()).add(json ? "" : ")");
        for (Field.Step step : field.path()) {
            sql.add(step.text() ? "->>" : "->");
            if (step.index()) {
                sql.add(step.key());
            } else {
                sql.literal(step.key());
            }
        }
        sql.add(")");
    }

    /// `where ...`, nothing where there are no conditions.
    void where(List<Where> conditions) {
        String word = " where ";
        for (Where condition : conditions) {
            sql.add(word);
            write(condition);
            word = " and ";
        }
    }

    void write(Where condition) {
        switch (condition) {
            case Node.Group(boolean negated, boolean any, List<Where> members) -> {
                sql.add(negated ? "not (" : "(");
                String word = "";
                for (Where member : members) {
                    sql.add(word);
                    write(member);
                    word = any ? " or " : " and ";
                }
                sql.add(")");
            }
            case Node.Presence(Child child, boolean absent) -> presence(child, absent);
            case Node.Compared compared -> compared(compared);
        }
    }

    private void presence(Child child, boolean absent) {
        if (child.toOne()) {
            sql.name(child.lateral()).add(absent ? " is not distinct from null" : " is distinct from null");
        } else {
            sql.name(child.lateral(), ReadSql.FOUND).add(absent ? " is null" : " is not null");
        }
    }

    private void compared(Node.Compared compared) {
        sql.add(compared.negated() ? "not " : "");
        switch (compared.operation()) {
            case Compare(Operator operator, Quantifier quantifier, String value) ->
                compare(compared, operator, quantifier, value);
            case In(List<String> values) -> in(compared, values);
            case Is(Condition.Truth truth) -> {
                field(compared.field());
                sql.add(truth == Condition.Truth.NOT_NULL ? " is not null" : " is " + truth.word());
            }
            case Distinct(String value) -> {
                field(compared.field());
                sql.add(" is distinct from ");
                operand(compared, value);
            }
            case TextSearch search -> search(compared, search);
        }
    }

    private void compare(Node.Compared compared, Operator operator, @Nullable Quantifier quantifier, String value) {
        field(compared.field());
        sql.add(" ").add(operator.sql()).add(" ");
        boolean wild = operator == Operator.LIKE || operator == Operator.ILIKE;
        String operand = wild ? value.replace('*', '%') : value;
        if (quantifier == null) {
            operand(compared, operand);
        } else {
            sql.add(quantifier == Quantifier.ANY ? "any (" : "all (");
            array(compared.field(), operand);
            sql.add(")");
        }
    }

    private void operand(Node.Compared compared, String value) {
        Name parse = compared.parse();
        String type = Types.comparable(relation, compared.field());
        if (parse != null) {
            sql.name(parse).add("(").value(value, "text").add(")");
        } else if (type == null) {
            sql.value(value);
        } else {
            sql.value(value, type);
        }
    }

    private void array(Field field, String literal) {
        String type = Types.comparable(relation, field);
        if (type == null || type.endsWith("[]")) {
            sql.value(literal);
        } else {
            sql.value(literal, type + "[]");
        }
    }

    private void in(Node.Compared compared, List<String> values) {
        field(compared.field());
        Name parse = compared.parse();
        if (parse == null) {
            sql.add(" = any (");
            array(compared.field(), arrayLiteral(values));
            sql.add(")");
        } else {
            sql.add(" = any (array(select ").name(parse).add("(each) from unnest(");
            sql.value(arrayLiteral(values), "text[]").add(") as each))");
        }
    }

    static String arrayLiteral(List<String> values) {
        StringBuilder text = new StringBuilder("{");
        for (String value : values) {
            text.append(text.length() == 1 ? "\"" : ",\"")
                    .append(value.replace("\\", "\\\\").replace("\"", "\\\""))
                    .append('"');
        }
        return text.append('}').toString();
    }

    private void search(Node.Compared compared, TextSearch search) {
        if (compared.search()) {
            sql.add("to_tsvector(");
            if (search.language() != null) {
                sql.value(search.language(), "regconfig").add(", ");
            }
            field(compared.field());
            sql.add(")");
        } else {
            field(compared.field());
        }
        sql.add(" @@ ").add(search.kind().name().toLowerCase(Locale.ROOT)).add("(");
        if (search.language() != null) {
            sql.value(search.language(), "regconfig").add(", ");
        }
        sql.value(search.value(), "text").add(")");
    }
}
