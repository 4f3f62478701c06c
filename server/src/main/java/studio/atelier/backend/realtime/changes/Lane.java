package studio.atelier.backend.realtime.changes;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.atelier.platform.feed.Change;

/// The changes of one table, in their order, at the pace of what has to be asked about them. A table whose
/// policies are slow holds up no other. Thread-safe.
final class Lane {

    private static final Logger log = LoggerFactory.getLogger(Lane.class);

    /// Changes that may wait; one transaction may bring many at once.
    private static final int WAITING_MAX = 50_000;

    private static final long CHARACTERS_MAX = 64L << 20;

    /// Changes told in one round: asked about together.
    private static final int ROUND_MAX = 200;

    private final Executor executor;
    private final Work work;
    private final IntConsumer overflow;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private long characters;
    private boolean busy;

    /// @param epoch of the schema in which the change was made
    private record Waiting(Change change, long epoch) {}

    /// Tells changes of one epoch.
    @FunctionalInterface
    interface Work {
        void run(List<Change> changes, long epoch) throws InterruptedException;
    }

    /// @param overflow told, by the reader of the log, how many changes were thrown away; must not block
    Lane(Executor executor, Work work, IntConsumer overflow) {
        this.executor = executor;
        this.work = work;
        this.overflow = overflow;
    }

    /// Called by the reader of the log; never blocks.
    void add(Change change, long epoch) {
        int thrown = 0;
        synchronized (this) {
            if (waiting.size() >= WAITING_MAX || characters > CHARACTERS_MAX) {
                thrown = waiting.size();
                waiting.clear();
                characters = 0;
            }
            waiting.add(new Waiting(change, epoch));
            characters += change.characters();
            if (!busy) {
                busy = start();
            }
        }
        if (thrown > 0) {
            overflow.accept(thrown);
        }
    }

    /// Not any more when the server stops.
    private boolean start() {
        try {
            executor.execute(this::run);
            return true;
        } catch (RejectedExecutionException _) {
            return false;
        }
    }

    synchronized void clear() {
        waiting.clear();
        characters = 0;
    }

    private void run() {
        while (true) {
            long epoch;
            List<Change> some = new ArrayList<>();
            synchronized (this) {
                if (waiting.isEmpty()) {
                    busy = false;
                    return;
                }
                epoch = waiting.getFirst().epoch();
                while (!waiting.isEmpty() && waiting.getFirst().epoch() == epoch && some.size() < ROUND_MAX) {
                    Change change = waiting.removeFirst().change();
                    characters -= change.characters();
                    some.add(change);
                }
            }
            try {
                work.run(some, epoch);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException failure) {
                log.warn(
                        "{} change(s) of {} could not be told",
                        some.size(),
                        some.getFirst().table(),
                        failure);
                overflow.accept(some.size());
            }
        }
    }
}
