package studio.atelier.backend.realtime.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// Payloads of the server's own messages.
final class Json {

    static final byte[] EMPTY = "{}".getBytes(UTF_8);
    static final byte[] OK = reply("ok", Map.of());

    private Json() {}

    static byte[] reply(String status, Object response) {
        return bytes(Map.of("status", status, "response", response));
    }

    static byte[] refused(String reason) {
        return reply("error", Map.of("reason", reason));
    }

    static byte[] system(String extension, String status, String message, String channel) {
        return bytes(Map.of("extension", extension, "status", status, "message", message, "channel", channel));
    }

    static byte[] bytes(Object value) {
        return JsonMapper.shared().writeValueAsBytes(value);
    }
}
