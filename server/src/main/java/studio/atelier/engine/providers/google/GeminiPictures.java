package studio.atelier.engine.providers.google;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.providers.Answer;
import studio.atelier.engine.providers.OutputSink;
import studio.atelier.engine.providers.ProviderCall;
import studio.atelier.engine.providers.ProviderFailure;
import studio.atelier.engine.providers.wire.Failures;
import studio.atelier.engine.providers.wire.FilesInJson;
import studio.atelier.engine.providers.wire.JsonWithFiles;
import studio.atelier.engine.providers.wire.Options;
import studio.atelier.engine.providers.wire.Spool;
import studio.atelier.platform.outbound.Outcome;
import tools.jackson.databind.JsonNode;

/// One picture by generateContent, from words and pictures.
final class GeminiPictures {

    private static final int SAID_MAX = 500;

    private GeminiPictures() {}

    static Map<String, Object> body(ProviderCall call, JsonWithFiles files) {
        var options = new Options(call.parameters());
        List<Object> parts = new ArrayList<>();
        parts.add(Map.of("text", call.prompt()));
        call.references().forEach(file -> parts.add(GeminiChat.inline(file.mimeType(), files.base64(file))));
        Map<String, Object> picture = new LinkedHashMap<>();
        String ratio = options.text("aspect_ratio", "auto");
        if (!ratio.equals("auto")) {
            picture.put("aspectRatio", ratio);
        }
        options.move(Map.of("image_size", "imageSize"), picture);
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("responseModalities", List.of("TEXT", "IMAGE"));
        options.move(Map.of("seed", "seed"), config);
        GeminiChat.thinking(options, "thinking_level", config);
        if (!picture.isEmpty()) {
            config.put("imageConfig", picture);
        }
        options.finish("Gemini");
        return Map.of("contents", List.of(Map.of("role", "user", "parts", parts)), "generationConfig", config);
    }

    static Answer read(Outcome.Answered answer, Failures failures, Spool spool, OutputSink sink) throws IOException {
        JsonNode tree = FilesInJson.read(answer.body(), "data", spool);
        @Nullable String requestId = tree.path("responseId").asString(failures.requestId(answer));
        if (!tree.isObject()) {
            return new Answer.Failed(failures.senseless("The provider's answer is not a JSON object.", requestId));
        }
        if (tree.path("error").isObject()) {
            return new Answer.Failed(failures.begun(tree, requestId));
        }
        JsonNode candidate = tree.path("candidates").path(0);
        List<Spool.Wanted> wanted = new ArrayList<>();
        StringBuilder said = new StringBuilder();
        StringBuilder thought = new StringBuilder();
        for (JsonNode part : candidate.path("content").path("parts")) {
            JsonNode inline = part.path("inlineData");
            if (part.path("thought").asBoolean(false)) {
                // Sketches on the way are not kept; words are.
                thought.append(part.path("text").asString(""));
                continue;
            }
            if (inline.path("data").isInt()) {
                // Each picture improves the one before.
                wanted = List.of(new Spool.Wanted(
                        inline.path("data").asInt(), inline.path("mimeType").asString("image/png")));
            } else if (said.length() < SAID_MAX) {
                said.append(part.path("text").asString(""));
            }
        }
        if (wanted.isEmpty()) {
            return new Answer.Failed(nothing(tree, candidate, said.toString(), failures, requestId));
        }
        if (!thought.isEmpty()) {
            sink.reasoning(thought.toString());
        }
        spool.keep(wanted);
        return spool.deliver(
                sink, GeminiUsage.of(tree.path("usageMetadata")).withImages(1), requestId, "There is no picture.");
    }

    private static ProviderFailure nothing(
            JsonNode tree, JsonNode candidate, String said, Failures failures, @Nullable String requestId) {
        String blocked = tree.path("promptFeedback").path("blockReason").asString("");
        String reason = candidate.path("finishReason").asString("");
        if (!blocked.isEmpty() || GeminiErrors.policy(reason)) {
            String why = blocked.isEmpty() ? reason : blocked;
            String more = candidate.path("finishMessage").asString("");
            return new ProviderFailure.Refused(
                    failures.words(("The provider blocked the picture: " + why + ". " + more).strip(), requestId));
        }
        return new ProviderFailure.BadOutput(failures.words(
                said.isBlank()
                        ? "The provider made no picture" + (reason.isEmpty() ? "." : ": " + reason + ".")
                        : "The model answered with words in place of a picture: " + said,
                requestId));
    }
}
