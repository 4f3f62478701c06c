package studio.atelier.backend.realtime.channel;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.atelier.backend.realtime.socket.Receiver;
import studio.atelier.backend.realtime.socket.Socket;
import studio.atelier.backend.realtime.wire.Incoming;
import studio.atelier.backend.realtime.wire.Malformed;
import studio.atelier.backend.realtime.wire.Packet;
import studio.atelier.backend.realtime.wire.Reading;
import studio.atelier.backend.realtime.wire.Told;
import studio.atelier.backend.realtime.wire.Vsn;

/// Whoever is at the other end of a socket, and the channels it joined. Source: wire reference 5.1 to 5.3.
public final class Client implements Receiver {

    private static final Logger log = LoggerFactory.getLogger(Client.class);

    /// How long a sign-in that has ended may still be heard; looked at with a sign of life, which comes every
    /// 25 s.
    private static final Duration STANDING_LOOKED_AT = Duration.ofSeconds(60);

    private final Equipment equipment;
    private final Socket socket;
    private final Greeting greeting;
    private final Clients clients;
    private final Joining joining;
    private final Telling telling;
    private final AtomicBoolean left = new AtomicBoolean();
    private final ConcurrentMap<String, Channel> channels = new ConcurrentHashMap<>(4);
    private long looked = System.nanoTime();

    /// What is known when a client comes.
    ///
    /// @param key     whose rights count where a join brings no token
    /// @param headers of the handshake that policies may see, JSON
    /// @param address where it comes from, as it is counted
    public record Greeting(Vsn vsn, Doorman.Answer.Known key, String headers, String address) {}

    public Client(Equipment equipment, Clients clients, Socket socket, Greeting greeting) {
        this.equipment = equipment;
        this.socket = socket;
        this.greeting = greeting;
        this.clients = clients;
        this.joining = new Joining(this, equipment);
        this.telling = new Telling(this, equipment);
    }

    Vsn vsn() {
        return greeting.vsn();
    }

    Greeting greeting() {
        return greeting;
    }

    Map<String, Channel> channels() {
        return channels;
    }

    /// @return false when it is gone, or too slow for this message
    boolean send(Packet packet) {
        return socket.send(packet);
    }

    void forget(Channel channel) {
        channels.remove(channel.topic(), channel);
    }

    boolean hasLeft() {
        return left.get();
    }

    /// @param code of the close
    public void close(int code, String reason) {
        socket.close(code, reason);
    }

    @Override
    public void opened() {
        if (!clients.enter(this)) {
            close(Socket.TRY_AGAIN_LATER, "Too many connected users");
        }
    }

    @Override
    public void text(byte[] message) {
        try {
            heard(Reading.text(greeting.vsn(), message));
        } catch (Malformed malformed) {
            malformed(malformed);
        }
    }

    @Override
    public void binary(byte[] message) {
        try {
            heard(Reading.binary(greeting.vsn(), message));
        } catch (Malformed malformed) {
            malformed(malformed);
        }
    }

    private void malformed(Malformed malformed) {
        log.debug("a client sent what cannot be read: {}", malformed.getMessage());
        equipment.counts().cut("malformed");
        close(Socket.MALFORMED, "malformed message");
    }

    private void heard(Incoming message) {
        equipment.counts().received();
        if (message.topic().equals("phoenix")) {
            if (message.event().equals("heartbeat")) {
                reply(message, Json.OK);
                lookWhoStillIs();
            }
            return;
        }
        if (message.event().equals("phx_join")) {
            joining.join(message);
            return;
        }
        Channel channel = channels.get(message.topic());
        if (channel == null || !channel.isMeant(message.joinRef())) {
            unmatched(message);
            return;
        }
        switch (message.event()) {
            case "phx_leave" -> {
                reply(message, Json.OK);
                channel.close();
            }
            case "access_token" -> joining.renew(channel, message);
            default -> telling.tell(channel, message);
        }
    }

    private void unmatched(Incoming message) {
        reply(message, message.event().equals("phx_leave") ? Json.OK : Json.refused("unmatched topic"));
    }

    void reply(Incoming to, byte[] payload) {
        if (to.ref() != null) {
            send(Told.text(vsn(), to.joinRef(), to.ref(), to.topic(), "phx_reply", payload));
        }
    }

    /// A sign-out ends a token before its time, and nobody tells the sockets.
    private void lookWhoStillIs() {
        long now = System.nanoTime();
        if (now - looked < STANDING_LOOKED_AT.toNanos()) {
            return;
        }
        looked = now;
        if (equipment.doorman().read(greeting.key().who().token()) instanceof Doorman.Answer.Unknown(var _, var why)) {
            close(Socket.POLICY, why.length() > 100 ? why.substring(0, 100) : why);
            return;
        }
        for (Channel channel : List.copyOf(channels.values())) {
            if (equipment.doorman().read(channel.who().token()) instanceof Doorman.Answer.Unknown(var _, var why)) {
                channel.end(why);
            }
        }
    }

    @Override
    public void closed() {
        if (left.compareAndSet(false, true)) {
            clients.leave(this);
            // A write that fails ends the socket on the thread that writes, in the middle of somebody's join.
            Thread.ofVirtual()
                    .name("realtime-leave")
                    .start(() -> List.copyOf(channels.values()).forEach(Channel::leave));
        }
    }

    /// The payload of a text message; null for a binary one.
    static byte @Nullable [] json(Incoming message) {
        return message.body() instanceof Incoming.Body.Json(byte[] bytes) ? bytes : null;
    }
}
