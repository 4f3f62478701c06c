package studio.atelier.backend.realtime.changes;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes values as PostgreSQL's `to_jsonb` does, from their text as the log has it.
final class JsonText {

    private static final String HEX = "0123456789abcdef";
    private static final int HEX_DIGIT_BITS = 4;
    private static final int HEX_DIGIT = 0xF;

    private JsonText() {}

    /// @param value null for null
    /// @throws IllegalArgumentException for a value of another type, or one that only the database can write
    static void write(StringBuilder out, ColumnType type, @Nullable String value) {
        if (value == null) {
            out.append("null");
            return;
        }
        switch (type.family()) {
            case BOOLEAN -> out.append(value.equals("t"));
            case WHOLE -> out.append(value);
            case NUMBER -> number(out, value);
            case TIMESTAMP -> quote(out, value.replaceFirst(" ", "T"));
            case TIMESTAMPTZ -> quote(out, instant(value));
            case JSON -> out.append(value);
            case ARRAY -> array(out, type, value);
            case TEXT, UUID, DATE, ENUM, OTHER -> quote(out, value);
            case ASKED -> throw new IllegalArgumentException("only the database can write a " + type.sql());
        }
    }

    private static void number(StringBuilder out, String value) {
        char last = value.charAt(value.length() - 1);
        if (last == 'y' || last == 'N') {
            // JSON has neither infinity nor NaN.
            quote(out, value);
        } else if (value.indexOf('e') >= 0) {
            out.append(new BigDecimal(value).toPlainString());
        } else {
            out.append(value);
        }
    }

    /// `2026-01-02 03:04:05+00` is `2026-01-02T03:04:05+00:00` in JSON.
    private static String instant(String value) {
        String text = value.replaceFirst(" ", "T");
        return text.replaceFirst("([+-]\\d\\d)( BC)?$", "$1:00$2");
    }

    private static void array(StringBuilder out, ColumnType type, String value) {
        ColumnType element = type.element();
        if (element == null) {
            throw new IllegalArgumentException("an array without element type: " + type.sql());
        }
        items(out, element, ArrayText.parse(value, element.delimiter()));
    }

    private static void items(StringBuilder out, ColumnType element, List<ArrayText.Item> items) {
        out.append('[');
        String separator = "";
        for (ArrayText.Item item : items) {
            out.append(separator);
            switch (item) {
                case ArrayText.Item.Value(String text) -> write(out, element, text);
                case ArrayText.Item.Inner(List<ArrayText.Item> inner) -> items(out, element, inner);
            }
            separator = ",";
        }
        out.append(']');
    }

    static void quote(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ') {
                        out.append("\\u00")
                                .append(HEX.charAt(c >> HEX_DIGIT_BITS))
                                .append(HEX.charAt(c & HEX_DIGIT));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
