package studio.atelier.backend.data.syntax;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads `order`, `columns` and `on_conflict`. Source of the grammar: wire reference 3.4.
final class OrderParser {

    private static final String DIRECTION = "\"asc\", \"desc\", \"nullsfirst\" or \"nullslast\"";

    private OrderParser() {}

    static List<Order> order(String text) {
        var in = new Scanner("order", text);
        List<Order> terms = new ArrayList<>();
        do {
            in.blanks();
            terms.add(term(in));
            in.blanks();
        } while (in.take(','));
        if (!in.atEnd()) {
            int at = in.position();
            char found = in.next();
            throw in.unexpected("'" + found + "'", at, "\",\" or end of input");
        }
        return terms;
    }

    private static Order term(Scanner in) {
        String name = in.needName();
        String relation = null;
        Field field;
        if (in.take('(')) {
            relation = name;
            field = new Field(in.needName(), SelectParser.path(in));
            in.need(')');
        } else {
            field = new Field(name, SelectParser.path(in));
        }
        Boolean descending = null;
        if (in.sees(".asc") || in.sees(".desc")) {
            descending = in.take(".desc");
            if (!descending) {
                in.take(".asc");
            }
        }
        return new Order(relation, field, descending, nulls(in, descending == null));
    }

    private static @Nullable Boolean nulls(Scanner in, boolean directionPossible) {
        if (in.take(".nullsfirst")) {
            return true;
        }
        if (in.take(".nullslast")) {
            return false;
        }
        if (in.take('.')) {
            throw in.unexpected(directionPossible ? DIRECTION : "\"nullsfirst\" or \"nullslast\"");
        }
        return null;
    }

    /// @param what names the parameter in a refusal
    static List<String> names(String what, String text) {
        var in = new Scanner(what, text);
        List<String> names = new ArrayList<>();
        do {
            in.blanks();
            names.add(in.needName());
            in.blanks();
        } while (in.take(','));
        in.end("\",\" or end of input");
        return names;
    }
}
