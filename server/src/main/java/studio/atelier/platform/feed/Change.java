package studio.atelier.platform.feed;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One committed change of one row.
///
/// @param columns   values as PostgreSQL writes them as text in UTC, null for null. A large value that an
///     update did not touch is absent unless the log keeps whole old rows. Of a deleted row, what `old` has
/// @param old       what an updated or deleted row was known by before: its key, or the whole row under
///     `replica identity full`; empty for an insert
/// @param lsn       of the commit, as text; later commits have larger ones
/// @param xid       the transaction, as the log names it: the lower 32 bits of its number
/// @param committed when, to the microsecond
public record Change(
        Relation relation,
        Kind kind,
        Map<String, @Nullable String> columns,
        Map<String, @Nullable String> old,
        String lsn,
        long xid,
        Instant committed) {

    public enum Kind {
        INSERTED,
        UPDATED,
        DELETED
    }

    public Change {
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
        old = old.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(old));
    }

    /// With schema, `public.projects`.
    public String table() {
        return relation.name();
    }

    /// Characters of all values, about what it weighs in memory.
    public long characters() {
        return characters(columns) + (kind == Kind.DELETED ? 0 : characters(old));
    }

    private static long characters(Map<String, @Nullable String> values) {
        long size = 0;
        for (String value : values.values()) {
            size += value == null ? 0 : value.length();
        }
        return size;
    }

    @Override
    public String toString() {
        return "Change[" + table() + " " + kind + " " + lsn + "]";
    }
}
