package studio.atelier.engine.providers.wire;

import java.io.IOException;
import java.util.Optional;
import studio.atelier.engine.providers.OutputSink;
import studio.atelier.platform.outbound.Outcome;
import studio.atelier.platform.outbound.SseEvent;
import studio.atelier.platform.outbound.SseReader;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Server-sent events that carry JSON. What they make the sink say goes out before the next one is waited for, and
/// at the end. Used by one thread.
public final class JsonEvents {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String DONE = "[DONE]";

    private final SseReader events;
    private final OutputSink sink;
    private boolean done;

    public JsonEvents(Outcome.Answered answer, OutputSink sink) {
        this.events = new SseReader(answer.body(), sink::flush);
        this.sink = sink;
    }

    /// One event.
    ///
    /// @param type `message` unless the server named it
    public record Event(String type, JsonNode data) {}

    public static boolean streamed(Outcome.Answered answer) {
        return answer.header("content-type").orElse("").startsWith("text/event-stream");
    }

    /// Waits for the next event.
    ///
    /// @return nothing after `[DONE]` or the end of the stream, see [#done()]
    /// @throws IOException when the stream breaks
    /// @throws tools.jackson.core.JacksonException when an event is not JSON
    public Optional<Event> next() throws IOException {
        Optional<SseEvent> event = events.next();
        String data = event.map(SseEvent::data).orElse("");
        done = event.isPresent() && data.strip().equals(DONE);
        if (done || event.isEmpty()) {
            sink.flush();
            return Optional.empty();
        }
        return Optional.of(new Event(event.get().type(), JSON.readTree(data)));
    }

    /// Whether the stream said by itself that it is over.
    public boolean done() {
        return done;
    }
}
