package studio.atelier.backend.realtime.channel;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.realtime.wire.Told;

/// Every topic of this node, and what is told on it. Whoever tells does the writing: there is no thread in
/// between. Thread-safe.
public final class Topics {

    static final String PREFIX = "realtime:";

    /// What comes and goes together is told together: a room that fills would tell everybody of everybody
    /// otherwise.
    private static final Duration PRESENCE_GATHERED = Duration.ofMillis(25);

    private final ConcurrentMap<Topic.Key, Topic> topics = new ConcurrentHashMap<>();
    private final ScheduledExecutorService clock;
    private final Counts counts;

    public Topics(ScheduledExecutorService clock, Counts counts) {
        this.clock = clock;
        this.counts = counts;
    }

    /// @param welcome sent to the member before it hears anything else
    Topic join(Channel member, Runnable welcome) {
        return topics.compute(member.key(), (_, known) -> {
            Topic topic = known == null ? new Topic() : known;
            topic.add(member, welcome);
            return topic;
        });
    }

    void leave(Channel member, String presenceKey) {
        topics.computeIfPresent(member.key(), (key, topic) -> {
            if (topic.remove(member)) {
                return null;
            }
            if (topic.presence().untrack(member, presenceKey)) {
                due(key, topic);
            }
            return topic;
        });
    }

    /// Tells everybody on a topic but one.
    ///
    /// @param except null for nobody
    /// @param stored id of a message that lies in the database; null for one that does not
    void tell(Topic.Key key, Told told, @Nullable Channel except, @Nullable UUID stored) {
        Topic topic = topics.get(key);
        if (topic == null) {
            return;
        }
        int sent = 0;
        for (Channel member : topic.members()) {
            if (member != except && member.hearsBroadcast(stored) && member.send(told)) {
                sent++;
            }
        }
        counts.delivered(sent);
    }

    /// For whoever is on no socket.
    ///
    /// @param topic name without its prefix
    public void tell(String topic, boolean isPrivate, String event, boolean json, byte[] payload) {
        tell(new Topic.Key(topic, isPrivate), Told.broadcast(PREFIX + topic, event, json, payload, null), null, null);
    }

    /// Somebody came, went or changed on this topic.
    void due(Topic.Key key, Topic topic) {
        if (topic.becomesDue()) {
            var _ = clock.schedule(() -> presence(key, topic), PRESENCE_GATHERED.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void presence(Topic.Key key, Topic topic) {
        topic.told();
        for (byte[] changes : topic.presence().changes()) {
            Told told = Told.message(PREFIX + key.name(), "presence_diff", changes);
            int sent = 0;
            for (Channel member : topic.members()) {
                if (member.hearsPresence() && member.send(told)) {
                    sent++;
                }
            }
            counts.delivered(sent);
        }
    }
}
