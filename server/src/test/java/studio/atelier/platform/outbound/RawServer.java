package studio.atelier.platform.outbound;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/// A server of bytes on loopback: does with each connection what the test says, and remembers the request
/// heads.
final class RawServer implements AutoCloseable {

    interface Conversation {
        void with(Socket socket, RawServer server) throws IOException, InterruptedException;
    }

    private final ServerSocket socket;
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    RawServer(Conversation conversation) {
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        Thread.ofVirtual().start(() -> accept(conversation));
    }

    /// Answers every request with these bytes and closes.
    static RawServer answering(String response) {
        return new RawServer((socket, server) -> {
            server.readHead(socket);
            server.write(socket, response);
            socket.close();
        });
    }

    int port() {
        return socket.getLocalPort();
    }

    /// Request line and headers of each request, as sent.
    List<String> heads() {
        return heads;
    }

    String readHead(Socket connection) throws IOException {
        InputStream in = connection.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int octet = in.read();
            if (octet < 0) {
                return head.toString();
            }
            head.append((char) octet);
        }
        heads.add(head.toString());
        return head.toString();
    }

    void write(Socket connection, String text) throws IOException {
        connection.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        connection.getOutputStream().flush();
    }

    /// Keeps the connection open until the test is over.
    void stall() throws InterruptedException {
        closed.await();
    }

    private void accept(Conversation conversation) {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                open.add(connection);
                Thread.ofVirtual().start(() -> {
                    try (connection) {
                        conversation.with(connection, this);
                    } catch (IOException | InterruptedException _) {
                        // The client went away, as some tests want it to.
                    }
                });
            } catch (IOException _) {
                return;
            }
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            socket.close();
            for (Socket connection : open) {
                connection.close();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
