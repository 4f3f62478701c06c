package studio.atelier.surfaces.openai;

import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Server-sent events, on their way at the next flush. One thread.
final class EventStream {

    private static final int HELD_BYTES_MAX = 16 << 10;
    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.UTF_8);
    private static final byte[] END = "\n\n".getBytes(StandardCharsets.UTF_8);
    private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8);

    private final HttpServletResponse response;
    private final OutputStream out;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
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
        if (type != null) {
            held.writeBytes(("event: " + type + "\n").getBytes(StandardCharsets.UTF_8));
        }
        held.writeBytes(DATA);
        json.writeValue(held, data);
        held.writeBytes(END);
        if (held.size() > HELD_BYTES_MAX) {
            flush();
        }
    }

    /// The last line of the streams that have one.
    void done() throws IOException {
        held.writeBytes(DONE);
        flush();
    }

    /// @throws IOException when nobody reads any more
    void flush() throws IOException {
        if (held.size() > 0) {
            held.writeTo(out);
            held.reset();
            response.flushBuffer();
        }
    }

    /// As [#flush], for a run, which is cancelled when nobody reads any more.
    ///
    /// @throws UncheckedIOException when nobody reads any more
    void flushForRun() {
        try {
            flush();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
