package studio.atelier.backend.realtime.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What a join asks for. What is not understood counts as not said. Source: wire reference 5.2.
///
/// @param replay      null where none is asked for
/// @param presenceKey a fresh one where the client names none
/// @param bindings    objects, as sent
/// @param token       null where the key of the socket counts
record JoinConfig(
        boolean ack,
        boolean self,
        @Nullable Replay replay,
        boolean replicationReady,
        String presenceKey,
        boolean presence,
        boolean isPrivate,
        List<ObjectNode> bindings,
        @Nullable String token) {

    private static final int KEY_LENGTH_MAX = 512;

    /// @param since milliseconds since 1970; null for no number
    record Replay(@Nullable Long since, int limit) {}

    /// @param payload JSON, well-formed
    static JoinConfig read(byte[] payload) {
        JsonNode sent = JsonMapper.shared().readTree(payload);
        JsonNode config = sent.path("config");
        JsonNode broadcast = config.path("broadcast");
        JsonNode presence = config.path("presence");
        return new JoinConfig(
                flag(broadcast.path("ack")),
                flag(broadcast.path("self")),
                replay(broadcast.path("replay")),
                flag(broadcast.path("replication_ready")),
                key(presence.path("key")),
                flag(presence.path("enabled")),
                flag(config.path("private")),
                config.path("postgres_changes")
                        .valueStream()
                        .filter(JsonNode::isObject)
                        .map(ObjectNode.class::cast)
                        .toList(),
                token(sent));
    }

    private static boolean flag(JsonNode value) {
        return value.isBoolean()
                ? value.asBoolean()
                : value.isString() && value.asString().equals("true");
    }

    private static @Nullable Replay replay(JsonNode replay) {
        if (!replay.isObject()) {
            return null;
        }
        JsonNode since = replay.path("since");
        JsonNode limit = replay.path("limit");
        return new Replay(
                since.isIntegralNumber() && since.canConvertToLong() ? Long.valueOf(since.asLong()) : null,
                limit.isIntegralNumber() && limit.canConvertToInt() ? limit.asInt() : Stored.REPLAYED_MAX);
    }

    private static String key(JsonNode key) {
        String text = key.isString() ? key.asString() : "";
        return text.isEmpty()
                        || text.length() > KEY_LENGTH_MAX
                        || !UTF_8.newEncoder().canEncode(text)
                ? UUID.randomUUID().toString()
                : text;
    }

    private static @Nullable String token(JsonNode sent) {
        for (String name : List.of("user_token", "access_token")) {
            JsonNode token = sent.path(name);
            if (token.isString() && !token.asString().isEmpty()) {
                return Doorman.opaque(token.asString()) ? null : token.asString();
            }
        }
        return null;
    }
}
