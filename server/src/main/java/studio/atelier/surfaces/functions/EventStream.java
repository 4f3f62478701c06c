package studio.atelier.surfaces.functions;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import studio.atelier.platform.http.FunctionRoute;
import tools.jackson.databind.json.JsonMapper;

/// Writes events on the connection that asked, one by one. Opened by the first, so that a refusal before it is an
/// ordinary answer.
final class EventStream implements FunctionRoute.Events {

    private final HttpServletResponse response;
    private final JsonMapper json;
    private boolean open;

    EventStream(HttpServletResponse response, JsonMapper json) {
        this.response = response;
        this.json = json;
    }

    boolean open() {
        return open;
    }

    @Override
    public void tell(String name, Object data) {
        try {
            if (!open) {
                open = true;
                response.setContentType("text/event-stream;charset=utf-8");
                response.setHeader("Cache-Control", "no-store");
                response.setHeader("X-Accel-Buffering", "no");
            }
            var out = response.getOutputStream();
            out.write(("event: " + name + "\ndata: " + json.writeValueAsString(data) + "\n\n").getBytes(UTF_8));
            out.flush();
            response.flushBuffer();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
