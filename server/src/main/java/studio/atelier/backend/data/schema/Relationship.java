package studio.atelier.backend.data.schema;

import java.util.Comparator;
import java.util.List;

/// A way from one relation to another.
public sealed interface Relationship {

    Name source();

    Name target();

    /// Whether a row of the source has at most one of the target.
    boolean toOne();

    /// The order in which ambiguous ones are told.
    Comparator<Relationship> LISTED = Comparator.comparing(
                    (Relationship way) -> way.target().schema())
            .thenComparing(way -> way.target().name())
            .thenComparingInt(Relationship::rank)
            .thenComparing(Relationship::mark)
            .thenComparing(Relationship::columns);

    private static int rank(Relationship way) {
        return switch (way) {
            case Key key ->
                switch (key.cardinality()) {
                    case ONE_TO_MANY -> 0;
                    case MANY_TO_ONE -> 1;
                    case ONE_TO_ONE -> 2;
                };
            case Junction _ -> 3;
            case Computed _ -> 4;
        };
    }

    private static String mark(Relationship way) {
        return switch (way) {
            case Key key -> key.constraint();
            case Junction junction ->
                String.join(" ", junction.junction().name(), junction.sourceConstraint(), junction.targetConstraint());
            case Computed computed -> computed.function().name();
        };
    }

    private static String columns(Relationship way) {
        return switch (way) {
            case Key key -> key.pairs().toString();
            case Junction junction -> junction.toSource().toString();
            case Computed _ -> "";
        };
    }

    /// @param near column of the side one comes from
    /// @param far  column of the side one goes to
    record Pair(String near, String far) {

        /// The same, seen from the other side.
        @SuppressWarnings("ArgumentSelectionDefectChecker") // that is the point
        Pair turned() {
            return new Pair(far, near);
        }
    }

    enum Cardinality {
        MANY_TO_ONE("many-to-one"),
        ONE_TO_MANY("one-to-many"),
        ONE_TO_ONE("one-to-one");

        private final String words;

        Cardinality(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    /// A foreign key, in either direction.
    ///
    /// @param keyHolder whether the source is the side that has the key
    record Key(
            Name source, Name target, Cardinality cardinality, String constraint, List<Pair> pairs, boolean keyHolder)
            implements Relationship {

        public Key {
            pairs = List.copyOf(pairs);
        }

        @Override
        public boolean toOne() {
            return cardinality != Cardinality.ONE_TO_MANY;
        }
    }

    /// Two foreign keys of a table between.
    ///
    /// @param toSource near: column of the source, far: column of the junction
    /// @param toTarget near: column of the junction, far: column of the target
    record Junction(
            Name source,
            Name target,
            Name junction,
            String sourceConstraint,
            String targetConstraint,
            List<Pair> toSource,
            List<Pair> toTarget)
            implements Relationship {

        public Junction {
            toSource = List.copyOf(toSource);
            toTarget = List.copyOf(toTarget);
        }

        @Override
        public boolean toOne() {
            return false;
        }
    }

    /// A function that takes a row of the source and returns rows of the target.
    record Computed(Name source, Name target, Name function, boolean toOne) implements Relationship {}
}
