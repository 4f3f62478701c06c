package studio.atelier.backend.realtime.wire;

import org.jspecify.annotations.Nullable;

/// One message of a client.
///
/// @param joinRef of the join it belongs to
/// @param ref     what a reply names
public record Incoming(@Nullable String joinRef, @Nullable String ref, String topic, String event, Body body) {

    public sealed interface Body {

        /// @param bytes JSON, proven to be well-formed, in valid UTF-8
        @SuppressWarnings("ArrayRecordComponent") // the bytes travel through, nobody compares them
        record Json(byte[] bytes) implements Body {}

        /// A broadcast in its binary form.
        ///
        /// @param event   of the broadcast
        /// @param json    whether the bytes are JSON, then as above
        @SuppressWarnings("ArrayRecordComponent") // the bytes travel through, nobody compares them
        record Broadcast(String event, boolean json, byte[] bytes) implements Body {}
    }

    @Override
    public String toString() {
        return "Incoming[" + event + "]";
    }
}
