package studio.atelier.surfaces.openai;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Server-sent events, each on its way before the next is written. One thread.
final class EventStream {

    private final HttpServletResponse response;
    private final OutputStream out;
    private final JsonMapper json;

    EventStream(HttpServletResponse response, JsonMapper json) throws IOException {
        response.setContentType("text/event-stream;charset=utf-8");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Accel-Buffering", "no");
        this.response = response;
        this.out = response.getOutputStream();
        this.json = json;
    }

    /// @param type null for events without a name
    /// @throws IOException when nobody reads any more
    void send(@Nullable String type, JsonNode data) throws IOException {
        write((type == null ? "" : "event: " + type + "\n") + "data: " + json.writeValueAsString(data) + "\n\n");
    }

    /// The last line of the streams that have one.
    void done() throws IOException {
        write("data: [DONE]\n\n");
    }

    private void write(String event) throws IOException {
        out.write(event.getBytes(StandardCharsets.UTF_8));
        response.flushBuffer();
    }
}
