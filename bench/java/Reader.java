import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/// One connection that asks again and again; as little of a client as can be, because it shares the machine.
final class Reader implements AutoCloseable {

    private static final int LINE_MAX = 8_192;

    private final Socket socket;
    private final InputStream in;

    Reader(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    }

    /// @return nanoseconds until the whole answer was there
    /// @throws IllegalStateException for an answer that is no success
    long ask(String method, String path, String headers, String body) throws IOException {
        byte[] bytes = body.getBytes(US_ASCII);
        String request = method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + headers + "Content-Length: "
                + bytes.length + "\r\n\r\n" + body;
        long begun = System.nanoTime();
        socket.getOutputStream().write(request.getBytes(US_ASCII));
        String status = line();
        int length = 0;
        boolean chunked = false;
        for (String line = line(); !line.isEmpty(); line = line()) {
            if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                length = Integer.parseInt(line.substring(15).strip());
            }
            chunked |= line.equalsIgnoreCase("transfer-encoding: chunked");
        }
        byte[] answer = chunked ? chunks() : in.readNBytes(length);
        if (!status.contains(" 2")) {
            throw new IllegalStateException(path + ": " + status + " " + new String(answer, US_ASCII));
        }
        return System.nanoTime() - begun;
    }

    /// @return the first of them; nobody looks at the others
    private byte[] chunks() throws IOException {
        byte[] first = null;
        while (true) {
            int size = Integer.parseInt(line().split(";", 2)[0].strip(), 16);
            byte[] chunk = in.readNBytes(size);
            line();
            first = first == null ? chunk : first;
            if (size == 0) {
                return first;
            }
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0 || line.length() > LINE_MAX) {
                throw new IOException("the answer broke off");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
