package studio.atelier.backend.data.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.data.DataProblem;
import studio.atelier.backend.data.schema.Catalog;
import studio.atelier.backend.data.schema.Name;
import studio.atelier.backend.data.schema.Relationship;
import studio.atelier.backend.data.schema.Relationship.Cardinality;
import studio.atelier.backend.data.schema.Relationship.Pair;
import studio.atelier.platform.problem.ProblemException;

/// Chooses the relationship that an embedded resource means. Source: wire reference 3.2.
final class Ways {

    private final Catalog catalog;

    Ways(Catalog catalog) {
        this.catalog = catalog;
    }

    /// @param schema of the request; a target lies in it
    /// @throws ProblemException `data.no_relationship` or `data.many_relationships`
    Relationship choose(String schema, Name source, String target, @Nullable String hint) {
        List<Relationship> found = catalog.from(source).stream()
                .filter(way -> way.target().schema().equals(schema) || way instanceof Relationship.Computed)
                .filter(way -> hint == null ? matches(way, target) : matches(way, target, hint))
                .toList();
        List<Relationship> computed =
                found.stream().filter(Relationship.Computed.class::isInstance).toList();
        List<Relationship> candidates = computed.isEmpty() ? found : computed;
        if (candidates.isEmpty()) {
            throw none(schema, source, target, hint);
        }
        if (candidates.size() > 1) {
            throw many(source, target, candidates);
        }
        return candidates.getFirst();
    }

    /// By the target alone: its name, else the constraint or the one column of a key to a table.
    private boolean matches(Relationship way, String target) {
        return switch (way) {
            case Relationship.Computed computed -> computed.function().name().equals(target);
            case Relationship.Junction junction ->
                junction.target().name().equals(target) && !junction.target().equals(junction.source());
            case Relationship.Key key -> self(key) ? matchesSelf(key, target) : matchesOther(key, target);
        };
    }

    private boolean matchesOther(Relationship.Key key, String target) {
        return key.target().name().equals(target)
                || ((key.constraint().equals(target) || near(key.pairs(), target)) && !isView(key.target()));
    }

    /// A relation that refers to itself means its children by its own name and its parent by the column.
    private static boolean matchesSelf(Relationship.Key key, String target) {
        return switch (key.cardinality()) {
            case ONE_TO_MANY -> key.target().name().equals(target);
            case MANY_TO_ONE -> near(key.pairs(), target);
            case ONE_TO_ONE ->
                key.keyHolder()
                        ? near(key.pairs(), target)
                        : key.target().name().equals(target);
        };
    }

    private boolean matches(Relationship way, String target, String hint) {
        return switch (way) {
            case Relationship.Computed _ -> false;
            case Relationship.Junction junction ->
                junction.target().name().equals(target)
                        && junction.junction().name().equals(hint);
            case Relationship.Key key ->
                key.target().name().equals(target)
                        && (self(key)
                                ? key.cardinality() != Cardinality.MANY_TO_ONE && far(key.pairs(), hint)
                                : key.constraint().equals(hint) || near(key.pairs(), hint) || far(key.pairs(), hint));
        };
    }

    private static boolean self(Relationship.Key key) {
        return key.source().equals(key.target());
    }

    private static boolean near(List<Pair> pairs, String column) {
        return pairs.size() == 1 && pairs.getFirst().near().equals(column);
    }

    private static boolean far(List<Pair> pairs, String column) {
        return pairs.size() == 1 && pairs.getFirst().far().equals(column);
    }

    private boolean isView(Name name) {
        return catalog.relation(name).map(relation -> relation.view()).orElse(false);
    }

    private ProblemException none(String schema, Name source, String target, @Nullable String hint) {
        String using = hint == null ? "" : " using the hint '" + hint + "'";
        return DataProblem.NO_RELATIONSHIP.problem(
                "Could not find a relationship between '" + source.name() + "' and '" + target
                        + "' in the schema cache",
                "Searched for a foreign key relationship between '" + source.name() + "' and '" + target + "'" + using
                        + " in the schema '" + schema + "', but no matches were found.",
                nearName(schema, source, target));
    }

    private @Nullable String nearName(String schema, Name source, String target) {
        List<String> related = catalog.from(source).stream()
                .filter(way -> way.target().schema().equals(schema))
                .map(way -> way.target().name())
                .distinct()
                .toList();
        if (related.contains(target)
                || (related.isEmpty() && catalog.relation(source).isPresent())) {
            return null;
        }
        if (related.isEmpty()) {
            List<String> sources = catalog.relationships().keySet().stream()
                    .filter(name -> name.schema().equals(schema))
                    .map(Name::name)
                    .sorted()
                    .toList();
            return NearNames.nearest(source.name(), sources, NearNames.ALIKE_MIN)
                    .map(near -> "Perhaps you meant '" + near + "' instead of '" + source.name() + "'.")
                    .orElse(null);
        }
        return NearNames.nearest(target, related, NearNames.ALIKE_MIN)
                .map(near -> "Perhaps you meant '" + near + "' instead of '" + target + "'.")
                .orElse(null);
    }

    private static ProblemException many(Name source, String target, List<Relationship> candidates) {
        List<Map<String, String>> details = new ArrayList<>();
        List<String> hints = new ArrayList<>();
        for (Relationship way : candidates) {
            Map<String, String> detail = new LinkedHashMap<>();
            detail.put("cardinality", cardinality(way));
            detail.put(
                    "embedding", way.source().name() + " with " + way.target().name());
            detail.put("relationship", describe(way));
            details.add(detail);
            hints.add("'" + way.target().name() + "!" + mark(way) + "'");
        }
        return DataProblem.MANY_RELATIONSHIPS.problem(
                "Could not embed because more than one relationship was found for '" + source.name() + "' and '"
                        + target + "'",
                details,
                "Try changing '" + target + "' to one of the following: " + String.join(", ", hints)
                        + ". Find the desired relationship in the 'details' key.");
    }

    private static String cardinality(Relationship way) {
        return switch (way) {
            case Relationship.Key key -> key.cardinality().words();
            case Relationship.Junction _ -> "many-to-many";
            case Relationship.Computed computed -> computed.toOne() ? "many-to-one" : "one-to-many";
        };
    }

    private static String mark(Relationship way) {
        return switch (way) {
            case Relationship.Key key -> key.constraint();
            case Relationship.Junction junction -> junction.junction().name();
            case Relationship.Computed computed -> computed.function().name();
        };
    }

    private static String describe(Relationship way) {
        return switch (way) {
            case Relationship.Key key ->
                key.constraint() + " using " + key.source().name() + columns(key.pairs(), true) + " and "
                        + key.target().name() + columns(key.pairs(), false);
            case Relationship.Junction junction ->
                junction.junction().name() + " using " + junction.sourceConstraint()
                        + columns(junction.toSource(), false) + " and " + junction.targetConstraint()
                        + columns(junction.toTarget(), true);
            case Relationship.Computed computed -> computed.function().name();
        };
    }

    private static String columns(List<Pair> pairs, boolean near) {
        return pairs.stream().map(pair -> near ? pair.near() : pair.far()).collect(Collectors.joining(", ", "(", ")"));
    }
}
