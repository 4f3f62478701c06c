package studio.atelier.engine.providers.openai;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.providers.Answer;
import studio.atelier.engine.providers.OutputSink;
import studio.atelier.engine.providers.ProviderFailure;
import studio.atelier.engine.providers.wire.Failures;
import studio.atelier.engine.providers.wire.FilesInJson;
import studio.atelier.engine.providers.wire.Spool;
import studio.atelier.platform.outbound.Outcome;
import tools.jackson.databind.JsonNode;

/// Reads an answer with pictures: Base64 goes through a file on its way to the sink and is never in memory
/// as a whole. One thread.
public final class ImagesAnswer {

    private static final String BASE64 = "b64_json";

    private final Outcome.Answered answer;
    private final Failures failures;
    private final Spool spool;
    private final String mimeType;
    private final OpenAiUsage counted;

    /// @param mimeType when the answer does not say
    /// @param counted  how to read what was used
    public ImagesAnswer(Outcome.Answered answer, Failures failures, Spool spool, String mimeType, OpenAiUsage counted) {
        this.counted = counted;
        this.answer = answer;
        this.failures = failures;
        this.spool = spool;
        this.mimeType = mimeType;
    }

    public Answer read(OutputSink sink) throws IOException {
        JsonNode tree = FilesInJson.read(answer.body(), BASE64, spool);
        @Nullable String requestId = failures.requestId(answer);
        if (!tree.isObject()) {
            return new Answer.Failed(failures.senseless("The provider's answer is not a JSON object.", requestId));
        }
        if (tree.path("error").isObject() || tree.path("error").isString()) {
            return new Answer.Failed(failures.begun(tree, requestId));
        }
        List<Spool.Wanted> wanted = new ArrayList<>();
        for (JsonNode picture : tree.path("data")) {
            String type = picture.path("media_type").asString(mimeType);
            if (picture.path(BASE64).isInt()) {
                wanted.add(new Spool.Wanted(picture.path(BASE64).asInt(), type));
            } else if (picture.path("url").isString()) {
                Optional<ProviderFailure> gone =
                        spool.fetch(answer.uri(), picture.path("url").asString(), type, Spool.FETCH);
                if (gone.isPresent()) {
                    // Nobody can be asked for it again.
                    return new Answer.Failed(
                            new ProviderFailure.BadOutput(gone.get().words()));
                }
                wanted.add(new Spool.Wanted(spool.size() - 1, ""));
            }
        }
        spool.keep(wanted);
        return spool.deliver(
                sink,
                counted.read(tree.path("usage")).withImages(spool.size()),
                requestId,
                "The provider's answer has no picture.");
    }
}
