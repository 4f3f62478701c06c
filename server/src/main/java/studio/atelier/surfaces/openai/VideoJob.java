package studio.atelier.surfaces.openai;

import java.util.Optional;
import java.util.UUID;
import studio.atelier.engine.generation.Generation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/// A generation as the job that the clients of videos know.
final class VideoJob {

    private static final String PREFIX = "video_";
    private static final String DURATION = "duration_seconds";
    private static final int DONE = 100;

    private VideoJob() {}

    static String id(Generation row) {
        return PREFIX + row.id();
    }

    /// @return empty for what is no id of a video
    static Optional<UUID> uuid(String id) {
        if (!id.startsWith(PREFIX)) {
            return Optional.empty();
        }
        try {
            return Optional.of(UUID.fromString(id.substring(PREFIX.length())));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    static ObjectNode of(JsonMapper json, Generation row) {
        ObjectNode job = json.createObjectNode()
                .put("id", id(row))
                .put("object", "video")
                .put("status", status(row))
                .put("progress", row.status().ended() ? DONE : 0)
                .put("model", row.provider() + "/" + row.model())
                .put("prompt", row.prompt())
                .put("created_at", row.createdAt().getEpochSecond());
        if (row.completedAt() == null) {
            job.putNull("completed_at");
        } else {
            job.put("completed_at", row.completedAt().getEpochSecond());
        }
        job.putNull("expires_at").putNull("remixed_from_video_id");
        shape(row, job);
        if (status(row).equals("failed")) {
            job.putObject("error")
                    .put("code", row.errorCode() == null ? "cancelled" : row.errorCode())
                    .put("message", row.errorMessage() == null ? "It was stopped." : row.errorMessage());
        } else {
            job.putNull("error");
        }
        return job;
    }

    private static String status(Generation row) {
        return switch (row.status()) {
            case DRAFT, PENDING -> "queued";
            case RUNNING -> "in_progress";
            case COMPLETED -> "completed";
            case FAILED, CANCELLED -> "failed";
        };
    }

    /// As it was asked for, or as it came.
    private static void shape(Generation row, ObjectNode job) {
        JsonNode parameters = row.parameters();
        JsonNode output = row.result() == null
                ? MissingNode.getInstance()
                : row.result().path("outputs").path(0);
        if (parameters.path(DURATION).isNumber()) {
            job.put("seconds", Long.toString(parameters.path(DURATION).asLong()));
        } else if (output.path("duration_ms").isNumber()) {
            job.put(
                    "seconds",
                    Long.toString(Math.round(output.path("duration_ms").asLong() / 1000.0)));
        } else {
            job.putNull("seconds");
        }
        if (output.path("width").isNumber() && output.path("height").isNumber()) {
            job.put(
                    "size",
                    output.path("width").asInt() + "x" + output.path("height").asInt());
        } else if (parameters.path("size").isString()) {
            job.set("size", parameters.path("size"));
        } else {
            job.putNull("size");
        }
    }
}
