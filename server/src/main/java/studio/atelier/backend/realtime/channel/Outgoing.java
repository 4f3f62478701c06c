package studio.atelier.backend.realtime.channel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// What waits to be said to the other nodes. While there are none, nothing is made and nothing waits. Thread-safe.
public final class Outgoing {

    /// Bytes that may wait; broadcasts beyond are not told elsewhere.
    private static final int WAITING_BYTES_MAX = 16 << 20;

    /// Bytes of one batch; one word may be longer by itself.
    private static final int BATCH_BYTES_MAX = 1 << 20;

    private final Counts counts;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition something = lock.newCondition();
    private final Deque<Word> waiting = new ArrayDeque<>();
    private long bytes;
    private boolean incomplete;
    private volatile boolean alone = true;

    public Outgoing(Counts counts) {
        this.counts = counts;
    }

    boolean alone() {
        return alone;
    }

    void alone(boolean nobodyElse) {
        alone = nobodyElse;
    }

    /// Dropped when too much waits: a broadcast is told to whoever is there at its moment.
    void broadcast(Supplier<Word> word) {
        if (!alone) {
            offer(word.get(), false);
        }
    }

    /// When too much waits, everything is said again later.
    void presence(Supplier<Word> word) {
        if (!alone) {
            offer(word.get(), true);
        }
    }

    /// A sign of life, whoever hears it.
    void say(Word word) {
        offer(word, true);
    }

    private void offer(Word word, boolean matters) {
        lock.lock();
        try {
            if (bytes + word.weight() > WAITING_BYTES_MAX) {
                incomplete |= matters;
                counts.relayed("dropped");
                return;
            }
            add(word);
        } finally {
            lock.unlock();
        }
    }

    private void add(Word word) {
        waiting.add(word);
        bytes += word.weight();
        something.signal();
    }

    /// Says everybody who is present here. What changes meanwhile is said after it: whoever reads the state does it
    /// under the lock that those who say changes wait for.
    void all(Supplier<List<Word.Present>> everybody) {
        lock.lock();
        try {
            incomplete = false;
            add(new Word.AllFollow());
            everybody.get().forEach(this::add);
            add(new Word.AllTold());
        } finally {
            lock.unlock();
        }
    }

    /// Something that matters was dropped, or not delivered.
    void incomplete() {
        lock.lock();
        try {
            incomplete = true;
        } finally {
            lock.unlock();
        }
    }

    boolean isIncomplete() {
        lock.lock();
        try {
            return incomplete;
        } finally {
            lock.unlock();
        }
    }

    /// @return at most one batch; empty when nothing came in this time
    List<Word> take(long milliseconds) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(milliseconds);
            while (waiting.isEmpty() && left > 0) {
                left = something.awaitNanos(left);
            }
            List<Word> batch = new ArrayList<>();
            long size = 0;
            while (!waiting.isEmpty()
                    && (batch.isEmpty() || size + waiting.peek().weight() <= BATCH_BYTES_MAX)) {
                Word word = waiting.remove();
                size += word.weight();
                batch.add(word);
            }
            bytes -= size;
            return batch;
        } finally {
            lock.unlock();
        }
    }
}
