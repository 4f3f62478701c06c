package studio.atelier.backend.realtime.changes;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads arrays as PostgreSQL writes them: `{1,NULL,"a,b"}`, `{{1,2},{3,4}}`, `[0:1]={1,2}`. Not
/// thread-safe.
final class ArrayText {

    /// PostgreSQL's own limit is 6 dimensions.
    private static final int DEPTH_MAX = 6;

    /// An element, or an inner array.
    sealed interface Item {

        record Value(@Nullable String text) implements Item {}

        record Inner(List<Item> items) implements Item {
            public Inner {
                items = List.copyOf(items);
            }
        }
    }

    private final String text;
    private final char delimiter;
    private int at;

    private ArrayText(String text, char delimiter, int at) {
        this.text = text;
        this.delimiter = delimiter;
        this.at = at;
    }

    /// @throws IllegalArgumentException for another text
    static List<Item> parse(String text, char delimiter) {
        // Bounds that do not begin with 1 are written before; JSON has no word for them.
        int begin = text.startsWith("[") ? text.indexOf('=') + 1 : 0;
        return new ArrayText(text, delimiter, begin).array(1);
    }

    private List<Item> array(int depth) {
        if (depth > DEPTH_MAX || !take('{')) {
            throw new IllegalArgumentException("not an array");
        }
        List<Item> items = new ArrayList<>();
        if (take('}')) {
            return items;
        }
        do {
            items.add(at < text.length() && text.charAt(at) == '{' ? new Item.Inner(array(depth + 1)) : value());
        } while (take(delimiter));
        if (!take('}')) {
            throw new IllegalArgumentException("an array without end");
        }
        return items;
    }

    private Item value() {
        boolean quoted = take('"');
        var value = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at);
            if (quoted ? c == '"' : c == delimiter || c == '}') {
                break;
            }
            if (c == '\\' && at + 1 < text.length()) {
                c = text.charAt(++at);
            }
            value.append(c);
            at++;
        }
        if (quoted && !take('"')) {
            throw new IllegalArgumentException("a value without end");
        }
        return new Item.Value(!quoted && value.toString().equals("NULL") ? null : value.toString());
    }

    private boolean take(char c) {
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }
}
