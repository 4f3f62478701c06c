package studio.atelier.backend.realtime.changes;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the server knows of a type: how its text becomes JSON, and which comparisons it makes by itself.
///
/// @param oid     tells two types apart that had one name after the other
/// @param sql     its name in SQL, with schema where it needs one
/// @param family  of the base type, where it is a domain
/// @param element of an array's elements; null for all else
/// @param delimiter between elements where this is an element type; a comma but for boxes
/// @param labels  of an enumeration in their order
/// @param plain   whether texts are equal only if every character is
/// @param byCodePoint whether texts sort by their characters' numbers
record ColumnType(
        long oid,
        String sql,
        Family family,
        @Nullable ColumnType element,
        char delimiter,
        List<String> labels,
        boolean plain,
        boolean byCodePoint) {

    enum Family {
        BOOLEAN,
        /// `int2`, `int4`, `int8`
        WHOLE,
        /// `numeric`, `float4`, `float8`
        NUMBER,
        /// `text`, `varchar`
        TEXT,
        UUID,
        DATE,
        TIMESTAMP,
        TIMESTAMPTZ,
        /// `json`, `jsonb`
        JSON,
        ENUM,
        ARRAY,
        /// JSON is its text in quotes; compared by the database
        OTHER,
        /// JSON is what the database says: composites, and what has a cast to JSON
        ASKED
    }

    ColumnType {
        labels = List.copyOf(labels);
    }

    /// A cast of an SQL expression. The number keeps a plan for a dropped type of the same name from being used.
    String cast(String expression) {
        return "cast(" + expression + " as " + sql + " /* " + oid + " */)";
    }

    /// With the collation of a column.
    ColumnType collated(boolean nowPlain, boolean nowByCodePoint) {
        return new ColumnType(oid, sql, family, element, delimiter, labels, nowPlain, nowByCodePoint);
    }
}
