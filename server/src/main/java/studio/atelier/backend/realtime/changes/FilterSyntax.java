package studio.atelier.backend.realtime.changes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// Reads `column=op.value`, several separated by commas and all to hold. Source: the filter grammar of
/// realtime clients; the messages are those that they show.
final class FilterSyntax {

    private static final String NOT = "not.";

    /// Longer ones are no filter; the original's URL-like form never needs it.
    private static final int LENGTH_MAX = 16_384;

    private FilterSyntax() {}

    /// What is wrong, in a few words.
    static final class Malformed extends Exception {

        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message);
        }
    }

    /// @return empty for a blank text
    static List<Filter> parse(String text) throws Malformed {
        if (text.length() > LENGTH_MAX) {
            throw new Malformed("filter must not be longer than " + LENGTH_MAX + " characters");
        }
        if (text.isBlank()) {
            return List.of();
        }
        List<Filter> filters = new ArrayList<>();
        for (String segment : segments(text.strip())) {
            filters.add(filter(segment.strip()));
        }
        return filters;
    }

    /// Splits at commas that stand in neither parentheses nor quotes.
    private static List<String> segments(String text) {
        List<String> segments = new ArrayList<>();
        var current = new StringBuilder();
        int depth = 0;
        boolean quoted = false;
        char before = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '\\' && i + 1 < text.length()) {
                current.append(c).append(text.charAt(++i));
                before = text.charAt(i);
                continue;
            }
            if (c == '"' && (quoted || before == '.' || before == '(' || before == ',')) {
                quoted = !quoted;
            } else if (!quoted && c == '(') {
                depth++;
            } else if (!quoted && c == ')') {
                depth = Math.max(0, depth - 1);
            } else if (!quoted && c == ',' && depth == 0) {
                segments.add(current.toString());
                current.setLength(0);
                before = 0;
                continue;
            }
            current.append(c);
            before = c;
        }
        segments.add(current.toString());
        return segments;
    }

    private static Filter filter(String segment) throws Malformed {
        if (segment.isEmpty()) {
            throw new Malformed("filter must not contain empty segments (check for extra commas)");
        }
        String[] sides = segment.split("=", 2);
        if (sides.length < 2) {
            throw unreadable(sides);
        }
        boolean negated = sides[1].startsWith(NOT);
        String[] parts = (negated ? sides[1].substring(NOT.length()) : sides[1]).split("\\.", 2);
        if (parts.length < 2) {
            throw unreadable(parts);
        }
        Filter.Op op = Arrays.stream(Filter.Op.values())
                .filter(each -> each.word().equals(parts[0]))
                .findFirst()
                .orElse(null);
        if (op == null) {
            throw unreadable(parts);
        }
        return new Filter(sides[0], op, value(op, parts[1]), negated);
    }

    private static String value(Filter.Op op, String text) throws Malformed {
        if (op != Filter.Op.IN) {
            return unquoted(text);
        }
        if (text.length() < 2 || !text.startsWith("(") || !text.endsWith(")")) {
            throw new Malformed("`in` filter value must be wrapped by parentheses");
        }
        return "{" + text.substring(1, text.length() - 1) + "}";
    }

    /// A value that is not quoted as a whole stands for itself.
    private static String unquoted(String text) {
        if (!text.startsWith("\"")) {
            return text;
        }
        var value = new StringBuilder();
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                value.append(text.charAt(++i));
            } else if (c == '"') {
                return i == text.length() - 1 ? value.toString() : text;
            } else {
                value.append(c);
            }
        }
        return text;
    }

    private static Malformed unreadable(String[] parts) {
        return new Malformed(Arrays.stream(parts)
                .map(part -> "\"" + part.replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
                .collect(Collectors.joining(", ", "[", "]")));
    }
}
