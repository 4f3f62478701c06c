package studio.atelier.walls;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a table promises about its rows.
///
/// @param name   with schema
/// @param rows   how a row is made
/// @param hidden columns that nobody but the system may read
/// @param own    what each may do with a row of the owner that belongs to no organisation
/// @param shared the same for a row of the owner that belongs to the organisation; null where rows know no
///     organisation
record ExposedTable(
        String name,
        Rows rows,
        Set<String> hidden,
        Map<Scene.Person, May> own,
        @Nullable Map<Scene.Person, May> shared) {

    /// The columns of a new row. Makes what the row refers to, as the superuser.
    interface Rows {

        /// @param organisation null for a row that belongs to none
        Map<String, Object> columns(Scene scene, UUID owner, @Nullable UUID organisation);
    }

    static ExposedTable of(String name, Rows rows) {
        return new ExposedTable(name, rows, Set.of(), Map.of(), null);
    }

    ExposedTable hiding(String... columns) {
        return new ExposedTable(name, rows, Set.of(columns), own, shared);
    }

    /// Rows of a person alone.
    ExposedTable own(May may, Scene.Person... who) {
        return new ExposedTable(name, rows, hidden, with(own, may, who), shared);
    }

    /// Rows of a person in an organisation.
    ExposedTable shared(May may, Scene.Person... who) {
        return new ExposedTable(name, rows, hidden, own, with(shared == null ? Map.of() : shared, may, who));
    }

    private static Map<Scene.Person, May> with(Map<Scene.Person, May> before, May may, Scene.Person... who) {
        Map<Scene.Person, May> after = new EnumMap<>(Scene.Person.class);
        after.putAll(before);
        Arrays.stream(who).forEach(person -> after.put(person, may));
        return after;
    }
}
