package studio.atelier.backend.data.syntax;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a row must satisfy.
public sealed interface Condition {

    /// @param negated `not.` before the operator
    record Test(Field field, boolean negated, Operation operation) implements Condition {}

    /// @param any true: `or`, false: `and`
    record Group(boolean negated, boolean any, List<Condition> members) implements Condition {

        public Group {
            members = List.copyOf(members);
        }
    }

    /// Every operator takes its value as text; the database gives it a type.
    sealed interface Operation {}

    record Compare(Operator operator, @Nullable Quantifier quantifier, String value) implements Operation {}

    record In(List<String> values) implements Operation {

        public In {
            values = List.copyOf(values);
        }
    }

    record Is(Truth truth) implements Operation {}

    record Distinct(String value) implements Operation {}

    record TextSearch(SearchKind kind, @Nullable String language, String value) implements Operation {}

    enum Quantifier {
        ANY,
        ALL
    }

    enum Truth {
        NULL("null"),
        NOT_NULL("not_null"),
        TRUE("true"),
        FALSE("false"),
        UNKNOWN("unknown");

        private final String word;

        Truth(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    enum SearchKind {
        TO_TSQUERY("fts"),
        PLAINTO_TSQUERY("plfts"),
        PHRASETO_TSQUERY("phfts"),
        WEBSEARCH_TO_TSQUERY("wfts");

        private final String word;

        SearchKind(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /// Operators with one value. `quantified` ones take `(any)` and `(all)`.
    enum Operator {
        EQ("eq", "=", true),
        GTE("gte", ">=", true),
        GT("gt", ">", true),
        LTE("lte", "<=", true),
        LT("lt", "<", true),
        LIKE("like", "like", true),
        ILIKE("ilike", "ilike", true),
        MATCH("match", "~", true),
        IMATCH("imatch", "~*", true),
        NEQ("neq", "<>", false),
        CS("cs", "@>", false),
        CD("cd", "<@", false),
        OV("ov", "&&", false),
        SL("sl", "<<", false),
        SR("sr", ">>", false),
        NXR("nxr", "&<", false),
        NXL("nxl", "&>", false),
        ADJ("adj", "-|-", false);

        private final String word;
        private final String sql;
        private final boolean quantified;

        Operator(String word, String sql, boolean quantified) {
            this.word = word;
            this.sql = sql;
            this.quantified = quantified;
        }

        public String word() {
            return word;
        }

        public String sql() {
            return sql;
        }

        public boolean quantified() {
            return quantified;
        }
    }
}
