package studio.atelier.backend.realtime.channel;

import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import studio.atelier.platform.feed.Change;
import studio.atelier.platform.feed.Feed;
import studio.atelier.platform.feed.Message;
import studio.atelier.platform.feed.Subscription;

/// Tells what the database sends: rows of `realtime.messages`, read after their commit.
public final class StoredBroadcasts implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(StoredBroadcasts.class);
    private static final String TABLE = "realtime.messages";
    private static final int WAITING_MAX = 10_000;
    private static final Duration LOOK_AROUND = Duration.ofSeconds(5);
    private static final String HEX_START = "\\x";

    private final Feed feed;
    private final Topics topics;
    private final Stored stored;
    private volatile boolean running;
    private @Nullable Thread thread;

    public StoredBroadcasts(Feed feed, Topics topics, Stored stored) {
        this.feed = feed;
        this.topics = topics;
        this.stored = stored;
    }

    @Override
    public void start() {
        // A server that was off for days has no partition for today.
        stored.upkeep();
        running = true;
        thread = Thread.ofVirtual().name("realtime-stored").start(this::listen);
    }

    private void listen() {
        while (running) {
            try (Subscription subscription = feed.subscribe(StoredBroadcasts::isBroadcast, WAITING_MAX)) {
                hear(subscription);
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    /// Returns when the subscription was cut.
    private void hear(Subscription subscription) throws InterruptedException {
        while (running) {
            switch (subscription.next(LOOK_AROUND).orElse(null)) {
                case Message.Changed(Change change) -> tell(change);
                case Message.Cut(String reason) -> {
                    log.info("broadcasts of the database were missed: {}", reason);
                    return;
                }
                case Message.Told _, Message.Missed _ -> {
                    // Whoever needs what was missed joins with replay.
                }
                case null -> {
                    // Nothing yet.
                }
            }
        }
    }

    /// The publications name the rows of its parts by the table itself.
    private static boolean isBroadcast(Change change) {
        return change.table().equals(TABLE)
                && change.kind() == Change.Kind.INSERTED
                && "broadcast".equals(change.columns().get("extension"));
    }

    private void tell(Change change) {
        try {
            Map<String, @Nullable String> row = change.columns();
            String topic = row.get("topic");
            String id = row.get("id");
            if (topic == null || id == null) {
                return;
            }
            UUID uuid = UUID.fromString(id);
            Stored.Message message =
                    Stored.message(uuid, row.get("event"), row.get("payload"), bytes(row.get("binary_payload")));
            topics.tell(
                    new Topic.Key(topic, "t".equals(row.get("private"))),
                    message.told(Topics.PREFIX + topic, false),
                    null,
                    uuid);
        } catch (RuntimeException failure) {
            log.warn("a broadcast of the database could not be told", failure);
        }
    }

    private static byte @Nullable [] bytes(@Nullable String value) {
        return value == null || !value.startsWith(HEX_START)
                ? null
                : HexFormat.of().parseHex(value, HEX_START.length(), value.length());
    }

    @Override
    public void stop() {
        running = false;
        if (thread != null) {
            thread.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
