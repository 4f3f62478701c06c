package studio.atelier.platform.feed;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Hands what the reader reads to those who listen, and remembers the latest for those who come back.
/// Everything happens under one short lock, so that a listener who joins misses nothing and hears nothing
/// twice. Thread-safe.
final class FeedHub {

    private static final int REMEMBERED_MAX = 2_000;
    private static final long REMEMBERED_CHARACTERS_MAX = 8L << 20;

    private final Set<Subscription> subscriptions = new LinkedHashSet<>();
    private final List<Follower> followers = new CopyOnWriteArrayList<>();
    private final Deque<Change> remembered = new ArrayDeque<>();
    private final int rememberedMax;
    private final Predicate<Change> worthRemembering;
    private long characters;

    /// From here on everything is remembered or was before anybody's time; null while nothing is read.
    private @Nullable Lsn floor;

    private @Nullable Lsn position;
    private boolean reading;
    private boolean closed;

    /// @param worthRemembering whether somebody may come back for such a change; must not block
    FeedHub(Predicate<Change> worthRemembering) {
        this(REMEMBERED_MAX, worthRemembering);
    }

    FeedHub(int rememberedMax, Predicate<Change> worthRemembering) {
        this.rememberedMax = rememberedMax;
        this.worthRemembering = worthRemembering;
    }

    synchronized void follow(Follower follower) {
        followers.add(follower);
        if (reading) {
            follower.begun();
        }
    }

    /// @param lastEventId where the listener stopped; null for a new one
    synchronized Subscription join(
            @Nullable UUID person, Predicate<Change> filter, int capacity, @Nullable String lastEventId) {
        var subscription = new Subscription(person, filter, capacity, this::leave);
        if (closed) {
            subscription.cut("stopping");
            return subscription;
        }
        subscriptions.add(subscription);
        if (lastEventId != null) {
            Lsn last = Lsn.parse(lastEventId).orElse(null);
            if (last == null || !remembers(last)) {
                subscription.give(new Message.Missed());
            } else {
                // The last transaction again as a whole: it may have been cut in the middle.
                remembered.stream()
                        .filter(change -> Lsn.parse(change.lsn()).orElseThrow().compareTo(last) >= 0)
                        .filter(filter)
                        .forEach(change -> subscription.give(new Message.Changed(change)));
            }
        }
        return subscription;
    }

    /// Where the reader is, as an event id; null while nothing is read.
    synchronized @Nullable String position() {
        return position == null ? null : position.toString();
    }

    /// The number of listeners of one person.
    synchronized long count(UUID person) {
        return subscriptions.stream().filter(each -> each.isOf(person)).count();
    }

    synchronized Set<UUID> persons() {
        return subscriptions.stream()
                .map(Subscription::person)
                .filter(Objects::nonNull)
                .collect(Collectors.toUnmodifiableSet());
    }

    /// The reader begins, again or for the first time; what was committed before is not heard.
    synchronized void begin(Lsn from) {
        remembered.clear();
        characters = 0;
        floor = from;
        position = from;
        reading = true;
        subscriptions.forEach(each -> each.give(new Message.Missed()));
        followers.forEach(Follower::begun);
    }

    /// The reader stopped reading.
    synchronized void interrupted() {
        if (reading) {
            reading = false;
            followers.forEach(Follower::interrupted);
        }
    }

    /// @param xid the transaction that changed tables, policies or rights
    synchronized void redefined(long xid) {
        followers.forEach(follower -> follower.redefined(xid));
    }

    synchronized void changed(Change change) {
        if (worthRemembering.test(change)) {
            remember(change);
        }
        followers.forEach(follower -> follower.changed(change));
        subscriptions.forEach(each -> {
            if (each.wants(change)) {
                each.give(new Message.Changed(change));
            }
        });
    }

    synchronized void committed(Lsn at) {
        position = at;
    }

    synchronized void tell(UUID person, Message.Told message) {
        subscriptions.forEach(each -> {
            if (each.isOf(person)) {
                each.give(message);
            }
        });
    }

    synchronized void close() {
        closed = true;
        subscriptions.forEach(each -> each.cut("stopping"));
        subscriptions.clear();
    }

    private synchronized void leave(Subscription subscription) {
        subscriptions.remove(subscription);
    }

    private boolean remembers(Lsn last) {
        return floor != null && position != null && last.compareTo(floor) >= 0 && last.compareTo(position) <= 0;
    }

    private void remember(Change change) {
        remembered.addLast(change);
        characters += change.characters();
        while (remembered.size() > rememberedMax || characters > REMEMBERED_CHARACTERS_MAX) {
            Change forgotten = remembered.removeFirst();
            characters -= forgotten.characters();
            floor = Lsn.parse(forgotten.lsn()).orElseThrow().next();
        }
    }
}
