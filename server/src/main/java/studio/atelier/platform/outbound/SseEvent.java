package studio.atelier.platform.outbound;

import org.jspecify.annotations.Nullable;

/// One server-sent event.
///
/// @param type `message` unless the server named it
/// @param data the `data` lines joined by newlines
/// @param id   the last id the server sent, null before the first
public record SseEvent(String type, String data, @Nullable String id) {

    @Override
    public String toString() {
        // The data may be a picture or a prompt.
        return "SseEvent[" + type + ", " + data.length() + " characters]";
    }
}
