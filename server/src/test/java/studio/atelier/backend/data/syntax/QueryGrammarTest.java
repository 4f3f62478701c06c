package studio.atelier.backend.data.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import studio.atelier.platform.problem.ProblemException;

/// What is printed and parsed is what it was, and nothing else that is sent breaks the parser.
class QueryGrammarTest {

    @Property(tries = 500)
    void readsTheSelectThatItPrints(@ForAll("selects") List<Select> select) {
        String printed = printSelects(select);

        assertThat(SelectParser.parse(printed)).as(printed).isEqualTo(select);
    }

    @Property(tries = 500)
    void readsTheTreeThatItPrints(@ForAll("groups") Condition.Group group) {
        String printed = printMembers(group.members());

        assertThat(FilterParser.tree(group.negated(), group.any(), printed))
                .as(printed)
                .isEqualTo(group);
    }

    @Property(tries = 500)
    void readsTheOrderThatItPrints(@ForAll("orders") List<Order> orders) {
        String printed = orders.stream().map(QueryGrammarTest::print).collect(Collectors.joining(","));

        assertThat(OrderParser.order(printed)).as(printed).isEqualTo(orders);
    }

    @Property(tries = 1_000)
    void refusesOrReadsWhateverComes(@ForAll("noise") String noise) {
        for (String parameter : List.of("select", "or", "and", "order", "x", "columns", "on_conflict", "a.limit")) {
            try {
                QueryString.parse(
                        parameter + "=" + java.net.URLEncoder.encode(noise, java.nio.charset.StandardCharsets.UTF_8),
                        false);
            } catch (ProblemException refused) {
                assertThat(refused.problem().code().status()).isEqualTo(400);
            }
        }
    }

    @Provide
    Arbitrary<String> noise() {
        return Arbitraries.strings().withChars("abz019_$ -><.:,()\"\\*!{}[]'%?").ofMaxLength(40);
    }

    @Provide
    Arbitrary<List<Select>> selects() {
        return selects(2);
    }

    @Provide
    Arbitrary<Condition.Group> groups() {
        return group(3);
    }

    @Provide
    Arbitrary<List<Order>> orders() {
        return Combinators.combine(
                        names().injectNull(0.7),
                        fields(),
                        Arbitraries.of(true, false).injectNull(0.3),
                        Arbitraries.of(true, false).injectNull(0.3))
                .as(Order::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    private static Arbitrary<String> names() {
        Arbitrary<String> plain =
                Arbitraries.strings().withChars("abcxyz_$019").ofMinLength(1).ofMaxLength(8);
        Arbitrary<String> odd =
                Arbitraries.strings().withChars("ab .,:()\"\\").ofMinLength(1).ofMaxLength(6);
        return Arbitraries.oneOf(plain, odd)
                .filter(name -> !List.of("count", "inner", "left").contains(name));
    }

    private static Arbitrary<Field> fields() {
        Arbitrary<Field.Step> steps = Combinators.combine(
                        Arbitraries.of(true, false),
                        Arbitraries.oneOf(
                                Arbitraries.strings()
                                        .withChars("abc_")
                                        .ofMinLength(1)
                                        .ofMaxLength(5),
                                Arbitraries.integers().between(-20, 20).map(String::valueOf)))
                .as((text, key) -> new Field.Step(text, key, key.matches("-?[0-9]+")));
        return Combinators.combine(names(), steps.list().ofMaxSize(2)).as(Field::new);
    }

    private static Arbitrary<List<Select>> selects(int depth) {
        Arbitrary<String> types = Arbitraries.of("text", "int4", "double precision");
        Arbitrary<Select> column = Combinators.combine(
                        fields(),
                        names().injectNull(0.5),
                        types.injectNull(0.6),
                        Arbitraries.of(Select.Function.values()).injectNull(0.7),
                        types.injectNull(0.6))
                .as((field, alias, cast, aggregate, last) ->
                        new Select.Column(field, alias, cast, aggregate, aggregate == null ? null : last));
        Arbitrary<Select> count = Combinators.combine(names().injectNull(0.5), types.injectNull(0.5))
                .as(Select.Count::new);
        if (depth == 0) {
            return Arbitraries.oneOf(column, count).list().ofMaxSize(3);
        }
        Arbitrary<Select> embed = Combinators.combine(
                        names(),
                        names().injectNull(0.5),
                        names().injectNull(0.5),
                        Arbitraries.of(true, false).injectNull(0.5),
                        Arbitraries.of(true, false),
                        selects(depth - 1))
                .as((target, alias, hint, inner, spread, items) ->
                        new Select.Embed(target, spread ? null : alias, hint, inner, spread, items));
        return Arbitraries.oneOf(column, count, embed).list().ofMaxSize(3);
    }

    private static Arbitrary<Condition.Group> group(int depth) {
        return Combinators.combine(
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false),
                        conditions(depth).list().ofMinSize(1).ofMaxSize(3))
                .as(Condition.Group::new);
    }

    private static Arbitrary<Condition> conditions(int depth) {
        Arbitrary<Condition> test = Combinators.combine(fields(), Arbitraries.of(true, false), operations())
                .as(Condition.Test::new);
        return depth == 0 ? test : Arbitraries.oneOf(test, group(depth - 1).map(group -> group));
    }

    private static Arbitrary<Condition.Operation> operations() {
        Arbitrary<String> values =
                Arbitraries.strings().withChars("ab1 ,.:()\"\\*%é").ofMaxLength(8);
        Arbitrary<Condition.Operation> compare = Combinators.combine(
                        Arbitraries.of(Condition.Operator.values()),
                        Arbitraries.of(Condition.Quantifier.values()).injectNull(0.6),
                        values)
                .as((operator, quantifier, value) ->
                        new Condition.Compare(operator, operator.quantified() ? quantifier : null, value));
        return Arbitraries.oneOf(
                compare,
                values.list().ofMinSize(2).ofMaxSize(4).map(Condition.In::new),
                Arbitraries.of(Condition.Truth.values()).map(Condition.Is::new),
                values.map(Condition.Distinct::new),
                Combinators.combine(
                                Arbitraries.of(Condition.SearchKind.values()),
                                Arbitraries.of("english", "simple").injectNull(0.5),
                                values)
                        .as(Condition.TextSearch::new));
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private static String print(Field field) {
        StringBuilder text = new StringBuilder(quoted(field.name()));
        field.path().forEach(step -> text.append(step.text() ? "->>" : "->").append(step.key()));
        return text.toString();
    }

    private static String printSelects(List<Select> select) {
        return select.stream().map(QueryGrammarTest::print).collect(Collectors.joining(","));
    }

    private static String print(Select select) {
        return switch (select) {
            case Select.Column column ->
                (column.alias() == null ? "" : quoted(column.alias()) + ":")
                        + print(column.field())
                        + (column.cast() == null ? "" : "::" + column.cast())
                        + (column.aggregate() == null
                                ? ""
                                : "." + column.aggregate().sql() + "()")
                        + (column.finalCast() == null ? "" : "::" + column.finalCast());
            case Select.Count count ->
                (count.alias() == null ? "" : quoted(count.alias()) + ":")
                        + "count()"
                        + (count.cast() == null ? "" : "::" + count.cast());
            case Select.Embed embed ->
                (embed.spread() ? "..." : "")
                        + (embed.alias() == null ? "" : quoted(embed.alias()) + ":")
                        + quoted(embed.target())
                        + (embed.hint() == null ? "" : "!" + quoted(embed.hint()))
                        + (embed.inner() == null ? "" : embed.inner() ? "!inner" : "!left")
                        + "("
                        + printSelects(embed.select())
                        + ")";
        };
    }

    private static String print(Order order) {
        String field = order.relation() == null
                ? print(order.field())
                : quoted(order.relation()) + "(" + print(order.field()) + ")";
        return field
                + (order.descending() == null ? "" : order.descending() ? ".desc" : ".asc")
                + (order.nullsFirst() == null ? "" : order.nullsFirst() ? ".nullsfirst" : ".nullslast");
    }

    private static String printMembers(List<Condition> members) {
        return members.stream().map(QueryGrammarTest::print).collect(Collectors.joining(",", "(", ")"));
    }

    private static String print(Condition condition) {
        return switch (condition) {
            case Condition.Group group ->
                (group.negated() ? "not." : "") + (group.any() ? "or" : "and") + printMembers(group.members());
            case Condition.Test test ->
                print(test.field()) + "." + (test.negated() ? "not." : "") + print(test.operation());
        };
    }

    private static String print(Condition.Operation operation) {
        return switch (operation) {
            case Condition.Compare compare ->
                compare.operator().word()
                        + (compare.quantifier() == null
                                ? ""
                                : "(" + compare.quantifier().name().toLowerCase(java.util.Locale.ROOT) + ")")
                        + "."
                        + quoted(compare.value());
            case Condition.In in ->
                "in." + in.values().stream().map(QueryGrammarTest::quoted).collect(Collectors.joining(",", "(", ")"));
            case Condition.Is is -> "is." + is.truth().word();
            case Condition.Distinct distinct -> "isdistinct." + quoted(distinct.value());
            case Condition.TextSearch search ->
                search.kind().word()
                        + (search.language() == null ? "" : "(" + search.language() + ")")
                        + "."
                        + quoted(search.value());
        };
    }
}
