package studio.atelier.backend.data.syntax;

import java.util.List;

/// A column, or what lies within it.
///
/// @param name column or computed field; `*` for all columns
/// @param path into JSON, composite or array columns; empty for the column itself
public record Field(String name, List<Step> path) {

    public Field {
        path = List.copyOf(path);
    }

    public static Field of(String name) {
        return new Field(name, List.of());
    }

    public boolean star() {
        return name.equals("*");
    }

    /// One arrow of a path.
    ///
    /// @param text  `->>`: the value comes as text
    /// @param key   name or position
    /// @param index whether the key is a position, counted from 0, or from the end when negative
    public record Step(boolean text, String key, boolean index) {}
}
