package studio.atelier.engine.catalog;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The aliases of models, by name and by provider and name.
final class OtherNames {

    private final Map<String, Alias> byId = new HashMap<>();
    private final Map<String, List<Alias>> byName = new HashMap<>();
    private final Map<String, List<Alias>> byModel = new HashMap<>();

    /// @param aliases later ones replace earlier ones of the same id
    OtherNames(List<Alias> aliases) {
        aliases.forEach(alias -> byId.put(alias.id(), alias));
        byId.values().forEach(alias -> {
            byName.computeIfAbsent(alias.name(), _ -> new ArrayList<>()).add(alias);
            byModel.computeIfAbsent(alias.model(), _ -> new ArrayList<>()).add(alias);
        });
    }

    /// @param provider canonical name; null for a bare name, which counts where it is the only one
    Optional<Alias> find(@Nullable String provider, String name) {
        if (provider != null) {
            return Optional.ofNullable(byId.get(provider + "/" + name));
        }
        Alias bare = byId.get(name);
        List<Alias> named = byName.getOrDefault(name, List.of());
        return bare != null
                ? Optional.of(bare)
                : Optional.of(named).filter(list -> list.size() == 1).map(List::getFirst);
    }

    /// Names that stand for a model, in order.
    List<String> of(String model) {
        return byModel.getOrDefault(model, List.of()).stream()
                .map(Alias::id)
                .sorted()
                .toList();
    }

    /// @param data valid against the schema
    static List<Alias> read(JsonNode data) {
        List<Alias> aliases = new ArrayList<>();
        for (JsonNode each : data.path("aliases")) {
            Map<String, Map<String, String>> values = new HashMap<>();
            each.path("values").properties().forEach(parameter -> {
                Map<String, String> names = new HashMap<>();
                parameter
                        .getValue()
                        .properties()
                        .forEach(value ->
                                names.put(value.getKey(), value.getValue().asString()));
                values.put(parameter.getKey(), Map.copyOf(names));
            });
            String ended = each.path("ended").asString("");
            String provider = each.path("provider").asString("");
            aliases.add(new Alias(
                    each.path("name").asString(),
                    provider.isEmpty() ? null : provider,
                    each.path("model").asString(),
                    ended.isEmpty() ? null : LocalDate.parse(ended),
                    values,
                    each.path("drops").values().stream().map(JsonNode::asString).toList()));
        }
        return aliases;
    }
}
