package studio.atelier.engine.generation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.budgets.CapView;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Generations as JSON: the row, and what only holds at the moment of asking.
final class GenerationViews {

    private final Generations generations;
    private final JsonMapper json;

    GenerationViews(Generations generations, JsonMapper json) {
        this.generations = generations;
        this.json = json;
    }

    /// The answer to an accept does not wait for the place in the queue; the feed brings it.
    JsonNode accepted(Accepted accepted) {
        ObjectNode view = (ObjectNode) render(accepted.generation(), null);
        view.set(
                "warnings",
                json.valueToTree(accepted.warnings().stream().map(CapView::of).toList()));
        return view;
    }

    JsonNode one(Generation row) {
        return render(row, generations.places(List.of(row)).get(row.id()));
    }

    Map<String, Object> page(Generations.Page page) {
        Map<UUID, Integer> places = generations.places(page.generations());
        List<JsonNode> rows = new ArrayList<>();
        page.generations().forEach(row -> rows.add(render(row, places.get(row.id()))));
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("generations", rows);
        data.put("next_cursor", page.next());
        return data;
    }

    /// @param place in the queue; null when it does not wait
    JsonNode render(Generation row, @Nullable Integer place) {
        ObjectNode view = json.valueToTree(row);
        view.put("status", row.status().word());
        view.put("queue_position", place);
        JsonNode seed = row.parameters().path("seed");
        view.set("seed", seed.isIntegralNumber() ? seed : json.nullNode());
        return view;
    }
}
