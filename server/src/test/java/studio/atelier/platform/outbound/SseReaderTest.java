package studio.atelier.platform.outbound;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SseReaderTest {

    /// @param lines the data, at least one line, none with a line end in it
    record Sent(String type, List<String> lines, boolean comment) {}

    @Property(tries = 400)
    void findsEveryEventWhateverTheLineEndsAndTheChunks(
            @ForAll("events") List<Sent> events, @ForAll("ends") String end, @ForAll long seed) throws IOException {
        byte[] wire = wire(events, end);

        List<SseEvent> read = readAll(new Chunked(wire, new Random(seed)));

        assertThat(read).hasSameSizeAs(events);
        for (int i = 0; i < events.size(); i++) {
            assertThat(read.get(i).data())
                    .isEqualTo(String.join("\n", events.get(i).lines()));
            String type = events.get(i).type();
            assertThat(read.get(i).type()).isEqualTo(type.isEmpty() ? "message" : type);
        }
    }

    @Provide
    Arbitrary<String> ends() {
        return Arbitraries.of("\n", "\r\n", "\r");
    }

    @Provide
    Arbitrary<List<Sent>> events() {
        Arbitrary<String> text =
                Arbitraries.strings().withChars("ab :{}\"äß€\u2028").ofMaxLength(20);
        return Combinators.combine(
                        Arbitraries.of("", "error", "message_stop"),
                        text.list().ofMinSize(1).ofMaxSize(4),
                        Arbitraries.of(true, false))
                .as(Sent::new)
                .list()
                .ofMaxSize(6);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'data:no space\n\n' | no space",
                "'data:  two spaces\n\n' | ' two spaces'",
                "': comment\ndata: x\n\n' | x",
                "'\uFEFFdata: after a mark\n\n' | after a mark",
                "'unknown: y\nretry: 5\ndata: x\n\n' | x",
                "'event: only a type\n\ndata: x\n\n' | x",
                "'data\ndata\n\n' | '\n'",
                "'data: x\n\ndata: cut off' | x",
                "'data: x\r\r\ndata: y' | x"
            })
    void parsesAsTheStandardDoes(String wire, String data) throws IOException {
        List<SseEvent> read = readAll(new ByteArrayInputStream(wire.getBytes(UTF_8)));

        assertThat(read).singleElement().satisfies(event -> {
            assertThat(event.data()).isEqualTo(data);
            assertThat(event.type()).isEqualTo("message");
        });
    }

    @Test
    void keepsTheLastId() throws IOException {
        String wire = "id: 1\ndata: a\n\ndata: b\n\nid: 2\ndata: c\n\n";

        List<SseEvent> read = readAll(new ByteArrayInputStream(wire.getBytes(UTF_8)));

        assertThat(read).extracting(SseEvent::id).containsExactly("1", "1", "2");
    }

    @Test
    void readsAPictureInOneLine() throws IOException {
        String picture = "A".repeat(5 << 20);

        List<SseEvent> read = readAll(new ByteArrayInputStream(("data: " + picture + "\n\n").getBytes(UTF_8)));

        assertThat(read)
                .singleElement()
                .satisfies(event -> assertThat(event.data()).isEqualTo(picture));
    }

    @Test
    void refusesALineAndAnEventWithoutEnd() {
        String line = "data: " + "A".repeat(2000) + "\n\n";
        String event = "data: aaaaaaaaaa\n".repeat(200) + "\n";

        assertThatThrownBy(() -> new SseReader(new ByteArrayInputStream(line.getBytes(UTF_8)), () -> {}, 1000).next())
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> new SseReader(new ByteArrayInputStream(event.getBytes(UTF_8)), () -> {}, 1000).next())
                .isInstanceOf(IOException.class);
    }

    @Test
    void saysWhenItWouldWaitAndNotBetweenEventsThatAreThere() throws IOException {
        List<String> told = new ArrayList<>();
        InputStream together = new ByteArrayInputStream("data: a\n\ndata: b\n\n".getBytes(UTF_8));
        InputStream later = new ByteArrayInputStream("data: c\n\n".getBytes(UTF_8));
        try (SseReader reader = new SseReader(new SequenceInputStream(together, later), () -> told.add("waits"))) {
            for (var event = reader.next(); event.isPresent(); event = reader.next()) {
                told.add(event.get().data());
            }
        }

        assertThat(told).containsExactly("a", "b", "waits", "c", "waits");
    }

    @Test
    void printsNoData() {
        assertThat(new SseEvent("message", "secret", null).toString()).doesNotContain("secret");
    }

    private static List<SseEvent> readAll(InputStream stream) throws IOException {
        List<SseEvent> events = new ArrayList<>();
        try (SseReader reader = new SseReader(stream, () -> {})) {
            for (var event = reader.next(); event.isPresent(); event = reader.next()) {
                events.add(event.get());
            }
        }
        return events;
    }

    private static byte[] wire(List<Sent> events, String end) {
        StringBuilder wire = new StringBuilder();
        for (Sent event : events) {
            if (event.comment()) {
                wire.append(": keep-alive").append(end).append(end);
            }
            if (!event.type().isEmpty()) {
                wire.append("event: ").append(event.type()).append(end);
            }
            event.lines().forEach(line -> wire.append("data: ").append(line).append(end));
            wire.append(end);
        }
        return wire.toString().getBytes(UTF_8);
    }

    /// Gives a few bytes at a time, cut anywhere, inside characters and line ends too.
    private static final class Chunked extends InputStream {

        private final byte[] bytes;
        private final Random random;
        private int next;

        Chunked(byte[] bytes, Random random) {
            this.bytes = bytes;
            this.random = random;
        }

        @Override
        public int read() {
            return next < bytes.length ? bytes[next++] & 0xff : -1;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            if (next == bytes.length) {
                return -1;
            }
            int count = Math.min(Math.min(length, bytes.length - next), 1 + random.nextInt(5));
            System.arraycopy(bytes, next, buffer, offset, count);
            next += count;
            return count;
        }
    }
}
