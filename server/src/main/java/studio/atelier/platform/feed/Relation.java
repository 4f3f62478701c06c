package studio.atelier.platform.feed;

import java.util.List;

/// A table as the log describes it before its changes.
///
/// @param oid     of the table; of the root where partitions are heard under one name
/// @param whole   whether the log keeps whole old rows: `replica identity full`
/// @param columns those the log has, in order
public record Relation(long oid, String schema, String table, boolean whole, List<Column> columns) {

    /// @param key     whether the column is of the replica identity
    /// @param typeOid of its type
    public record Column(String name, boolean key, long typeOid) {}

    public Relation {
        columns = List.copyOf(columns);
    }

    /// With schema, `public.projects`.
    public String name() {
        return schema + "." + table;
    }
}
