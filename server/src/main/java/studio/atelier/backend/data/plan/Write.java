package studio.atelier.backend.data.plan;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.data.plan.Node.Where;
import studio.atelier.backend.data.schema.Column;
import studio.atelier.backend.data.schema.Name;
import studio.atelier.backend.data.schema.Relation;

/// What is written to one relation.
///
/// @see Returning
public sealed interface Write {

    Relation relation();

    /// In the statement.
    String alias();

    Returning returning();

    /// JSON of one object or of an array of objects.
    ///
    /// @param casts by column, functions that make its domain of JSON
    record Payload(String json, boolean array, Map<String, Name> casts) {

        public Payload {
            casts = Map.copyOf(casts);
        }

        public Payload with(Map<String, Name> others) {
            return new Payload(json, array, others);
        }
    }

    /// What the statement must know of the rows it wrote.
    ///
    /// @param all     every column
    /// @param columns these; none of both: only how many rows
    record Returning(boolean all, List<String> columns) {

        public static final Returning NOTHING = new Returning(false, List.of());

        public Returning {
            columns = List.copyOf(columns);
        }
    }

    /// @param columns of the constraint
    /// @param merge   rows that are there are changed; else they are left alone
    record Conflict(List<String> columns, boolean merge) {

        public Conflict {
            columns = List.copyOf(columns);
        }
    }

    /// @param columns  that are written; none: defaults only
    /// @param none     nothing is inserted at all
    /// @param defaults absent members take the column's default
    /// @param where    what a row of the payload must satisfy (PUT)
    record Insert(
            Relation relation,
            String alias,
            List<Column> columns,
            Payload payload,
            boolean none,
            @Nullable Conflict conflict,
            boolean defaults,
            List<Where> where,
            Returning returning)
            implements Write {

        public Insert {
            columns = List.copyOf(columns);
            where = List.copyOf(where);
        }
    }

    record Update(
            Relation relation,
            String alias,
            List<Column> columns,
            Payload payload,
            boolean defaults,
            List<Where> where,
            Returning returning)
            implements Write {

        public Update {
            columns = List.copyOf(columns);
            where = List.copyOf(where);
        }
    }

    record Delete(Relation relation, String alias, List<Where> where, Returning returning) implements Write {

        public Delete {
            where = List.copyOf(where);
        }
    }
}
