package studio.atelier.engine.media.internal;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Runs heavy native work on a few platform threads of its own: a call into a library would hold the
/// carrier of a virtual thread, and a decoded picture holds memory. Thread-safe.
public final class Workshop implements AutoCloseable {

    private final Semaphore places;
    private final Duration waitMax;
    private final ExecutorService threads;

    /// @param size    how much runs at the same time
    /// @param waitMax how long a caller waits for its turn
    public Workshop(int size, Duration waitMax) {
        this.places = new Semaphore(size, true);
        this.waitMax = waitMax;
        this.threads = Executors.newFixedThreadPool(
                size, Thread.ofPlatform().name("pictures-", 0).daemon().factory());
    }

    /// @return null from the work, or an answer
    /// @throws Full when no turn came
    public <T extends @Nullable Object> T run(Callable<T> work) throws Full, InterruptedException {
        if (!places.tryAcquire(waitMax.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new Full();
        }
        try {
            return threads.submit(work).get();
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(failure);
        } finally {
            places.release();
        }
    }

    /// Everything is busy and stayed so.
    public static final class Full extends Exception {

        private static final long serialVersionUID = 1L;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
