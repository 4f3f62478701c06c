package studio.atelier.platform.feed;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One listener's queue. Filled by the feed, emptied by one thread. Who does not keep up is cut, so that
/// nobody waits for the slowest.
public final class Subscription implements AutoCloseable {

    private final @Nullable UUID person;
    private final Predicate<Change> filter;
    private final BlockingQueue<Message> queue;
    private final int transientMax;
    private final Consumer<Subscription> leave;
    private volatile boolean cut;

    /// @param person   whose transient messages it hears; null for none
    /// @param capacity messages that may wait
    Subscription(@Nullable UUID person, Predicate<Change> filter, int capacity, Consumer<Subscription> leave) {
        this.person = person;
        this.filter = filter;
        this.queue = new ArrayBlockingQueue<>(capacity + 1); // one place is kept for the word that ends it
        this.transientMax = capacity / 2;
        this.leave = leave;
    }

    /// Waits for the next message.
    ///
    /// @return empty when none came in this time
    public Optional<Message> next(Duration wait) throws InterruptedException {
        return Optional.ofNullable(queue.poll(wait.toMillis(), TimeUnit.MILLISECONDS));
    }

    /// Whose it is; null for nobody's.
    @Nullable
    UUID person() {
        return person;
    }

    boolean isOf(UUID who) {
        return who.equals(person);
    }

    boolean wants(Change change) {
        return filter.test(change);
    }

    /// Called under the lock of the hub.
    void give(Message message) {
        if (cut) {
            return;
        }
        if (message instanceof Message.Told && queue.size() >= transientMax) {
            // The next word on progress says more than this one.
            return;
        }
        if (queue.remainingCapacity() <= 1) {
            cut("too slow");
            return;
        }
        queue.add(message);
    }

    /// Ends it: what waits is dropped.
    void cut(String reason) {
        if (!cut) {
            cut = true;
            queue.clear();
            queue.add(new Message.Cut(reason));
        }
    }

    @Override
    public void close() {
        leave.accept(this);
    }
}
