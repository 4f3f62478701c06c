package studio.atelier.backend.realtime.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.realtime.wire.Told;
import studio.atelier.platform.database.Transactions;

/// The broadcasts that lie in `realtime.messages`: those of the last days are told again to who asks.
/// Thread-safe.
public final class Stored {

    static final int REPLAYED_MAX = 25;

    /// A message of a clock that runs ahead a little is not left out.
    private static final Duration AHEAD = Duration.ofMinutes(1);

    private final Transactions transactions;
    private final Duration keep;

    /// @param keep how long messages are kept
    public Stored(Transactions transactions, Duration keep) {
        this.transactions = transactions;
        this.keep = keep;
    }

    /// @param payload JSON or bytes
    @SuppressWarnings("ArrayRecordComponent") // the bytes travel through, nobody compares them
    record Message(UUID id, String event, boolean json, byte[] payload) {

        /// @param topic with its prefix
        Told told(String topic, boolean replayed) {
            String meta = "{\"id\":\"" + id + "\"" + (replayed ? ",\"replayed\":true}" : "}");
            return json
                    ? Told.message(topic, "broadcast", Told.body(event, payload, meta.getBytes(UTF_8)))
                    : Told.broadcast(topic, event, false, payload, meta.getBytes(UTF_8));
        }
    }

    /// The newest private messages of a topic, oldest first.
    ///
    /// @param limit 1 to 25; more and less count as these
    List<Message> newest(String topic, Instant since, int limit) {
        Instant now = Instant.now();
        return transactions
                .asSystem(
                        "replay",
                        tx -> tx.sql("""
                                select id, event, payload::text as payload, binary_payload
                                from realtime.messages
                                where topic = :topic
                                  and private
                                  and extension = 'broadcast'
                                  and inserted_at >= :since
                                  and inserted_at < :until
                                order by inserted_at desc
                                limit :limit
                                """)
                                .param("topic", topic)
                                .param("since", utc(since.isBefore(now.minus(keep)) ? now.minus(keep) : since))
                                .param("until", utc(now.plus(AHEAD)))
                                .param("limit", Math.clamp(limit, 1, REPLAYED_MAX))
                                .query((row, _) -> message(
                                        row.getObject("id", UUID.class),
                                        row.getString("event"),
                                        row.getString("payload"),
                                        row.getBytes("binary_payload")))
                                .list())
                .reversed();
    }

    /// @param payload JSON; null where there is none
    static Message message(UUID id, @Nullable String event, @Nullable String payload, byte @Nullable [] binaryPayload) {
        String name = event == null ? "" : event;
        return binaryPayload == null
                ? new Message(id, name, true, (payload == null ? "{}" : payload).getBytes(UTF_8))
                : new Message(id, name, false, binaryPayload);
    }

    /// Makes the partitions of the next days and drops those of which nothing is kept.
    public void upkeep() {
        transactions.asSystem(
                "realtime",
                tx -> tx.sql("select realtime.keep_partitions(make_interval(secs => :keep))")
                        .param("keep", (double) keep.toSeconds())
                        .query()
                        .singleRow());
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
