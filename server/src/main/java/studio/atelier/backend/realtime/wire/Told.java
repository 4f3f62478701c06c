package studio.atelier.backend.realtime.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.JsonStringEncoder;

/// One message for many: written once for each form of the protocol, when somebody needs it. Thread-safe.
public final class Told {

    /// A user's broadcast, to clients.
    private static final int USER_BROADCAST = 4;

    private static final int NAME_BYTES_MAX = 255;

    private final Writing writing;
    private volatile @Nullable Written objects;
    private volatile @Nullable Written arrays;

    /// @param packet null where this form cannot say it
    private record Written(@Nullable Packet packet) {}

    @FunctionalInterface
    private interface Writing {

        @Nullable
        Packet as(Vsn vsn);
    }

    private Told(Writing writing) {
        this.writing = writing;
    }

    /// @param payload JSON
    public static Told message(String topic, String event, byte[] payload) {
        return new Told(vsn -> text(vsn, null, null, topic, event, payload));
    }

    /// A broadcast as a client sends it in its binary form, or as the database does.
    ///
    /// @param json    whether the payload is JSON; what is not cannot be told to clients of the first form
    /// @param meta    JSON; null for none
    public static Told broadcast(String topic, String event, boolean json, byte[] payload, byte @Nullable [] meta) {
        return new Told(vsn -> {
            byte[] topicBytes = topic.getBytes(UTF_8);
            byte[] eventBytes = event.getBytes(UTF_8);
            if (vsn == Vsn.ARRAYS && topicBytes.length <= NAME_BYTES_MAX && eventBytes.length <= NAME_BYTES_MAX) {
                return new Packet(true, userBroadcast(topicBytes, eventBytes, json, payload, meta));
            }
            return json ? text(vsn, null, null, topic, "broadcast", body(event, payload, meta)) : null;
        });
    }

    /// @return null where this form cannot say it
    public @Nullable Packet as(Vsn vsn) {
        Written written = vsn == Vsn.OBJECTS ? objects : arrays;
        if (written == null) {
            // Two threads may write it twice; both are right.
            written = new Written(writing.as(vsn));
            if (vsn == Vsn.OBJECTS) {
                objects = written;
            } else {
                arrays = written;
            }
        }
        return written.packet();
    }

    /// A message for one.
    ///
    /// @param payload JSON
    public static Packet text(
            Vsn vsn, @Nullable String joinRef, @Nullable String ref, String topic, String event, byte[] payload) {
        var out = new ByteArrayOutputStream(payload.length + topic.length() + event.length() + 80);
        if (vsn == Vsn.OBJECTS) {
            raw(out, "{\"ref\":");
            quoted(out, ref);
            if (joinRef != null) {
                raw(out, ",\"join_ref\":");
                quoted(out, joinRef);
            }
            raw(out, ",\"topic\":");
            quoted(out, topic);
            raw(out, ",\"event\":");
            quoted(out, event);
            raw(out, ",\"payload\":");
            out.writeBytes(payload);
            out.write('}');
        } else {
            out.write('[');
            quoted(out, joinRef);
            out.write(',');
            quoted(out, ref);
            out.write(',');
            quoted(out, topic);
            out.write(',');
            quoted(out, event);
            out.write(',');
            out.writeBytes(payload);
            out.write(']');
        }
        return new Packet(false, out.toByteArray());
    }

    /// The payload of a broadcast.
    ///
    /// @param payload JSON
    /// @param meta    JSON; null for none
    public static byte[] body(String event, byte[] payload, byte @Nullable [] meta) {
        var out = new ByteArrayOutputStream(payload.length + event.length() + 120);
        raw(out, "{\"type\":\"broadcast\",\"event\":");
        quoted(out, event);
        raw(out, ",\"payload\":");
        out.writeBytes(payload);
        if (meta != null) {
            raw(out, ",\"meta\":");
            out.writeBytes(meta);
        }
        out.write('}');
        return out.toByteArray();
    }

    private static byte[] userBroadcast(
            byte[] topic, byte[] event, boolean json, byte[] payload, byte @Nullable [] meta) {
        byte[] metadata = meta == null ? new byte[0] : meta;
        var out = new ByteArrayOutputStream(5 + topic.length + event.length + metadata.length + payload.length);
        out.write(USER_BROADCAST);
        out.write(topic.length);
        out.write(event.length);
        out.write(metadata.length);
        out.write(json ? 1 : 0);
        out.writeBytes(topic);
        out.writeBytes(event);
        out.writeBytes(metadata);
        out.writeBytes(payload);
        return out.toByteArray();
    }

    /// A JSON text, or null.
    private static void quoted(ByteArrayOutputStream out, @Nullable String text) {
        if (text == null) {
            raw(out, "null");
            return;
        }
        out.write('"');
        out.writeBytes(JsonStringEncoder.getInstance().quoteAsUTF8(text));
        out.write('"');
    }

    private static void raw(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(UTF_8));
    }
}
