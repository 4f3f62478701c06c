package studio.atelier.engine.providers;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Interrupts calls that take too long. Thread-safe.
final class Deadlines implements AutoCloseable {

    private final ScheduledThreadPoolExecutor watch = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("provider-deadlines").factory());

    Deadlines() {
        watch.setRemoveOnCancelPolicy(true);
    }

    /// Watches the calling thread until the result is closed.
    Deadline start(Duration limit) {
        Deadline deadline = new Deadline(Thread.currentThread());
        deadline.watchedBy(watch.schedule(deadline::pass, limit.toMillis(), TimeUnit.MILLISECONDS));
        return deadline;
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }

    /// One watched call. The interrupt comes before [#close()] or never, and does not outlive it.
    static final class Deadline implements AutoCloseable {

        private final Thread caller;
        private @Nullable ScheduledFuture<?> timer;
        private boolean over;
        private boolean passed;

        private Deadline(Thread caller) {
            this.caller = caller;
        }

        private synchronized void watchedBy(ScheduledFuture<?> watching) {
            timer = watching;
        }

        private synchronized void pass() {
            if (!over) {
                passed = true;
                caller.interrupt();
            }
        }

        /// Ends the watch.
        ///
        /// @return whether the time was up
        synchronized boolean end() {
            over = true;
            if (timer != null) {
                timer.cancel(false);
            }
            if (passed) {
                // Ours; one from somebody else at the same moment means the same: stop.
                Thread.interrupted();
            }
            return passed;
        }

        @Override
        public void close() {
            end();
        }
    }
}
