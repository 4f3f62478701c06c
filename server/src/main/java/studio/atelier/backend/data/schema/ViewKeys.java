package studio.atelier.backend.data.schema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which column of a table a view's column passes through. Read from the rewrite rule, where PostgreSQL
/// notes for each entry of the target list the table and column it comes from.
final class ViewKeys {

    /// Views on views on views; deeper is a circle.
    private static final int DEPTH_MAX = 20;

    /// @param relation oid
    /// @param column   attribute number
    record Origin(long relation, int column) {}

    private final Map<Long, Map<Integer, Origin>> views = new HashMap<>();

    /// @param view oid
    /// @param rule `ev_action` of its `_RETURN` rule
    void add(long view, String rule) {
        views.put(view, targets(rule));
    }

    /// The table's column behind a view's column; empty where it is computed.
    Optional<Origin> behind(Origin column) {
        Origin at = column;
        for (int depth = 0; depth < DEPTH_MAX; depth++) {
            Map<Integer, Origin> view = views.get(at.relation());
            if (view == null) {
                return Optional.of(at);
            }
            Origin next = view.get(at.column());
            if (next == null) {
                return Optional.empty();
            }
            at = next;
        }
        return Optional.empty();
    }

    private static Map<Integer, Origin> targets(String rule) {
        Map<Integer, Origin> targets = new HashMap<>();
        int list = targetList(rule);
        if (list < 0) {
            return targets;
        }
        for (String entry : entries(rule, list)) {
            long relation = number(entry, " :resorigtbl ");
            int column = (int) number(entry, " :resorigcol ");
            int position = (int) number(entry, " :resno ");
            if (relation > 0 && column > 0 && entry.contains(" :resjunk false")) {
                targets.put(position, new Origin(relation, column));
            }
        }
        return targets;
    }

    /// Where the target list of the outermost query begins: other queries lie deeper.
    private static int targetList(String rule) {
        int depth = 0;
        for (int at = 0; at < rule.length(); at++) {
            char c = rule.charAt(at);
            if (c == '\\') {
                at++;
            } else if (c == '{' || c == '(') {
                depth++;
            } else if (c == '}' || c == ')') {
                depth--;
            } else if (c == ':' && depth == 2 && rule.startsWith(":targetList (", at)) {
                return at + ":targetList ".length();
            }
        }
        return -1;
    }

    private static List<String> entries(String rule, int list) {
        List<String> entries = new ArrayList<>();
        int depth = 0;
        int from = list;
        for (int at = list; at < rule.length(); at++) {
            char c = rule.charAt(at);
            if (c == '\\') {
                at++;
            } else if (c == '{' || c == '(') {
                if (++depth == 2) {
                    from = at;
                }
            } else if (c == '}' || c == ')') {
                if (--depth == 1) {
                    entries.add(rule.substring(from, at));
                } else if (depth == 0) {
                    break;
                }
            }
        }
        return entries;
    }

    /// The last one: what an expression within the entry says comes before it.
    private static long number(String entry, String label) {
        int at = entry.lastIndexOf(label);
        if (at < 0) {
            return 0;
        }
        int from = at + label.length();
        int to = from;
        while (to < entry.length() && Character.isDigit(entry.charAt(to))) {
            to++;
        }
        return to == from ? 0 : Long.parseLong(entry.substring(from, to));
    }
}
