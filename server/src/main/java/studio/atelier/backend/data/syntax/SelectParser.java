package studio.atelier.backend.data.syntax;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.data.DataProblem;

/// Reads `select`. Source of the grammar: wire reference 3.2.
final class SelectParser {

    /// Resources within resources; deeper is somebody trying.
    static final int DEPTH_MAX = 16;

    /// Items of one `select`, all levels together.
    static final int ITEMS_MAX = 1_000;

    private static final String AFTER_ITEM =
            "letter, digit, \"-\", \"->>\", \"->\", \"::\", \".\", \")\", \",\" or end of input";

    private final Scanner in;
    private int items;

    private SelectParser(String text) {
        this.in = new Scanner("select parameter", text);
    }

    static List<Select> parse(String text) {
        var parser = new SelectParser(text);
        // What follows a whole list is passed over, as PostgREST does.
        return parser.list(0);
    }

    private List<Select> list(int depth) {
        if (depth > DEPTH_MAX) {
            throw DataProblem.TOO_COMPLEX.problem("select is nested more than " + DEPTH_MAX + " deep", null, null);
        }
        List<Select> list = new ArrayList<>();
        in.blanks();
        if (in.atEnd() || in.sees(')')) {
            return list;
        }
        do {
            in.blanks();
            list.add(item(depth));
            in.blanks();
            if (++items > ITEMS_MAX) {
                throw DataProblem.TOO_COMPLEX.problem("select has more than " + ITEMS_MAX + " items", null, null);
            }
        } while (in.take(','));
        return list;
    }

    private Select item(int depth) {
        boolean spread = in.take("...");
        Select.Embed embed = in.attempt(() -> embed(spread, depth));
        if (embed != null) {
            return embed;
        }
        if (spread) {
            in.needName();
            throw in.unexpected("\"(\"");
        }
        Select plain = plain();
        in.blanks();
        if (!in.atEnd() && !in.sees(',') && !in.sees(')')) {
            throw in.unexpected(AFTER_ITEM);
        }
        return plain;
    }

    private Select plain() {
        if (in.take('*')) {
            return Select.Column.ALL;
        }
        String alias = alias();
        Select.Count count = in.attempt(() -> count(alias));
        return count == null ? column(alias) : count;
    }

    private @Nullable String alias() {
        return in.attempt(() -> {
            String name = in.name();
            return name != null && in.sees(':') && !in.sees("::") && in.take(':') ? name : null;
        });
    }

    private Select.@Nullable Embed embed(boolean spread, int depth) {
        String alias = spread ? null : alias();
        String target = in.name();
        if (target == null || target.equals("count")) {
            return null;
        }
        String hint = null;
        Boolean inner = null;
        for (int marks = 0; marks < 2 && in.take('!'); marks++) {
            String word = in.name();
            if (word == null) {
                return null;
            }
            if (inner == null && (word.equals("inner") || word.equals("left"))) {
                inner = word.equals("inner");
            } else if (hint == null) {
                hint = word;
            } else {
                return null;
            }
        }
        if (!in.take('(')) {
            return null;
        }
        List<Select> children = list(depth + 1);
        in.need(')');
        return new Select.Embed(target, alias, hint, inner, spread, children);
    }

    private Select.@Nullable Count count(@Nullable String alias) {
        return in.take("count()") ? new Select.Count(alias, cast()) : null;
    }

    private Select.Column column(@Nullable String alias) {
        Field field = new Field(in.needName(), path(in));
        String cast = cast();
        Select.Function aggregate = null;
        String finalCast = null;
        if (in.sees('.')) {
            aggregate = aggregate();
            finalCast = cast();
        }
        return new Select.Column(field, alias, cast, aggregate, finalCast);
    }

    private Select.Function aggregate() {
        int from = in.position();
        in.need('.');
        for (Select.Function function : Select.Function.values()) {
            if (in.take(function.sql() + "()")) {
                return function;
            }
        }
        in.back(from);
        throw in.unexpected("\"::\", \",\" or aggregate function (sum, avg, count, max, min)");
    }

    private @Nullable String cast() {
        if (!in.take("::")) {
            return null;
        }
        String type = in.span(Scanner::isNameCharacter).strip();
        if (type.isEmpty()) {
            throw in.unexpected("letter or digit");
        }
        return type;
    }

    /// The arrows after a name; also used by filters and orders.
    static List<Field.Step> path(Scanner in) {
        List<Field.Step> path = new ArrayList<>();
        while (in.sees("->")) {
            boolean text = in.take("->>");
            if (!text) {
                in.take("->");
            }
            Field.Step index = in.attempt(() -> index(in, text));
            path.add(index == null ? new Field.Step(text, key(in), false) : index);
        }
        return path;
    }

    private static Field.@Nullable Step index(Scanner in, boolean text) {
        boolean negative = in.take('-');
        String digits = in.span(c -> c >= '0' && c <= '9');
        if (digits.isEmpty()) {
            if (negative) {
                throw in.unexpected("digit");
            }
            return null;
        }
        boolean ends = in.atEnd() || in.sees("->") || in.sees("::") || in.sees('.') || in.sees(',') || in.sees(')');
        if (!ends && negative) {
            throw in.unexpected("digit, \"->\", \"::\", \".\", \",\" or end of input");
        }
        return ends && digits.length() < 10 ? new Field.Step(text, (negative ? "-" : "") + digits, true) : null;
    }

    private static String key(Scanner in) {
        if (in.sees('"')) {
            return in.quoted();
        }
        StringBuilder key = new StringBuilder();
        while (true) {
            String part = in.span(c -> "(-:.,>)".indexOf(c) < 0).strip();
            if (part.isEmpty()) {
                throw in.unexpected("\"-\", digit or any non reserved character different from: .,>()");
            }
            key.append(part);
            if (in.sees('-') && !in.sees("->")) {
                in.take('-');
                key.append('-');
            } else {
                return key.toString();
            }
        }
    }
}
