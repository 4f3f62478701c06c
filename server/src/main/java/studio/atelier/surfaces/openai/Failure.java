package studio.atelier.surfaces.openai;

import java.time.Duration;
import studio.atelier.engine.generation.Generation;
import studio.atelier.engine.generation.GenerationProblem;
import studio.atelier.engine.generation.Status;
import studio.atelier.platform.problem.Problem;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// Turns a row that did not complete into the refusal its caller gets.
final class Failure {

    private Failure() {}

    /// @return the same row, when it completed
    static Generation requireCompleted(Generation row) {
        if (row.status() == Status.COMPLETED) {
            return row;
        }
        if (!row.status().ended()) {
            throw GenerationProblem.STILL_RUNNING.problem();
        }
        throw problem(row).with("generation_id", row.id().toString()).exception();
    }

    static Problem problem(Generation row) {
        GenerationProblem code = GenerationProblem.of(row.errorCode());
        String message = row.errorMessage();
        Problem problem = Problem.of(code, message == null ? code.action() : message);
        JsonNode wait =
                row.error() == null ? MissingNode.getInstance() : row.error().path("retry_after_ms");
        return wait.isNumber() ? problem.withRetryAfter(Duration.ofMillis(wait.asLong())) : problem;
    }
}
