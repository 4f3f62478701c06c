package studio.atelier.backend.data.schema;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the exposed schemas hold at one moment. Immutable.
///
/// @param relations     tables and views
/// @param routines      functions by name, each with its overloads
/// @param relationships by the relation they start from
/// @param casts         functions that turn a domain into JSON or text, or make it from them
/// @param handlers      aggregates that make a body of rows
/// @param timeouts      `statement_timeout` of roles that have one of their own
public record Catalog(
        Map<Name, Relation> relations,
        Map<Name, List<Routine>> routines,
        Map<Name, List<Relationship>> relationships,
        Map<DomainCast, Name> casts,
        Map<Media, Name> handlers,
        Map<String, Duration> timeouts,
        Map<String, String> schemaComments) {

    /// @param from type's name
    /// @param to   type's name
    public record DomainCast(String from, String to) {}

    /// What a body is made of and what it becomes.
    ///
    /// @param relation whose rows; null for any rows
    /// @param type     such as `text/tab-separated-values`; `*/*` for any
    public record Media(@Nullable Name relation, String type) {}

    /// @return the aggregate that makes a body of this type of the relation's rows
    public Optional<Name> handler(@Nullable Name relation, String type) {
        return Optional.ofNullable(handlers.get(new Media(relation, type)));
    }

    public Optional<Relation> relation(Name name) {
        return Optional.ofNullable(relations.get(name));
    }

    public List<Routine> routines(Name name) {
        return routines.getOrDefault(name, List.of());
    }

    public List<Relationship> from(Name source) {
        return relationships.getOrDefault(source, List.of());
    }

    /// @return the function, if there is a cast between a domain and a representation
    public Optional<Name> cast(String from, String to) {
        return casts.isEmpty() ? Optional.empty() : Optional.ofNullable(casts.get(new DomainCast(from, to)));
    }

    /// Names of the relations of a schema, sorted.
    public List<Relation> of(String schema) {
        return relations.values().stream()
                .filter(relation -> relation.name().schema().equals(schema))
                .sorted(Comparator.comparing(relation -> relation.name().name()))
                .toList();
    }
}
