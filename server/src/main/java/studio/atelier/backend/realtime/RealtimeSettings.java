package studio.atelier.backend.realtime;

import java.time.Duration;
import studio.atelier.platform.settings.SettingsReader;

/// @param clientsMax      sockets of this node
/// @param perAddressMax   sockets from one address
/// @param channelsMax     channels of one client
/// @param joinsMax        joins a second of one client
/// @param eventsMax       messages a second on one channel of a client
/// @param presenceMax     presence messages of one channel in 30 s
/// @param presenceAllMax  presence messages a second of all clients of this node
/// @param presencesMax    members that may be present on one channel
/// @param payloadBytesMax of one broadcast or presence message
/// @param queueMessages   messages that may wait for one client
/// @param queueBytes      bytes that may wait for one client
/// @param privateOnly     whether public channels are refused
/// @param keep            how long messages sent from the database are kept
public record RealtimeSettings(
        int clientsMax,
        int perAddressMax,
        int channelsMax,
        int joinsMax,
        int eventsMax,
        int presenceMax,
        int presenceAllMax,
        int presencesMax,
        long payloadBytesMax,
        int queueMessages,
        long queueBytes,
        boolean privateOnly,
        Duration keep) {

    public static RealtimeSettings read(SettingsReader settings) {
        return new RealtimeSettings(
                (int) settings.whole(
                        "ATELIER_REALTIME_CLIENTS",
                        10_000,
                        1,
                        1_000_000,
                        "Realtime clients of this node at once; those beyond get 429."),
                (int) settings.whole(
                        "ATELIER_REALTIME_CLIENTS_PER_ADDRESS",
                        500,
                        1,
                        1_000_000,
                        "Realtime clients from one address at once; those beyond get 429."),
                (int) settings.whole(
                        "ATELIER_REALTIME_CHANNELS", 100, 1, 10_000, "Channels that one realtime client may join."),
                (int) settings.whole(
                        "ATELIER_REALTIME_JOINS", 100, 1, 10_000, "Joins a second of one realtime client."),
                (int) settings.whole(
                        "ATELIER_REALTIME_EVENTS",
                        100,
                        1,
                        1_000_000,
                        "Messages a second that a client may send on one channel."),
                (int) settings.whole(
                        "ATELIER_REALTIME_PRESENCE_EVENTS",
                        5,
                        1,
                        100_000,
                        "Presence messages in 30 s that a client may send on one channel."),
                (int) settings.whole(
                        "ATELIER_REALTIME_PRESENCE_EVENTS_ALL",
                        1_000,
                        1,
                        1_000_000,
                        "Presence messages a second of all clients of this node; a channel beyond is ended."),
                (int) settings.whole(
                        "ATELIER_REALTIME_PRESENCES",
                        10_000,
                        1,
                        1_000_000,
                        "Members that may be present on one channel, at all nodes."),
                settings.bytes(
                        "ATELIER_REALTIME_PAYLOAD",
                        "3MB",
                        1_000,
                        5_000_000,
                        "Largest payload of a broadcast or a presence message."),
                (int) settings.whole(
                        "ATELIER_REALTIME_QUEUE",
                        2_000,
                        10,
                        1_000_000,
                        "Messages that may wait for a realtime client before it is cut as too slow."),
                settings.bytes(
                        "ATELIER_REALTIME_QUEUE_BYTES",
                        "8MB",
                        100_000,
                        1L << 30,
                        "Bytes that may wait for a realtime client before it is cut as too slow."),
                settings.flag("ATELIER_REALTIME_PRIVATE_ONLY", false, "Refuse public channels."),
                settings.duration(
                        "ATELIER_REALTIME_KEEP",
                        Duration.ofHours(72),
                        Duration.ofHours(1),
                        Duration.ofDays(365),
                        "How long messages sent from the database are kept for replay."));
    }
}
