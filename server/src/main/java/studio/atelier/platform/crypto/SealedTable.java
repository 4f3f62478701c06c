package studio.atelier.platform.crypto;

import java.util.regex.Pattern;

/// A table that keeps sealed secrets in the five columns of [SealedSecret]; one line of [SealedTables].
///
/// @param name   schema and table, `public.user_api_keys`
/// @param idName the primary key column
public record SealedTable(String name, String idName) {

    private static final Pattern TABLE = Pattern.compile("[a-z_][a-z0-9_]{0,62}\\.[a-z_][a-z0-9_]{0,62}");
    private static final Pattern COLUMN = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

    public SealedTable {
        // Both become part of a statement, so they are names and nothing else.
        if (!TABLE.matcher(name).matches() || !COLUMN.matcher(idName).matches()) {
            throw new IllegalArgumentException("not a table and its key: " + name + ", " + idName);
        }
    }
}
