package studio.atelier.engine.catalog;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/// Another name of a model: mostly one that its provider retired.
///
/// @param name     as callers write it
/// @param provider whose name it was; null for a name without a provider
/// @param model    full id of the model that answers
/// @param ended    the first day on which the provider does not know the name; null when it never ended
/// @param values   of parameters by their old name, for each parameter
/// @param drops    parameters that mean nothing any more
public record Alias(
        String name,
        @Nullable String provider,
        String model,
        @Nullable LocalDate ended,
        Map<String, Map<String, String>> values,
        List<String> drops) {

    public Alias {
        values = Map.copyOf(values);
        drops = List.copyOf(drops);
    }

    /// As in the API: with the provider where it has one.
    public String id() {
        return provider == null ? name : provider + "/" + name;
    }

    /// What was asked of the old name, as the model understands it.
    public Map<String, JsonNode> parameters(Map<String, JsonNode> given) {
        Map<String, JsonNode> now = new LinkedHashMap<>(given);
        drops.forEach(now::remove);
        values.forEach((parameter, names) -> now.computeIfPresent(parameter, (_, value) -> {
            String fresh = value.isString() ? names.get(value.asString()) : null;
            return fresh == null ? value : StringNode.valueOf(fresh);
        }));
        return now;
    }

    String sentence(LocalDate today) {
        if (ended == null) {
            return id() + " is another name of " + model + ".";
        }
        return ended.isAfter(today)
                ? id() + " is ended by its provider on " + ended + "; " + model + " answers in its place already."
                : id() + " was ended by its provider on " + ended + "; " + model + " answers in its place.";
    }
}
