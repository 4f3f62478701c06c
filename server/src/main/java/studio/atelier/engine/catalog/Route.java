package studio.atelier.engine.catalog;

import java.util.List;
import java.util.Locale;

/// A virtual model: a policy that chooses among models for each run.
///
/// @param name         the id is `auto/` and this
/// @param capabilities all of which a model must have
/// @param models       full ids, in order; empty for all models of the type with the capabilities
public record Route(
        String name,
        String displayName,
        String description,
        GenerationType type,
        Policy policy,
        List<String> capabilities,
        List<String> models) {

    static final String FOLDER = "auto";

    /// How it chooses among those that can run.
    public enum Policy {
        /// The first of the list, and no other.
        FIXED,
        /// The lowest estimate of what is asked.
        CHEAPEST,
        /// The shortest median of the last hour; those without one come last.
        FASTEST,
        /// The first of the list that can run.
        FIRST_HEALTHY;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Route {
        capabilities = List.copyOf(capabilities);
        models = List.copyOf(models);
    }

    public String id() {
        return FOLDER + "/" + name;
    }
}
