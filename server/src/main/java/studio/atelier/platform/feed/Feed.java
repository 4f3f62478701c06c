package studio.atelier.platform.feed;

import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/// The live feed of this node. Thread-safe.
public final class Feed {

    private final FeedHub hub;

    Feed(FeedHub hub) {
        this.hub = hub;
    }

    /// Listens to committed changes from now on.
    ///
    /// @param filter   called by the one reader for every change; must not block
    /// @param capacity messages that may wait before the listener is cut; 1 to 10,000
    /// @return to be closed by whoever listens
    public Subscription subscribe(Predicate<Change> filter, int capacity) {
        return hub.join(null, filter, capacity, null);
    }

    /// Follows the log itself, until the server stops. `begun` is called at once when it is being read.
    public void follow(Follower follower) {
        hub.follow(follower);
    }

    /// Whether the person listens at this node right now; what is dear to find out need not be said otherwise.
    public boolean hears(UUID person) {
        return hub.count(person) > 0;
    }

    /// Everybody who listens at this node right now.
    public Set<UUID> listeners() {
        return hub.persons();
    }

    /// Says something to a person who listens at this node right now, such as progress. Not stored, dropped
    /// for whoever does not keep up.
    ///
    /// @param event name of the server-sent event
    /// @param data  written as JSON, without secrets
    public void tell(UUID person, String event, Object data) {
        hub.tell(person, new Message.Told(event, data));
    }
}
