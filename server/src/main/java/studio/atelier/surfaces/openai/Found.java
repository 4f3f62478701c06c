package studio.atelier.surfaces.openai;

import org.jspecify.annotations.Nullable;
import studio.atelier.engine.generation.Generation;
import studio.atelier.engine.generation.RunObserver;
import tools.jackson.databind.JsonNode;

/// Keeps the data that a run finds. One thread.
final class Found implements RunObserver {

    private @Nullable JsonNode data;

    @Override
    public void text(String delta) {}

    @Override
    public void data(JsonNode result) {
        data = result;
    }

    /// @param row at its end; has the data when an earlier request with the same key found it
    /// @throws studio.atelier.platform.problem.ProblemException `openai.result_not_kept`
    JsonNode of(Generation row) {
        JsonNode kept = row.result() == null ? null : row.result().get("data");
        JsonNode found = data == null ? kept : data;
        if (found == null || found.isNull()) {
            throw OpenAiProblem.RESULT_NOT_KEPT.problem();
        }
        return found;
    }
}
