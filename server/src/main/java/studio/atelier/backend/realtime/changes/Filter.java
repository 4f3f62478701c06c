package studio.atelier.backend.realtime.changes;

/// One condition of a binding, as it was written.
///
/// @param value   unquoted; of `in` an array literal of PostgreSQL, `{a,b}`
/// @param negated whether `not.` stood before the operator
record Filter(String column, Op op, String value, boolean negated) {

    /// The operators of the original, in the words of clients and in those of PostgreSQL.
    enum Op {
        EQ("eq", "="),
        NEQ("neq", "<>"),
        LT("lt", "<"),
        LTE("lte", "<="),
        GT("gt", ">"),
        GTE("gte", ">="),
        IN("in", "= any"),
        LIKE("like", "like"),
        ILIKE("ilike", "ilike"),
        IS("is", "is"),
        MATCH("match", "~"),
        IMATCH("imatch", "~*"),
        ISDISTINCT("isdistinct", "is distinct from");

        private final String word;
        private final String sql;

        Op(String word, String sql) {
            this.word = word;
            this.sql = sql;
        }

        String word() {
            return word;
        }

        String sql() {
            return sql;
        }
    }
}
