package studio.atelier.backend.realtime.channel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.realtime.wire.Told;

/// Every topic of this node, and what is told on it, here and at other nodes. Whoever tells does the writing: there is
/// no thread in
/// between. Thread-safe.
public final class Topics {

    static final String PREFIX = "realtime:";

    /// What comes and goes together is told together: a room that fills would tell everybody of everybody
    /// otherwise.
    private static final Duration PRESENCE_GATHERED = Duration.ofMillis(25);

    private final ConcurrentMap<Topic.Key, Topic> topics = new ConcurrentHashMap<>();
    private final ScheduledExecutorService clock;
    private final Counts counts;
    private final Outgoing outgoing;

    /// Who is present at other nodes, also on topics that nobody joined here.
    private final ConcurrentMap<Topic.Key, Map<Attendee.Elsewhere, Word.Present>> elsewhere = new ConcurrentHashMap<>();

    public Topics(ScheduledExecutorService clock, Counts counts, Outgoing outgoing) {
        this.clock = clock;
        this.counts = counts;
        this.outgoing = outgoing;
    }

    /// @param welcome sent to the member before it hears anything else
    Topic join(Channel member, Runnable welcome) {
        return topics.compute(member.key(), (key, known) -> {
            Topic topic = known == null ? opened(key) : known;
            topic.add(member, welcome);
            return topic;
        });
    }

    /// Who is present elsewhere is present here from the beginning.
    private Topic opened(Topic.Key key) {
        Topic topic = new Topic();
        Map<Attendee.Elsewhere, Word.Present> others = elsewhere.get(key);
        if (others != null) {
            others.forEach((who, word) -> topic.presence().come(who, word.presenceKey(), word.meta()));
            // Nobody has to be told of those who were there before.
            topic.presence().changes();
        }
        return topic;
    }

    void leave(Channel member, String presenceKey) {
        boolean[] wasPresent = {false};
        topics.computeIfPresent(member.key(), (key, topic) -> {
            Presence presence = topic.knownPresence();
            wasPresent[0] = presence != null && presence.untrack(member, presenceKey);
            if (topic.remove(member)) {
                return null;
            }
            if (wasPresent[0]) {
                due(key, topic);
            }
            return topic;
        });
        if (wasPresent[0]) {
            outgoing.presence(() -> new Word.Absent(member.key(), member.number(), presenceKey));
        }
    }

    /// Everybody of this node who is present anywhere.
    List<Word.Present> present() {
        List<Word.Present> all = new ArrayList<>();
        topics.forEach((key, topic) -> {
            Presence presence = topic.knownPresence();
            if (presence != null) {
                all.addAll(presence.own(key));
            }
        });
        return all;
    }

    /// Somebody is present at another node.
    void came(Attendee.Elsewhere who, Word.Present word) {
        elsewhere.compute(word.key(), (_, known) -> {
            Map<Attendee.Elsewhere, Word.Present> others = known == null ? new ConcurrentHashMap<>() : known;
            others.put(who, word);
            return others;
        });
        topics.computeIfPresent(word.key(), (key, topic) -> {
            if (topic.presence().come(who, word.presenceKey(), word.meta())) {
                due(key, topic);
            }
            return topic;
        });
    }

    /// Somebody is present at another node no more.
    void went(Attendee.Elsewhere who, Word.Present word) {
        elsewhere.computeIfPresent(word.key(), (_, others) -> {
            others.remove(who);
            return others.isEmpty() ? null : others;
        });
        topics.computeIfPresent(word.key(), (key, topic) -> {
            if (topic.presence().untrack(who, word.presenceKey())) {
                due(key, topic);
            }
            return topic;
        });
    }

    /// A broadcast of another node.
    void said(Word.Said word) {
        tell(word.key(), Told.message(PREFIX + word.key().name(), "broadcast", word.payload()), null, null);
    }

    /// A broadcast of another node.
    void announced(Word.Announced word) {
        var told = Told.broadcast(PREFIX + word.key().name(), word.event(), word.json(), word.payload(), null);
        tell(word.key(), told, null, null);
    }

    /// Tells everybody on a topic of this node but one.
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
        var key = new Topic.Key(topic, isPrivate);
        outgoing.broadcast(() -> new Word.Announced(key, event, json, payload));
        tell(key, Told.broadcast(PREFIX + topic, event, json, payload, null), null, null);
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
