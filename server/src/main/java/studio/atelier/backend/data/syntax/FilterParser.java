package studio.atelier.backend.data.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.data.DataProblem;
import studio.atelier.backend.data.syntax.Condition.Compare;
import studio.atelier.backend.data.syntax.Condition.Distinct;
import studio.atelier.backend.data.syntax.Condition.In;
import studio.atelier.backend.data.syntax.Condition.Is;
import studio.atelier.backend.data.syntax.Condition.Operation;
import studio.atelier.backend.data.syntax.Condition.Operator;
import studio.atelier.backend.data.syntax.Condition.Quantifier;
import studio.atelier.backend.data.syntax.Condition.SearchKind;
import studio.atelier.backend.data.syntax.Condition.TextSearch;
import studio.atelier.backend.data.syntax.Condition.Truth;

/// Reads filters and logic trees. Source of the grammar: wire reference 3.3.
final class FilterParser {

    /// Groups within groups.
    static final int DEPTH_MAX = 32;

    /// Tests of one logic tree.
    static final int TESTS_MAX = 2_000;

    private static final String OPERATOR = "\"not\" or operator (eq, gt, ...)";
    private static final String MEMBER = Scanner.FIELD_NAME + ", negation operator (not) or logic operator (and, or)";

    private final Scanner in;
    private final boolean inTree;
    private int tests;

    private FilterParser(Scanner in, boolean inTree) {
        this.in = in;
        this.inTree = inTree;
    }

    /// @param value what follows `=`; the operator reaches to its end
    static Condition.Test filter(Field field, String value) {
        return new FilterParser(new Scanner("filter", value), false).test(field);
    }

    /// Whether the value begins like a filter; a function's argument does not.
    static boolean looksLikeFilter(String value) {
        var parser = new FilterParser(new Scanner("filter", value), false);
        try {
            parser.test(Field.of("x"));
            return true;
        } catch (studio.atelier.platform.problem.ProblemException _) {
            return false;
        }
    }

    /// @param any   `or`
    /// @param value a list in parentheses
    static Condition.Group tree(boolean negated, boolean any, String value) {
        var in = new Scanner("logic tree", value, any ? 2 : 3);
        var parser = new FilterParser(in, true);
        // What follows the closing parenthesis is passed over, as PostgREST does.
        List<Condition> members = parser.members(1);
        return new Condition.Group(negated, any, members);
    }

    private List<Condition> members(int depth) {
        if (depth > DEPTH_MAX) {
            throw DataProblem.TOO_COMPLEX.problem("the logic tree is more than " + DEPTH_MAX + " deep", null, null);
        }
        in.need('(');
        List<Condition> members = new ArrayList<>();
        do {
            in.blanks();
            members.add(member(depth));
            in.blanks();
        } while (in.take(','));
        if (!in.take(')')) {
            throw in.unexpected("\",\" or \")\"");
        }
        return members;
    }

    private Condition member(int depth) {
        Condition.Group group = in.attempt(() -> group(depth));
        if (group != null) {
            return group;
        }
        String name = in.name();
        if (name == null) {
            throw in.unexpected(MEMBER);
        }
        Field field = new Field(name, SelectParser.path(in));
        in.need('.');
        if (++tests > TESTS_MAX) {
            throw DataProblem.TOO_COMPLEX.problem("the logic tree has more than " + TESTS_MAX + " tests", null, null);
        }
        return test(field);
    }

    private Condition.@Nullable Group group(int depth) {
        boolean negated = in.take("not.");
        boolean any = in.take("or");
        if (!any && !in.take("and")) {
            return null;
        }
        in.blanks();
        return in.sees('(') ? new Condition.Group(negated, any, members(depth + 1)) : null;
    }

    private Condition.Test test(Field field) {
        int from = in.position();
        boolean negated = in.take("not.");
        Operation operation = operation();
        if (operation == null) {
            in.back(negated ? in.position() : from);
            throw in.unexpected(negated ? "operator (eq, gt, ...)" : OPERATOR);
        }
        return new Condition.Test(field, negated, operation);
    }

    private @Nullable Operation operation() {
        int from = in.position();
        String word = in.span(c -> c >= 'a' && c <= 'z');
        Operation operation = switch (word) {
            case "in" -> in.take('.') ? new In(list()) : null;
            case "is" -> in.take('.') ? is() : null;
            case "isdistinct" -> in.take('.') ? new Distinct(value()) : null;
            default -> other(word);
        };
        if (operation == null) {
            in.back(from);
        }
        return operation;
    }

    private @Nullable Operation other(String word) {
        for (SearchKind kind : SearchKind.values()) {
            if (kind.word().equals(word)) {
                String language = in.sees('(') ? parenthesised() : null;
                return in.take('.') ? new TextSearch(kind, language, value()) : null;
            }
        }
        for (Operator operator : Operator.values()) {
            if (operator.word().equals(word)) {
                Quantifier quantifier = operator.quantified() ? quantifier() : null;
                return in.take('.') ? new Compare(operator, quantifier, value()) : null;
            }
        }
        return null;
    }

    private @Nullable Quantifier quantifier() {
        if (in.take("(any)")) {
            return Quantifier.ANY;
        }
        return in.take("(all)") ? Quantifier.ALL : null;
    }

    private String parenthesised() {
        in.need('(');
        String word = in.span(c -> Scanner.isNameCharacter(c) || c == '-');
        in.need(')');
        return word;
    }

    private Is is() {
        int from = in.position();
        String word = (inTree ? in.span(c -> Character.isLetter(c) || c == '_') : in.rest()).toLowerCase(Locale.ROOT);
        for (Truth truth : Truth.values()) {
            if (truth.word().equals(word.strip())) {
                return new Is(truth);
            }
        }
        in.back(from);
        throw in.unexpected("isVal: (null, not_null, true, false, unknown)");
    }

    /// Alone, a value reaches to the end and quotes are part of it; in a tree it ends at a comma or
    /// parenthesis.
    private String value() {
        if (!inTree) {
            return in.rest();
        }
        String braces = in.attempt(this::braces);
        if (braces != null) {
            return braces;
        }
        String quoted = in.attempt(this::closedQuotes);
        return quoted == null ? in.span(c -> c != ',' && c != ')') : quoted;
    }

    private @Nullable String braces() {
        if (!in.take('{')) {
            return null;
        }
        String inner = in.span(c -> c != '{' && c != '}');
        return in.take('}') ? "{" + inner + "}" : null;
    }

    private @Nullable String closedQuotes() {
        if (!in.sees('"')) {
            return null;
        }
        String value;
        try {
            value = in.quoted();
        } catch (studio.atelier.platform.problem.ProblemException _) {
            return null;
        }
        return in.atEnd() || in.sees(',') || in.sees(')') ? value : null;
    }

    private List<String> list() {
        in.need('(');
        List<String> values = new ArrayList<>();
        do {
            in.blanks();
            String quoted = in.attempt(this::closedQuotes);
            values.add(quoted == null ? in.span(c -> c != ',' && c != ')') : quoted);
            in.blanks();
        } while (in.take(','));
        in.need(')');
        return values.size() == 1 && values.getFirst().isEmpty() ? List.of() : values;
    }
}
