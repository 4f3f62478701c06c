package studio.atelier;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Executors;

/// Whom a server in training asks for text: chat completions in OpenAI's shapes, the same words for everybody, on
/// loopback.
final class TrainingProvider implements AutoCloseable {

    /// In OpenAI's catalog.
    static final String MODEL = "gpt-6.2-sol";

    private static final List<String> WORDS = List.of("The lamp ", "turns, ", "and the ", "sea ", "answers.");

    private static final byte[] WHOLE =
            """
            {"id":"a","object":"chat.completion","created":1,"model":"%s",\
            "choices":[{"index":0,"message":{"role":"assistant","content":"%s"},"finish_reason":"stop"}],\
            "usage":{"prompt_tokens":9,"completion_tokens":9,"total_tokens":18}}
            """.formatted(MODEL, String.join("", WORDS)).getBytes(UTF_8);

    private static final byte[] STREAM = streamed().getBytes(UTF_8);

    private final HttpServer server;

    TrainingProvider() {
        // Else a head and a body that leave one after the other wait 40 ms for each other.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
        server.createContext("/", TrainingProvider::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    /// @return host and port
    String place() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        boolean stream = new String(exchange.getRequestBody().readAllBytes(), UTF_8).contains("\"stream\":true");
        byte[] body = stream ? STREAM : WHOLE;
        exchange.getResponseHeaders().set("Content-Type", stream ? "text/event-stream" : "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static String streamed() {
        var stream = new StringBuilder();
        for (String word : WORDS) {
            stream.append(event("[{\"index\":0,\"delta\":{\"content\":\"" + word + "\"},\"finish_reason\":null}]", ""));
        }
        stream.append(event("[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]", ""));
        stream.append(event("[]", ",\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":9,\"total_tokens\":18}"));
        return stream.append("data: [DONE]\n\n").toString();
    }

    private static String event(String choices, String usage) {
        return "data: {\"id\":\"a\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"" + MODEL
                + "\",\"choices\":" + choices + usage + "}\n\n";
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
