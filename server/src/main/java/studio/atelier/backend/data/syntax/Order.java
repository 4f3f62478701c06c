package studio.atelier.backend.data.syntax;

import org.jspecify.annotations.Nullable;

/// One term of `order`.
///
/// @param relation   the related resource whose column it is; null for a column of the resource itself
/// @param descending null when not said
/// @param nullsFirst null when not said
public record Order(
        @Nullable String relation,
        Field field,
        @Nullable Boolean descending,
        @Nullable Boolean nullsFirst) {}
