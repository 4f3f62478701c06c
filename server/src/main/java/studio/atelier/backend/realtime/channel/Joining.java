package studio.atelier.backend.realtime.channel;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import studio.atelier.backend.realtime.changes.Binding;
import studio.atelier.backend.realtime.socket.Socket;
import studio.atelier.backend.realtime.wire.Incoming;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Lets a client into a topic, and keeps it there under another token. Source: wire reference 5.2, 5.3.
final class Joining {

    private static final Logger log = LoggerFactory.getLogger(Joining.class);

    /// A client that is refused asks again at once; this slows it down.
    private static final Duration REFUSAL_DELAY = Duration.ofMillis(250);

    private static final int BINDINGS_MAX = 100;

    private final Client client;
    private final Equipment equipment;
    private final Pace joins;

    Joining(Client client, Equipment equipment) {
        this.client = client;
        this.equipment = equipment;
        this.joins = new Pace(equipment.settings().joinsMax(), TimeUnit.SECONDS.toNanos(1));
    }

    /// Why somebody does not come in; the words are those clients know.
    private static final class Refused extends Exception {

        private static final long serialVersionUID = 1L;

        Refused(String code, String message) {
            super(code + ": " + message, null, false, false);
        }
    }

    void join(Incoming message) {
        try {
            enter(message);
        } catch (Refused refused) {
            refuse(message, String.valueOf(refused.getMessage()));
        } catch (Policies.Unreachable unreachable) {
            log.warn("a private channel could not be joined", unreachable);
            refuse(message, "UnableToConnectToProject: Realtime was unable to connect to the project database");
        }
    }

    private void refuse(Incoming message, String reason) {
        var _ = equipment
                .clock()
                .schedule(
                        () -> client.reply(message, Json.refused(reason)),
                        REFUSAL_DELAY.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private void enter(Incoming message) throws Refused {
        byte[] payload = Client.json(message);
        String topic = message.topic();
        if (!topic.startsWith(Topics.PREFIX) || payload == null) {
            client.reply(message, Json.refused("unmatched topic"));
            return;
        }
        if (topic.equals(Topics.PREFIX)) {
            throw new Refused("TopicNameRequired", "You must provide a topic name");
        }
        if (!joins.take(System.nanoTime())) {
            client.reply(message, Json.refused("ClientJoinRateLimitReached: Too many joins per second"));
            equipment.counts().cut("too many joins");
            client.close(Socket.POLICY, "too many joins");
            return;
        }
        Channel before = client.channels().get(topic);
        if (before != null) {
            before.close();
        }
        JoinConfig config = JoinConfig.read(payload);
        checkLimits(config);
        Who who = who(config.token());
        begin(message, config, who, rights(config.isPrivate(), topic, who));
    }

    private void checkLimits(JoinConfig config) throws Refused {
        if (equipment.settings().privateOnly() && !config.isPrivate()) {
            throw new Refused("PrivateOnly", "This project only allows private channels");
        }
        if (client.channels().size() >= equipment.settings().channelsMax()) {
            throw new Refused("ChannelRateLimitReached", "Too many channels");
        }
        if (config.bindings().size() > BINDINGS_MAX) {
            throw new Refused("ChannelRateLimitReached", "Too many postgres_changes");
        }
    }

    /// @param token null where the key of the socket counts
    private Who who(@Nullable String token) throws Refused {
        String counts = token == null ? client.greeting().key().who().token() : token;
        return switch (equipment.doorman().read(counts)) {
            case Doorman.Answer.Known(Who known) -> known;
            case Doorman.Answer.Unknown(String code, String text) -> throw new Refused(code, text);
        };
    }

    private Rights rights(boolean isPrivate, String topic, Who who) throws Refused {
        if (!isPrivate) {
            return Rights.ALL;
        }
        Rights found = equipment.policies().readable(question(topic, who));
        if (found.none()) {
            throw new Refused("Unauthorized", unreadable(topic));
        }
        return found;
    }

    private static String unreadable(String topic) {
        return "You do not have permissions to read from this Channel topic: "
                + topic.substring(Topics.PREFIX.length());
    }

    Policies.Question question(String topic, Who who) {
        return new Policies.Question(who.actor(), client.greeting().headers(), topic.substring(Topics.PREFIX.length()));
    }

    private void begin(Incoming message, JoinConfig config, Who who, Rights rights) throws Refused {
        List<Stored.Message> again = replay(config, message.topic(), rights);
        Set<UUID> ids = again.stream().map(Stored.Message::id).collect(Collectors.toCollection(HashSet::new));
        var channel = new Channel(client, equipment, message.topic(), message.joinRef(), config, who, rights, ids);
        channel.listen(config.bindings().stream().map(Joining::binding).toList());
        client.channels().put(message.topic(), channel);
        channel.begin(message.ref());
        if (config.replicationReady()) {
            channel.push(
                    null, "system", Json.system("system", "ok", "Replication connection established", channel.name()));
        }
        again.forEach(each -> channel.send(each.told(message.topic(), true)));
        if (client.hasLeft()) {
            // The socket closed meanwhile, and whoever closed it may not have seen this channel.
            channel.leave();
        }
    }

    private List<Stored.Message> replay(JoinConfig config, String topic, Rights rights) throws Refused {
        JoinConfig.Replay replay = config.replay();
        if (replay == null) {
            return List.of();
        }
        if (!config.isPrivate()) {
            throw new Refused("UnableToReplayMessages", "Replay is not allowed for public channels");
        }
        if (!rights.readBroadcast()) {
            throw new Refused("Unauthorized", unreadable(topic));
        }
        if (replay.since() == null || replay.since() < 0) {
            throw new Refused("UnableToReplayMessages", "Replay params are not valid");
        }
        try {
            return equipment
                    .stored()
                    .newest(
                            topic.substring(Topics.PREFIX.length()),
                            Instant.ofEpochMilli(replay.since()),
                            replay.limit());
        } catch (DataAccessException failure) {
            log.warn("messages could not be replayed", failure);
            throw new Refused("UnableToReplayMessages", "Realtime was unable to replay messages");
        }
    }

    private static Binding binding(ObjectNode sent) {
        JsonNode select = sent.path("select");
        return new Binding(
                sent.path("event").asString("*"),
                sent.path("schema").asString("public"),
                text(sent.path("table")),
                text(sent.path("filter")),
                select.isArray()
                        ? select.valueStream()
                                .filter(JsonNode::isString)
                                .map(JsonNode::asString)
                                .toList()
                        : null);
    }

    private static @Nullable String text(JsonNode value) {
        return value.isString() ? value.asString() : null;
    }

    /// Another token for a channel that stands.
    void renew(Channel channel, Incoming message) {
        byte[] payload = Client.json(message);
        String token = payload == null ? null : text(token(payload));
        if (token == null || Doorman.opaque(token) || token.equals(channel.who().token())) {
            return;
        }
        try {
            Who who = who(token);
            Rights found = rights(channel.config().isPrivate(), channel.topic(), who);
            if (found.lessThan(channel.rights())) {
                channel.end("You no longer have permission to read from this Channel topic: " + channel.name());
                return;
            }
            channel.renew(who, found);
        } catch (Refused refused) {
            String reason = String.valueOf(refused.getMessage());
            channel.end(reason.substring(reason.indexOf(": ") + 2));
        } catch (Policies.Unreachable unreachable) {
            log.warn("a renewed token could not be checked", unreachable);
            channel.end("Realtime was unable to connect to the project database");
        }
    }

    private static JsonNode token(byte[] payload) {
        return JsonMapper.shared().readTree(payload).path("access_token");
    }
}
