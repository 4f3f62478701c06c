package studio.atelier.backend.realtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/// A client of the protocol over a real socket, which sends what it is told to and keeps what it hears.
final class Phone implements AutoCloseable {

    static final String PUBLIC =
            "{\"config\":{\"broadcast\":{\"ack\":false,\"self\":false},\"presence\":{\"key\":\"\"},"
                    + "\"postgres_changes\":[],\"private\":false}}";
    static final String PRIVATE = PUBLIC.replace("\"private\":false", "\"private\":true");

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final String vsn;
    private final WebSocket socket;
    private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
    private final List<Heard> kept = new ArrayList<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private int refs;

    /// @param bytes of a binary message; empty otherwise
    record Heard(
            @Nullable String joinRef,
            @Nullable String ref,
            String topic,
            String event,
            JsonNode payload,
            byte[] bytes) {

        String status() {
            return payload.path("status").asString("");
        }

        String reason() {
            return payload.at("/response/reason").asString("");
        }

        @Override
        public String toString() {
            return joinRef + " " + ref + " " + topic + " " + event + " " + payload + " " + bytes.length;
        }
    }

    private Phone(String url, String vsn, String key, boolean reads) {
        this.vsn = vsn;
        this.socket = CLIENT.newWebSocketBuilder()
                .header("X-Seat", "balcony")
                .buildAsync(
                        URI.create(url.replaceFirst("^http", "ws") + "/realtime/v1/websocket?vsn=" + vsn + "&apikey="
                                + key),
                        new Ear(reads))
                .join();
    }

    static Phone dial(String url, String vsn, String key) {
        return new Phone(url, vsn, key, true);
    }

    /// One that never takes anything off its socket.
    static Phone deaf(String url, String vsn, String key) {
        return new Phone(url, vsn, key, false);
    }

    private final class Ear implements WebSocket.Listener {

        private final boolean reads;
        private final StringBuilder text = new StringBuilder();
        private final ByteArrayOutputStream binary = new ByteArrayOutputStream();

        Ear(boolean reads) {
            this.reads = reads;
        }

        @Override
        public void onOpen(WebSocket opened) {
            if (reads) {
                opened.request(Long.MAX_VALUE);
            }
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                heard.add(message(text.toString()));
                text.setLength(0);
            }
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            binary.writeBytes(bytes);
            if (last) {
                heard.add(binary(binary.toByteArray()));
                binary.reset();
            }
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
            closed.complete(status);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable failure) {
            closed.complete(0);
        }
    }

    private Heard message(String text) {
        JsonNode json = JSON.readTree(text);
        return vsn.startsWith("1")
                ? new Heard(
                        json.path("join_ref").asString(null),
                        json.path("ref").asString(null),
                        json.path("topic").asString(),
                        json.path("event").asString(),
                        json.path("payload"),
                        new byte[0])
                : new Heard(
                        json.get(0).asString(null),
                        json.get(1).asString(null),
                        json.get(2).asString(),
                        json.get(3).asString(),
                        json.get(4),
                        new byte[0]);
    }

    /// Kind 4, told like a text message where its payload is JSON.
    private static Heard binary(byte[] frame) {
        assertThat(frame[0]).isEqualTo((byte) 4);
        int at = 5;
        String topic = new String(frame, at, frame[1], UTF_8);
        at += frame[1];
        String event = new String(frame, at, frame[2], UTF_8);
        at += frame[2];
        String meta = new String(frame, at, frame[3], UTF_8);
        at += frame[3];
        byte[] payload = java.util.Arrays.copyOfRange(frame, at, frame.length);
        var body = JSON.createObjectNode().put("type", "broadcast").put("event", event);
        if (!meta.isEmpty()) {
            body.set("meta", JSON.readTree(meta));
        }
        if (frame[4] == 1) {
            body.set("payload", JSON.readTree(payload));
        }
        return new Heard(null, null, topic, "broadcast", body, payload);
    }

    /// @param payload JSON
    /// @return the reference a reply names
    String send(@Nullable String joinRef, String topic, String event, String payload) {
        String ref = Integer.toString(++refs);
        String join = joinRef == null ? "null" : "\"" + joinRef + "\"";
        raw(
                vsn.startsWith("1")
                        ? "{\"topic\":\"%s\",\"event\":\"%s\",\"payload\":%s,\"ref\":\"%s\",\"join_ref\":%s}"
                                .formatted(topic, event, payload, ref, join)
                        : "[%s,\"%s\",\"%s\",\"%s\",%s]".formatted(join, ref, topic, event, payload));
        return ref;
    }

    void raw(String text) {
        socket.sendText(text, true).join();
    }

    void raw(byte[] bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
    }

    /// With the longest payload that a ping may have.
    void ping() {
        socket.sendPing(ByteBuffer.allocate(125)).join();
    }

    /// @param config payload of the join
    Heard join(String topic, String config) {
        String ref = Integer.toString(refs + 1);
        send(ref, topic, "phx_join", config);
        return reply(ref);
    }

    /// Joins and is in.
    ///
    /// @return the reference of the join
    String joins(String topic, String config) {
        Heard reply = join(topic, config);
        assertThat(reply.status()).as(reply.toString()).isEqualTo("ok");
        return String.valueOf(reply.ref());
    }

    void broadcast(String topic, String event, String payload) {
        send(
                null,
                topic,
                "broadcast",
                "{\"type\":\"broadcast\",\"event\":\"%s\",\"payload\":%s}".formatted(event, payload));
    }

    /// Kind 3.
    ///
    /// @return the reference a reply names
    String push(String topic, String event, boolean json, byte[] payload) {
        String ref = Integer.toString(++refs);
        var out = new ByteArrayOutputStream();
        byte[] topicBytes = topic.getBytes(UTF_8);
        byte[] eventBytes = event.getBytes(UTF_8);
        out.writeBytes(new byte[] {
            3, 0, (byte) ref.length(), (byte) topicBytes.length, (byte) eventBytes.length, 0, (byte) (json ? 1 : 0)
        });
        out.writeBytes(ref.getBytes(UTF_8));
        out.writeBytes(topicBytes);
        out.writeBytes(eventBytes);
        out.writeBytes(payload);
        raw(out.toByteArray());
        return ref;
    }

    Heard reply(String ref) {
        return hears(each -> each.event().equals("phx_reply") && ref.equals(each.ref()));
    }

    Heard hears(String event) {
        return hears(each -> each.event().equals(event));
    }

    /// Waits for a message; those before it are kept for later questions.
    Heard hears(Predicate<Heard> wanted) {
        for (Heard each : kept) {
            if (wanted.test(each)) {
                kept.remove(each);
                return each;
            }
        }
        long until = System.nanoTime() + LIMIT.toNanos();
        try {
            while (true) {
                Heard next = heard.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
                assertThat(next).as("heard only %s, closed %s", kept, closed).isNotNull();
                if (wanted.test(next)) {
                    return next;
                }
                kept.add(next);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /// What came until the server had answered a sign of life, other than what was asked for before.
    List<Heard> rest() {
        reply(send(null, "phoenix", "heartbeat", "{}"));
        List<Heard> all = List.copyOf(kept);
        kept.clear();
        return all;
    }

    List<JsonNode> broadcasts() {
        return rest().stream()
                .filter(each -> each.event().equals("broadcast"))
                .map(each -> each.payload().path("payload"))
                .filter(payload -> !(payload instanceof MissingNode))
                .toList();
    }

    /// The code the server closed with; 0 for none.
    int closedWith() {
        return closed.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
    }

    boolean open() {
        return !closed.isDone();
    }

    /// Goes without a word.
    void hangsUp() {
        socket.abort();
    }

    @Override
    public void close() {
        hangsUp();
    }
}
