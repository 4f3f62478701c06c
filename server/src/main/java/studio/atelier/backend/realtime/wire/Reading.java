package studio.atelier.backend.realtime.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/// Reads frames. A payload is not taken apart: it is checked, and handed on as it was sent, because most of it
/// is only passed to others. Source: wire reference 5.1.
public final class Reading {

    /// A user's broadcast, pushed by a client.
    private static final int USER_BROADCAST_PUSH = 3;

    private static final int HEADER_BYTES = 7;
    private static final byte[] EMPTY_OBJECT = {'{', '}'};

    /// Names and references are short; nobody needs to remember long ones.
    private static final int NAME_LENGTH_MAX = 1_024;

    private static final JsonMapper JSON = JsonMapper.shared();

    private Reading() {}

    /// @param frame kept by nobody else
    /// @throws Malformed the sender does not speak this protocol
    public static Incoming text(Vsn vsn, byte[] frame) throws Malformed {
        checkUtf8(frame);
        try (JsonParser parser = JSON.createParser(frame)) {
            Incoming message = vsn == Vsn.OBJECTS ? object(parser, frame) : array(parser, frame);
            if (parser.nextToken() != null) {
                throw new Malformed("something follows the message");
            }
            return message;
        } catch (JacksonException _) {
            throw new Malformed("not JSON");
        }
    }

    /// @param frame kept by nobody else
    /// @throws Malformed the sender does not speak this protocol
    public static Incoming binary(Vsn vsn, byte[] frame) throws Malformed {
        if (vsn == Vsn.OBJECTS || frame.length < HEADER_BYTES || frame[0] != USER_BROADCAST_PUSH) {
            throw new Malformed("no binary message that is known");
        }
        Cursor cursor = new Cursor(frame, HEADER_BYTES);
        String joinRef = cursor.text(frame[1]);
        String ref = cursor.text(frame[2]);
        String topic = cursor.text(frame[3]);
        String event = cursor.text(frame[4]);
        cursor.text(frame[5]); // metadata: nothing in it is used
        boolean json = frame[6] == 1;
        byte[] payload = Arrays.copyOfRange(frame, cursor.at, frame.length);
        if (json) {
            checkJson(payload);
        }
        return new Incoming(
                joinRef.isEmpty() ? null : joinRef,
                ref.isEmpty() ? null : ref,
                topic,
                "broadcast",
                new Incoming.Body.Broadcast(event, json, payload));
    }

    /// @throws Malformed the bytes are not one JSON value in valid UTF-8
    public static void checkJson(byte[] bytes) throws Malformed {
        checkUtf8(bytes);
        try (JsonParser parser = JSON.createParser(bytes)) {
            if (parser.nextToken() == null) {
                throw new Malformed("no JSON");
            }
            parser.skipChildren();
            parser.finishToken();
            if (parser.nextToken() != null) {
                throw new Malformed("something follows the value");
            }
        } catch (JacksonException _) {
            throw new Malformed("not JSON");
        }
    }

    private static Incoming object(JsonParser parser, byte[] frame) throws Malformed {
        String joinRef = null;
        String ref = null;
        String topic = null;
        String event = null;
        byte[] payload = EMPTY_OBJECT;
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new Malformed("no object");
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "join_ref" -> joinRef = name(parser);
                case "ref" -> ref = name(parser);
                case "topic" -> topic = name(parser);
                case "event" -> event = name(parser);
                case "payload" -> payload = value(parser, frame);
                default -> parser.skipChildren();
            }
        }
        return message(joinRef, ref, topic, event, payload);
    }

    private static Incoming array(JsonParser parser, byte[] frame) throws Malformed {
        if (parser.nextToken() != JsonToken.START_ARRAY) {
            throw new Malformed("no array");
        }
        parser.nextToken();
        String joinRef = name(parser);
        parser.nextToken();
        String ref = name(parser);
        parser.nextToken();
        String topic = name(parser);
        parser.nextToken();
        String event = name(parser);
        parser.nextToken();
        byte[] payload = value(parser, frame);
        if (parser.nextToken() != JsonToken.END_ARRAY) {
            throw new Malformed("not five parts");
        }
        return message(joinRef, ref, topic, event, payload);
    }

    private static Incoming message(
            @Nullable String joinRef,
            @Nullable String ref,
            @Nullable String topic,
            @Nullable String event,
            byte[] payload)
            throws Malformed {
        if (topic == null || event == null) {
            throw new Malformed("neither topic nor event may be missing");
        }
        return new Incoming(joinRef, ref, topic, event, new Incoming.Body.Json(payload));
    }

    /// References are texts; other clients of this protocol send numbers.
    private static @Nullable String name(JsonParser parser) throws Malformed {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        if (token != JsonToken.VALUE_STRING && token != JsonToken.VALUE_NUMBER_INT) {
            throw new Malformed("a name is a text");
        }
        String text = parser.getString();
        if (text.length() > NAME_LENGTH_MAX || !UTF_8.newEncoder().canEncode(text)) {
            throw new Malformed("a name is too long, or half a character");
        }
        return text;
    }

    private static byte[] value(JsonParser parser, byte[] frame) throws Malformed {
        if (parser.currentToken() == null || parser.currentToken() == JsonToken.END_ARRAY) {
            throw new Malformed("no payload");
        }
        int from = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        return Arrays.copyOfRange(frame, from, (int) parser.currentLocation().getByteOffset());
    }

    /// What is passed on must be valid: a receiver's socket closes over a text that is not.
    private static void checkUtf8(byte[] bytes) throws Malformed {
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
        } catch (CharacterCodingException _) {
            throw new Malformed("not UTF-8");
        }
    }

    private static final class Cursor {

        private final byte[] frame;
        private int at;

        Cursor(byte[] frame, int at) {
            this.frame = frame;
            this.at = at;
        }

        String text(byte length) throws Malformed {
            int bytes = Byte.toUnsignedInt(length);
            if (at + bytes > frame.length) {
                throw new Malformed("the frame ends too early");
            }
            try {
                String text = UTF_8.newDecoder()
                        .decode(ByteBuffer.wrap(frame, at, bytes))
                        .toString();
                at += bytes;
                return text;
            } catch (CharacterCodingException _) {
                throw new Malformed("not UTF-8");
            }
        }
    }
}
