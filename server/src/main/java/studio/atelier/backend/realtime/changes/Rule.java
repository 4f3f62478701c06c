package studio.atelier.backend.realtime.changes;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A policy's condition that is evaluated here, with the three values of SQL. Source: the owner and member
/// policies of our tables and of those of most front ends.
sealed interface Rule {

    /// True, false, null, and not known here because the log left the value out.
    enum Truth {
        TRUE,
        FALSE,
        NULL,
        UNKNOWN;

        static Truth of(boolean value) {
            return value ? TRUE : FALSE;
        }
    }

    record Always(boolean value) implements Rule {}

    /// `column = auth.uid()`
    record Own(String column) implements Rule {}

    /// `column = any (auth.permitted_orgs(permission))`
    record Member(String column, String permission) implements Rule {}

    /// `auth.role() = name`
    record RoleIs(String name) implements Rule {}

    /// `auth.uid() is null`
    record Nobody() implements Rule {}

    /// `column = constant`
    ///
    /// @param constant as PostgreSQL writes such a value
    record Equals(String column, String constant) implements Rule {}

    /// A boolean column by itself.
    record Flag(String column) implements Rule {}

    record Null(String column) implements Rule {}

    record Not(Rule rule) implements Rule {}

    record And(List<Rule> rules) implements Rule {
        public And {
            rules = List.copyOf(rules);
        }
    }

    record Or(List<Rule> rules) implements Rule {
        public Or {
            rules = List.copyOf(rules);
        }
    }

    /// Whether the answer depends on memberships.
    static boolean asksMemberships(Rule rule) {
        return switch (rule) {
            case Member _ -> true;
            case Not(Rule inner) -> asksMemberships(inner);
            case And(List<Rule> rules) -> rules.stream().anyMatch(Rule::asksMemberships);
            case Or(List<Rule> rules) -> rules.stream().anyMatch(Rule::asksMemberships);
            case Always _, Own _, RoleIs _, Nobody _, Equals _, Flag _, Null _ -> false;
        };
    }

    /// @param row    values as the log has them
    /// @param viewer who would see it
    /// @param orgs   the organisations in which the viewer has a permission
    static Truth of(Rule rule, Map<String, @Nullable String> row, Viewer viewer, Orgs orgs) {
        return switch (rule) {
            case Always(boolean value) -> Truth.of(value);
            case Own(String column) -> equal(row, column, viewer.uid());
            case Member(String column, String permission) -> member(row, column, viewer, orgs, permission);
            case RoleIs(String name) ->
                viewer.claimedRole() == null ? Truth.NULL : Truth.of(name.equals(viewer.claimedRole()));
            case Nobody _ -> Truth.of(viewer.uid() == null);
            case Equals(String column, String constant) -> equal(row, column, constant);
            case Flag(String column) -> equal(row, column, "t");
            case Null(String column) -> row.containsKey(column) ? Truth.of(row.get(column) == null) : Truth.UNKNOWN;
            case Not(Rule inner) -> not(of(inner, row, viewer, orgs));
            case And(List<Rule> rules) -> all(rules, row, viewer, orgs);
            case Or(List<Rule> rules) -> any(rules, row, viewer, orgs);
        };
    }

    /// The organisations in which a person has a permission; null where it is not known just now.
    @FunctionalInterface
    interface Orgs {
        @Nullable
        Set<String> of(String uid, String permission);
    }

    private static Truth equal(Map<String, @Nullable String> row, String column, @Nullable String wanted) {
        if (!row.containsKey(column)) {
            return Truth.UNKNOWN;
        }
        String value = row.get(column);
        return value == null || wanted == null ? Truth.NULL : Truth.of(value.equals(wanted));
    }

    private static Truth member(
            Map<String, @Nullable String> row, String column, Viewer viewer, Orgs orgs, String permission) {
        if (!row.containsKey(column)) {
            return Truth.UNKNOWN;
        }
        String value = row.get(column);
        String uid = viewer.uid();
        Set<String> permitted = uid == null ? Set.of() : orgs.of(uid, permission);
        if (permitted == null) {
            return Truth.UNKNOWN;
        }
        if (permitted.isEmpty()) {
            // `null = any ('{}')` is false, not null.
            return Truth.FALSE;
        }
        return value == null ? Truth.NULL : Truth.of(permitted.contains(value));
    }

    private static Truth not(Truth truth) {
        return switch (truth) {
            case TRUE -> Truth.FALSE;
            case FALSE -> Truth.TRUE;
            case NULL -> Truth.NULL;
            case UNKNOWN -> Truth.UNKNOWN;
        };
    }

    private static Truth all(List<Rule> rules, Map<String, @Nullable String> row, Viewer viewer, Orgs orgs) {
        Truth result = Truth.TRUE;
        for (Rule each : rules) {
            Truth truth = of(each, row, viewer, orgs);
            if (truth == Truth.FALSE) {
                return truth;
            }
            result = truth == Truth.UNKNOWN || result == Truth.UNKNOWN
                    ? Truth.UNKNOWN
                    : truth == Truth.NULL ? truth : result;
        }
        return result;
    }

    private static Truth any(List<Rule> rules, Map<String, @Nullable String> row, Viewer viewer, Orgs orgs) {
        Truth result = Truth.FALSE;
        for (Rule each : rules) {
            Truth truth = of(each, row, viewer, orgs);
            if (truth == Truth.TRUE) {
                return truth;
            }
            result = truth == Truth.UNKNOWN || result == Truth.UNKNOWN
                    ? Truth.UNKNOWN
                    : truth == Truth.NULL ? truth : result;
        }
        return result;
    }
}
