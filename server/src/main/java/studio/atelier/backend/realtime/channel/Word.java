package studio.atelier.backend.realtime.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/// What nodes say to each other, and how it is written.
@SuppressWarnings("ArrayRecordComponent") // the bytes travel through, nobody compares them
sealed interface Word {

    /// A sign of life.
    ///
    /// @param asks whether the others are to say who is present with them
    record Hello(boolean asks) implements Word {}

    record Bye() implements Word {}

    /// A broadcast as a client sent it: the payload of its message.
    record Said(Topic.Key key, byte[] payload) implements Word {}

    /// A broadcast with its name beside the payload.
    record Announced(Topic.Key key, String event, boolean json, byte[] payload) implements Word {}

    /// Somebody came or changed.
    record Present(Topic.Key key, long member, String presenceKey, Presence.Meta meta) implements Word {}

    record Absent(Topic.Key key, long member, String presenceKey) implements Word {}

    /// Everybody who is present follows, up to [AllTold].
    record AllFollow() implements Word {}

    /// Whoever was not named is gone.
    record AllTold() implements Word {}

    /// About what it weighs while it waits.
    default int weight() {
        return switch (this) {
            case Said(var _, byte[] payload) -> payload.length + 200;
            case Announced(var _, var _, var _, byte[] payload) -> payload.length + 200;
            case Present(var _, var _, var _, Presence.Meta meta) -> 2 * meta.payload().length + 300;
            case Hello _, Bye _, Absent _, AllFollow _, AllTold _ -> 200;
        };
    }

    static byte[] write(List<Word> words) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            for (Word word : words) {
                write(word, out);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static void write(Word word, DataOutputStream out) throws IOException {
        switch (word) {
            case Hello(boolean asks) -> {
                out.writeByte(1);
                out.writeBoolean(asks);
            }
            case Bye() -> out.writeByte(2);
            case Said(Topic.Key key, byte[] payload) -> {
                out.writeByte(3);
                write(key, out);
                write(payload, out);
            }
            case Announced(Topic.Key key, String event, boolean json, byte[] payload) -> {
                out.writeByte(4);
                write(key, out);
                write(event, out);
                out.writeBoolean(json);
                write(payload, out);
            }
            case Present(Topic.Key key, long member, String presenceKey, Presence.Meta meta) -> {
                out.writeByte(5);
                write(key, out);
                out.writeLong(member);
                write(presenceKey, out);
                write(meta.ref(), out);
                write(meta.payload(), out);
                write(meta.json(), out);
            }
            case Absent(Topic.Key key, long member, String presenceKey) -> {
                out.writeByte(6);
                write(key, out);
                out.writeLong(member);
                write(presenceKey, out);
            }
            case AllFollow() -> out.writeByte(7);
            case AllTold() -> out.writeByte(8);
        }
    }

    /// @throws IOException when another version wrote it
    static List<Word> read(byte[] bytes) throws IOException {
        List<Word> words = new ArrayList<>();
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            while (in.available() > 0) {
                words.add(read(in));
            }
        }
        return words;
    }

    private static Word read(DataInputStream in) throws IOException {
        int kind = in.readByte();
        return switch (kind) {
            case 1 -> new Hello(in.readBoolean());
            case 2 -> new Bye();
            case 3 -> new Said(key(in), bytes(in));
            case 4 -> new Announced(key(in), text(in), in.readBoolean(), bytes(in));
            case 5 -> new Present(key(in), in.readLong(), text(in), new Presence.Meta(text(in), bytes(in), bytes(in)));
            case 6 -> new Absent(key(in), in.readLong(), text(in));
            case 7 -> new AllFollow();
            case 8 -> new AllTold();
            default -> throw new IOException("no word begins with " + kind);
        };
    }

    private static void write(Topic.Key key, DataOutputStream out) throws IOException {
        out.writeBoolean(key.isPrivate());
        write(key.name(), out);
    }

    private static Topic.Key key(DataInputStream in) throws IOException {
        boolean isPrivate = in.readBoolean();
        return new Topic.Key(text(in), isPrivate);
    }

    private static void write(String text, DataOutputStream out) throws IOException {
        write(text.getBytes(UTF_8), out);
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(bytes(in), UTF_8);
    }

    private static void write(byte[] bytes, DataOutputStream out) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] bytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("a word says it is longer than it is");
        }
        return in.readNBytes(length);
    }
}
