package studio.atelier.backend.realtime.channel;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Whoever joined one topic. Thread-safe.
final class Topic {

    private static final Channel[] NOBODY = new Channel[0];

    private final Set<Channel> members = new LinkedHashSet<>();
    private final AtomicBoolean due = new AtomicBoolean();
    private Channel @Nullable [] asArray;
    private @Nullable Presence presence;

    /// Public and private channels of one name are two topics.
    ///
    /// @param name without its prefix
    record Key(String name, boolean isPrivate) {}

    /// @param welcome sent to the member before it hears anything else
    synchronized void add(Channel member, Runnable welcome) {
        members.add(member);
        asArray = null;
        welcome.run();
    }

    /// @return whether nobody is left
    synchronized boolean remove(Channel member) {
        members.remove(member);
        asArray = null;
        return members.isEmpty();
    }

    /// Not to be written to.
    synchronized Channel[] members() {
        Channel[] all = asArray;
        if (all == null) {
            all = members.toArray(NOBODY);
            asArray = all;
        }
        return all;
    }

    synchronized Presence presence() {
        Presence people = presence;
        if (people == null) {
            people = new Presence();
            presence = people;
        }
        return people;
    }

    /// Null where nobody was ever present.
    synchronized @Nullable Presence knownPresence() {
        return presence;
    }

    /// @return whether the caller is to see to it that what changed is told
    boolean becomesDue() {
        return due.compareAndSet(false, true);
    }

    void told() {
        due.set(false);
    }
}
