package studio.atelier.platform.crypto;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A table that keeps sealed secrets, offered as a bean by the room that owns it. All of them together are the list
/// a key rotation walks; a test compares the list with the columns the database really has.
///
/// @param name   schema and table, `public.user_api_keys`
/// @param idName the primary key column
/// @param column of type `text` or `bytea` that holds [SealedSecret#text()]; null for a table with the five columns
///               of [SealedSecret]
public record SealedTable(
        String name, String idName, @Nullable String column) {

    private static final Pattern TABLE = Pattern.compile("[a-z_][a-z0-9_]{0,62}\\.[a-z_][a-z0-9_]{0,62}");
    private static final Pattern COLUMN = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

    public SealedTable {
        // They become part of a statement, so they are names and nothing else.
        if (!TABLE.matcher(name).matches()
                || !COLUMN.matcher(idName).matches()
                || (column != null && !COLUMN.matcher(column).matches())) {
            throw new IllegalArgumentException("not a table and its columns: " + name + ", " + idName + ", " + column);
        }
    }

    /// With the five columns of [SealedSecret].
    public static SealedTable of(String name, String idName) {
        return new SealedTable(name, idName, null);
    }
}
