package studio.atelier.engine.providers.openai;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.catalog.Usage;
import studio.atelier.engine.providers.Answer;
import studio.atelier.engine.providers.OutputSink;
import studio.atelier.engine.providers.wire.Failures;
import studio.atelier.engine.providers.wire.JsonEvents;
import studio.atelier.engine.providers.wire.Spool;
import studio.atelier.platform.outbound.Outcome;
import tools.jackson.databind.JsonNode;

/// Reads a stream of pictures: unfinished ones tell how far it is, finished ones are delivered.
final class ImagesStream {

    private ImagesStream() {}

    /// @param partials how many unfinished pictures were asked for
    static Answer read(
            Outcome.Answered answer, int partials, String mimeType, Failures failures, Spool spool, OutputSink sink)
            throws IOException {
        @Nullable String requestId = failures.requestId(answer);
        Usage usage = Usage.UNSAID;
        var events = new JsonEvents(answer, sink);
        for (Optional<JsonEvents.Event> event = events.next(); event.isPresent(); event = events.next()) {
            JsonNode data = event.get().data();
            String type = data.path("type").asString(event.get().type());
            if (type.equals("error") || data.path("error").isObject()) {
                return new Answer.Failed(failures.begun(data, requestId));
            }
            if (type.endsWith(".partial_image")) {
                int index = data.path("partial_image_index").asInt(0);
                sink.progress(Math.clamp((index + 1.0) / (partials + 1), 0, 1));
            } else if (type.endsWith(".completed")) {
                spool.addBase64(mimeType, data.path("b64_json").asString(""));
                usage = OpenAiUsage.of(data.path("usage"));
            }
        }
        return spool.size() == 0
                ? new Answer.Failed(failures.senseless("The stream ended before the picture was complete.", requestId))
                : spool.deliver(sink, usage.withImages(spool.size()), requestId, "There is no picture.");
    }
}
