package studio.atelier.platform.feed;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One committed change of one row.
///
/// @param table   with schema, `public.projects`
/// @param columns values as PostgreSQL writes them as text, null for null. A large value that an update did
///     not touch is absent; of a deleted row there is only the key
/// @param lsn     of the commit, as text; later commits have larger ones
/// @param xid     the transaction, as the log names it: the lower 32 bits of its number
public record Change(String table, Kind kind, Map<String, @Nullable String> columns, String lsn, long xid) {

    public enum Kind {
        INSERTED,
        UPDATED,
        DELETED
    }

    public Change {
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    }

    @Override
    public String toString() {
        return "Change[" + table + " " + kind + " " + lsn + "]";
    }
}
