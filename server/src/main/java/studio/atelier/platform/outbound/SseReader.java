package studio.atelier.platform.outbound;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads server-sent events from a stream, as the WHATWG standard parses them: LF, CRLF or CR, several
/// `data` lines, comments and unknown fields skipped, an event cut off by the end of the stream dropped.
/// Used by one thread.
public final class SseReader implements AutoCloseable {

    /// A picture in Base64 comes in a single line. Source: reference of the providers' wire formats.
    public static final int LINE_BYTES_MAX = 64 << 20;

    private static final int CHUNK_BYTES = 16 << 10;
    private static final int LINE_BYTES_KEPT = 1 << 20;
    private static final int END = -1;

    private final InputStream stream;
    private final Runnable beforeWaiting;
    private final byte[] chunk = new byte[CHUNK_BYTES];
    private final int bytesMax;
    private int next;
    private int filled;
    private boolean afterCr;
    private boolean started;
    private ByteArrayOutputStream line = new ByteArrayOutputStream();
    private @Nullable String lastId;

    /// @param beforeWaiting told whenever nothing is there and the next read would wait
    public SseReader(InputStream stream, Runnable beforeWaiting) {
        this(stream, beforeWaiting, LINE_BYTES_MAX);
    }

    /// @param bytesMax of one line, and of the data of one event
    SseReader(InputStream stream, Runnable beforeWaiting, int bytesMax) {
        this.stream = stream;
        this.beforeWaiting = beforeWaiting;
        this.bytesMax = bytesMax;
    }

    /// Waits for the next event.
    ///
    /// @return the event, or nothing when the stream ended
    /// @throws IOException when the stream breaks or a line or event is longer than 64 MiB
    public Optional<SseEvent> next() throws IOException {
        String type = "";
        StringBuilder data = new StringBuilder();
        boolean anyData = false;
        for (String text = readLine(); text != null; text = readLine()) {
            if (text.isEmpty()) {
                if (anyData) {
                    return Optional.of(new SseEvent(type.isEmpty() ? "message" : type, data.toString(), lastId));
                }
                type = "";
                continue;
            }
            int colon = text.indexOf(':');
            String field = colon < 0 ? text : text.substring(0, colon);
            String value = colon < 0 ? "" : text.substring(text.startsWith(" ", colon + 1) ? colon + 2 : colon + 1);
            switch (field) {
                case "data" -> {
                    append(data, anyData, value);
                    anyData = true;
                }
                case "event" -> type = value;
                case "id" -> lastId = value.indexOf('\0') < 0 ? value : lastId;
                default -> {
                    // A comment, `retry`, or a field that is not known yet.
                }
            }
        }
        return Optional.empty();
    }

    private void append(StringBuilder data, boolean anyData, String value) throws IOException {
        if ((long) data.length() + value.length() + 1 > bytesMax) {
            throw new IOException("an event is longer than " + bytesMax + " characters");
        }
        if (anyData) {
            data.append('\n');
        }
        data.append(value);
    }

    /// @return the line without its end, or null at the end of the stream
    private @Nullable String readLine() throws IOException {
        if (line.size() > LINE_BYTES_KEPT) {
            line = new ByteArrayOutputStream();
        }
        line.reset();
        while (true) {
            if (next == filled && fill() == END) {
                return null;
            }
            int start = next;
            while (next < filled && chunk[next] != '\n' && chunk[next] != '\r') {
                next++;
            }
            if (afterCr && start == next && chunk[next] == '\n') {
                // The second half of CRLF, perhaps in another chunk.
                afterCr = false;
                next++;
                continue;
            }
            afterCr = false;
            if ((long) line.size() + (next - start) > bytesMax) {
                throw new IOException("a line is longer than " + bytesMax + " bytes");
            }
            line.write(chunk, start, next - start);
            if (next < filled) {
                afterCr = chunk[next] == '\r';
                next++;
                return decoded();
            }
        }
    }

    private String decoded() {
        String text = line.toString(UTF_8);
        boolean first = !started;
        started = true;
        return first && text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private int fill() throws IOException {
        if (stream.available() == 0) {
            beforeWaiting.run();
        }
        int count = stream.read(chunk);
        next = 0;
        filled = Math.max(count, 0);
        return count;
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
