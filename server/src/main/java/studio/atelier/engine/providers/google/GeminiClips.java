package studio.atelier.engine.providers.google;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.providers.Answer;
import studio.atelier.engine.providers.OutputSink;
import studio.atelier.engine.providers.ProviderCall;
import studio.atelier.engine.providers.ProviderFailure;
import studio.atelier.engine.providers.Reference;
import studio.atelier.engine.providers.wire.Failures;
import studio.atelier.engine.providers.wire.FilesInJson;
import studio.atelier.engine.providers.wire.JsonWithFiles;
import studio.atelier.engine.providers.wire.Options;
import studio.atelier.engine.providers.wire.Spool;
import studio.atelier.platform.outbound.OutboundCall;
import studio.atelier.platform.outbound.Outcome;
import tools.jackson.databind.JsonNode;

/// Clips by the Interactions API: started in the background, looked at until they are there.
final class GeminiClips {

    private static final Duration POLL_FIRST = Duration.ofSeconds(10);
    private static final Duration POLL_NEXT = Duration.ofSeconds(5);
    private static final int ID_LENGTH_MAX = 1000;
    private static final String MP4 = "video/mp4";

    private GeminiClips() {}

    static Map<String, Object> body(ProviderCall call, JsonWithFiles files) {
        var options = new Options(call.parameters());
        List<Object> input = new ArrayList<>();
        input.add(Map.of("type", "text", "text", call.prompt()));
        Optional<Reference> first = Optional.ofNullable(call.assets().get("first_frame"));
        first.ifPresent(file -> input.add(content("image", file, files)));
        call.references().forEach(file -> input.add(content("image", file, files)));
        Optional<Reference> clip = Optional.ofNullable(call.assets().get("video"));
        clip.ifPresent(file -> input.add(content("video", file, files)));
        Map<String, Object> format = new LinkedHashMap<>();
        format.put("type", "video");
        options.move(Map.of("aspect_ratio", "aspect_ratio", "resolution", "resolution"), format);
        options.take("duration_seconds").ifPresent(seconds -> format.put("duration", seconds.asInt() + "s"));
        format.put("delivery", "uri");
        Map<String, Object> config = new LinkedHashMap<>();
        options.move(Map.of("seed", "seed"), config);
        config.put("video_config", Map.of("task", task(call, first.isPresent(), clip.isPresent())));
        options.finish("Gemini");
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model", call.model());
        body.put("background", true);
        body.put("store", true);
        body.put("input", input);
        body.put("response_format", format);
        body.put("generation_config", config);
        return body;
    }

    private static String task(ProviderCall call, boolean frame, boolean clip) {
        if (clip) {
            return "edit";
        }
        if (frame) {
            return "image_to_video";
        }
        return call.references().isEmpty() ? "text_to_video" : "reference_to_video";
    }

    private static Map<String, Object> content(String type, Reference file, JsonWithFiles files) {
        return Map.of("type", type, "mime_type", file.mimeType(), "data", files.base64(file));
    }

    static Answer accepted(JsonNode interaction, Failures failures, @Nullable String requestId) {
        String id = interaction.path("id").asString("");
        if (interaction.path("error").isObject()) {
            return new Answer.Failed(failures.begun(interaction, requestId));
        }
        return switch (interaction.path("status").asString("queued")) {
            case "queued", "in_progress", "completed" ->
                id.isEmpty() || id.length() > ID_LENGTH_MAX
                        ? new Answer.Failed(
                                failures.senseless("The provider took the job without naming it.", requestId))
                        : new Answer.Accepted(id, POLL_FIRST, requestId);
            default -> new Answer.Failed(failed(interaction, failures, requestId));
        };
    }

    /// Reads a look at the job; downloads what it made.
    ///
    /// @param download the call that fetches a file
    static Answer look(
            Outcome.Answered answer,
            Failures failures,
            Spool spool,
            OutputSink sink,
            Function<URI, OutboundCall> download)
            throws IOException {
        JsonNode tree = FilesInJson.read(answer.body(), "data", spool);
        @Nullable String requestId = failures.requestId(answer);
        return switch (tree.path("status").asString("")) {
            case "queued", "in_progress" -> new Answer.Running(-1, POLL_NEXT);
            case "completed" -> {
                Optional<ProviderFailure> gone = fetched(answer.uri(), tree, spool, download);
                yield gone.isPresent()
                        ? new Answer.Failed(gone.get())
                        : spool.deliver(
                                sink,
                                GeminiUsage.ofInteraction(tree.path("usage")),
                                requestId,
                                "The job ended without a clip.");
            }
            case "" -> new Answer.Failed(failures.senseless("The job has no status.", requestId));
            default -> new Answer.Failed(failed(tree, failures, requestId));
        };
    }

    /// Leaves the clips in the spool and nothing else.
    private static Optional<ProviderFailure> fetched(
            URI from, JsonNode tree, Spool spool, Function<URI, OutboundCall> download) throws IOException {
        List<Spool.Wanted> wanted = new ArrayList<>();
        for (JsonNode step : tree.path("steps")) {
            if (!step.path("type").asString("").equals("model_output")) {
                continue;
            }
            for (JsonNode content : step.path("content")) {
                if (!content.path("type").asString("").equals("video")) {
                    continue;
                }
                String type = content.path("mime_type").asString(MP4);
                if (content.path("data").isInt()) {
                    wanted.add(new Spool.Wanted(content.path("data").asInt(), type));
                } else {
                    Optional<ProviderFailure> gone =
                            spool.fetch(from, content.path("uri").asString(""), type, download);
                    if (gone.isPresent()) {
                        return gone;
                    }
                    wanted.add(new Spool.Wanted(spool.size() - 1, type));
                }
            }
        }
        spool.keep(wanted);
        return Optional.empty();
    }

    private static ProviderFailure failed(JsonNode tree, Failures failures, @Nullable String requestId) {
        JsonNode error = tree.path("errors").path(0);
        for (JsonNode step : tree.path("steps")) {
            error = error.isMissingNode() ? step.path("error") : error;
        }
        String code =
                error.path("code").asString("") + " " + error.path("status").asString("");
        String message = error.path("message").asString("");
        var words = failures.words(
                message.isBlank()
                        ? "The provider ended the job: " + tree.path("status").asString() + "."
                        : message,
                requestId);
        return blocked(code + " " + message) ? new ProviderFailure.Refused(words) : new ProviderFailure.Broken(words);
    }

    /// A job says why it failed in words; the reasons of the table are among them.
    private static boolean blocked(String why) {
        String upper = why.toUpperCase(Locale.ROOT);
        return upper.contains("SAFETY")
                || upper.contains("PROHIBITED")
                || upper.contains("BLOCKED")
                || upper.contains("POLICY");
    }
}
