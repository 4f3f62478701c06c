package studio.atelier.backend.realtime.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jetty.ee11.servlet.ServletContextRequest;
import org.eclipse.jetty.util.FutureCallback;
import org.eclipse.jetty.websocket.core.Configuration;
import org.eclipse.jetty.websocket.core.server.WebSocketMappings;
import org.eclipse.jetty.websocket.core.server.WebSocketNegotiator;
import org.jspecify.annotations.Nullable;
import org.springframework.web.HttpRequestHandler;
import studio.atelier.backend.realtime.RealtimeProblem;
import studio.atelier.backend.realtime.channel.Client;
import studio.atelier.backend.realtime.channel.Clients;
import studio.atelier.backend.realtime.channel.Doorman;
import studio.atelier.backend.realtime.channel.Equipment;
import studio.atelier.backend.realtime.socket.Queue;
import studio.atelier.backend.realtime.socket.Socket;
import studio.atelier.backend.realtime.wire.Vsn;
import studio.atelier.platform.http.Caller;
import studio.atelier.platform.problem.Problem;
import tools.jackson.databind.json.JsonMapper;

/// Makes a socket of a request, or says in HTTP why not. Source: wire reference 5.1.
final class Handshake implements HttpRequestHandler {

    /// Clients give a sign of life every 25 s.
    private static final Duration IDLE_MAX = Duration.ofSeconds(65);

    private static final Duration FAREWELL = Duration.ofSeconds(2);

    /// A frame with a payload of the largest size, and what is around it.
    private static final long FRAME_BYTES_MAX = 5_242_880;

    private static final int HEADERS_LENGTH_MAX = 4_000;

    private final Equipment equipment;
    private final Clients clients;
    private final Queue queue;
    private final WebSocketMappings upgrades = new WebSocketMappings();

    Handshake(Equipment equipment, Clients clients) {
        this.equipment = equipment;
        this.clients = clients;
        this.queue = new Queue(
                equipment.settings().queueMessages(), equipment.settings().queueBytes(), FAREWELL);
    }

    @Override
    public void handleRequest(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Client.Greeting greeting = greeting(request);
        if (!clients.hasRoom(greeting.address())) {
            throw RealtimeProblem.CLIENTS_FULL.problem();
        }
        ServletContextRequest inner = ServletContextRequest.getServletContextRequest(request);
        var done = new FutureCallback();
        WebSocketNegotiator negotiator = (_, answer, _) -> {
            // Compression would be done once for each receiver, and a broadcast is written once for all.
            answer.setExtensions(List.of());
            return new Socket(
                    queue,
                    FRAME_BYTES_MAX,
                    equipment.clock(),
                    equipment.counts()::cut,
                    socket -> new Client(equipment, clients, socket, greeting));
        };
        if (!upgrades.upgrade(negotiator, inner, inner.getServletContextResponse(), done, Handshake::configure)) {
            throw RealtimeProblem.NOT_A_SOCKET.problem();
        }
        done.block();
    }

    private static void configure(Configuration socket) {
        socket.setIdleTimeout(IDLE_MAX);
        socket.setMaxFrameSize(FRAME_BYTES_MAX);
        socket.setAutoFragment(false);
    }

    private Client.Greeting greeting(HttpServletRequest request) {
        Vsn vsn = Vsn.of(request.getParameter("vsn")).orElseThrow(RealtimeProblem.VERSION_UNKNOWN::problem);
        String key = key(request);
        if (key == null) {
            throw RealtimeProblem.KEY_MISSING.problem();
        }
        return switch (equipment.doorman().read(key)) {
            case Doorman.Answer.Known known ->
                new Client.Greeting(
                        vsn,
                        known,
                        headers(request),
                        Caller.of(request).exchange().addressKey());
            case Doorman.Answer.Unknown(var _, var why) ->
                throw Problem.of(RealtimeProblem.KEY_REFUSED, why).exception();
        };
    }

    private static @Nullable String key(HttpServletRequest request) {
        for (String name : List.of("apikey", "x-api-key")) {
            String key = request.getHeader(name);
            if (key != null && !key.isBlank()) {
                return key;
            }
        }
        String key = request.getParameter("apikey");
        return key == null || key.isBlank() ? null : key;
    }

    /// Policies see what the client chose to say, not what its browser adds.
    static String headers(HttpServletRequest request) {
        Map<String, String> chosen = new TreeMap<>();
        int length = 0;
        for (String header : Collections.list(request.getHeaderNames())) {
            String name = header.toLowerCase(Locale.ROOT);
            if (!name.startsWith("x-") || name.equals("x-api-key")) {
                continue;
            }
            String value = request.getHeader(header);
            length += name.length() + value.length();
            if (length < HEADERS_LENGTH_MAX) {
                chosen.put(name, value);
            }
        }
        return JsonMapper.shared().writeValueAsString(chosen);
    }
}
