package studio.atelier.backend.realtime.channel;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import studio.atelier.platform.database.Actor;

/// Broadcasts of whoever is on no channel. Thread-safe.
public final class Announcements {

    private final Topics topics;
    private final Policies policies;

    public Announcements(Topics topics, Policies policies) {
        this.topics = topics;
        this.policies = policies;
    }

    /// @param topic   name without prefix
    /// @param payload JSON where `json`
    @SuppressWarnings("ArrayRecordComponent") // the bytes travel through, nobody compares them
    public record Announcement(String topic, String event, boolean isPrivate, boolean json, byte[] payload) {

        @Override
        public String toString() {
            return "Announcement[" + topic + " " + event + "]";
        }
    }

    /// Tells what may be told; what a policy does not allow is dropped without a word, as clients expect.
    ///
    /// @param headers that policies may see, JSON
    public void tell(Actor actor, String headers, List<Announcement> announcements) {
        Map<String, Boolean> allowed = new HashMap<>();
        for (Announcement each : announcements) {
            if (!each.isPrivate() || allowed.computeIfAbsent(each.topic(), topic -> mayTell(actor, headers, topic))) {
                topics.tell(each.topic(), each.isPrivate(), each.event(), each.json(), each.payload());
            }
        }
    }

    private boolean mayTell(Actor actor, String headers, String topic) {
        return policies.broadcastable(new Policies.Question(actor, headers, topic));
    }
}
