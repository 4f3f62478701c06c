package studio.atelier.backend.data.sql;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.data.schema.Name;

/// A statement while it is written: values become parameters, names are quoted, and nothing else of a
/// request gets in. Not thread-safe.
final class Sql {

    private final StringBuilder text = new StringBuilder(512);
    private final List<@Nullable String> values = new ArrayList<>();
    private boolean typed = true;

    /// @param words of our own, never of a request
    Sql add(String words) {
        text.append(words);
        return this;
    }

    /// A parameter whose type the database finds out.
    Sql value(@Nullable String value) {
        typed = false;
        text.append('?');
        values.add(value);
        return this;
    }

    /// A parameter of this type; with nothing but these the statement can be prepared once and used again.
    ///
    /// @param type our own word, or the catalog's
    Sql value(@Nullable String value, String type) {
        text.append("?::").append(type);
        values.add(value);
        return this;
    }

    Sql name(String name) {
        return add(quoted(name));
    }

    Sql name(Name name) {
        return name(name.schema()).add(".").name(name.name());
    }

    Sql name(String alias, String column) {
        return name(alias).add(".").name(column);
    }

    /// A constant where a parameter cannot stand because two occurrences must be the same expression.
    Sql literal(String value) {
        String doubled = value.replace("'", "''");
        return value.indexOf('\\') < 0
                ? add("'").add(doubled).add("'")
                : add("E'").add(doubled.replace("\\", "\\\\")).add("'");
    }

    Sql add(Sql other) {
        text.append(other.text);
        values.addAll(other.values);
        typed &= other.typed;
        return this;
    }

    boolean typed() {
        return typed;
    }

    String text() {
        return text.toString();
    }

    List<@Nullable String> values() {
        return values;
    }

    static String quoted(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }
}
