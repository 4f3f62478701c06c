package studio.atelier.backend.realtime.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.atelier.backend.realtime.wire.Incoming;
import studio.atelier.backend.realtime.wire.Told;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a member says on a topic: broadcasts, and its presence. Source: wire reference 5.5, 5.6.
final class Telling {

    private static final Logger log = LoggerFactory.getLogger(Telling.class);
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Client client;
    private final Equipment equipment;

    Telling(Client client, Equipment equipment) {
        this.client = client;
        this.equipment = equipment;
    }

    void tell(Channel channel, Incoming message) {
        long now = System.nanoTime();
        if (!channel.mayTellNow(now)) {
            channel.end("Too many messages per second");
            return;
        }
        switch (message.event()) {
            case "broadcast" -> broadcast(channel, message);
            case "presence" -> presence(channel, message, now);
            default -> log.debug("a client sent an event that means nothing here");
        }
    }

    private void broadcast(Channel channel, Incoming message) {
        Rights.Write write = write(channel);
        if (write == null || !write.broadcast() || !readable(message)) {
            return;
        }
        boolean fits = size(message) <= equipment.settings().payloadBytesMax();
        if (fits) {
            Topic.Key key = channel.key();
            equipment.outgoing().broadcast(() -> word(key, message));
            equipment
                    .topics()
                    .tell(channel.key(), told(message), channel.config().self() ? null : channel, null);
        }
        if (channel.config().ack()) {
            client.reply(message, fits ? Json.OK : Json.refused("payload_size_exceeded"));
        }
    }

    /// Clients take a broadcast for an object with a name, and fail over anything else.
    private static boolean readable(Incoming message) {
        byte[] payload = Client.json(message);
        if (payload == null) {
            return true;
        }
        JsonNode sent = JSON.readTree(payload);
        JsonNode event = sent.path("event");
        return sent.isObject() && (event.isString() || event.isMissingNode());
    }

    private static Told told(Incoming message) {
        return switch (message.body()) {
            case Incoming.Body.Json(byte[] payload) -> Told.message(message.topic(), "broadcast", payload);
            case Incoming.Body.Broadcast(String event, boolean json, byte[] payload) ->
                Told.broadcast(message.topic(), event, json, payload, null);
        };
    }

    private static Word word(Topic.Key key, Incoming message) {
        return switch (message.body()) {
            case Incoming.Body.Json(byte[] payload) -> new Word.Said(key, payload);
            case Incoming.Body.Broadcast(String event, boolean json, byte[] payload) ->
                new Word.Announced(key, event, json, payload);
        };
    }

    private static long size(Incoming message) {
        return switch (message.body()) {
            case Incoming.Body.Json(byte[] payload) -> payload.length;
            case Incoming.Body.Broadcast(String _, boolean _, byte[] payload) -> payload.length;
        };
    }

    private void presence(Channel channel, Incoming message, long now) {
        byte[] payload = Client.json(message);
        JsonNode asked = payload == null ? JSON.createObjectNode() : JSON.readTree(payload);
        String event = asked.path("event").asString("").toLowerCase(Locale.ROOT);
        if (event.isEmpty()) {
            client.reply(message, Json.OK);
            return;
        }
        if (!channel.mayBePresentNow(now)) {
            channel.end("Client presence rate limit exceeded");
            return;
        }
        if (!equipment.presences().take(now)) {
            channel.end("Too many presence messages per second");
            return;
        }
        switch (event) {
            case "track" -> track(channel, message, asked);
            case "untrack" -> {
                channel.untrack();
                client.reply(message, Json.OK);
            }
            default -> client.reply(message, Json.reply("error", JSON.createObjectNode()));
        }
    }

    private void track(Channel channel, Incoming message, JsonNode asked) {
        Rights.Write write = write(channel);
        if (write == null || !write.presence()) {
            client.reply(message, Json.reply("error", JSON.createObjectNode()));
            return;
        }
        JsonNode state = asked.path("payload");
        if (!state.isObject() && !state.isMissingNode()) {
            client.reply(message, Json.refused("Presence track payload must be a map"));
            return;
        }
        byte[] bytes = state.isObject() ? state.toString().getBytes(UTF_8) : Json.EMPTY;
        if (bytes.length > equipment.settings().payloadBytesMax()) {
            channel.end("Track message size exceeded");
            return;
        }
        boolean room = channel.track(bytes);
        client.reply(message, room ? Json.OK : Json.refused("Too many presences on this channel"));
    }

    /// Found out with the first message and remembered until the token changes.
    ///
    /// @return null while the database cannot be asked
    private Rights.@Nullable Write write(Channel channel) {
        Rights.Write known = channel.rights().write();
        if (known != null) {
            return known;
        }
        try {
            Rights.Write found = equipment
                    .policies()
                    .writable(new Policies.Question(
                            channel.who().actor(), client.greeting().headers(), channel.name()));
            channel.rights(channel.rights().with(found));
            return found;
        } catch (Policies.Unreachable unreachable) {
            log.warn("what may be sent on a private channel could not be found out", unreachable);
            return null;
        }
    }
}
