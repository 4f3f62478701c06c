package studio.atelier.platform.pictures;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Runs heavy native work on a few platform threads of its own: a call into a library would hold the
/// carrier of a virtual thread, and a decoded picture holds memory, so that pixels are counted too.
/// Thread-safe.
final class Workshop implements AutoCloseable {

    /// Pixels are counted in these.
    private static final int PIXELS_A_PERMIT = 1 << 16;

    private final Semaphore places;
    private final Semaphore pixels;
    private final int permitsMax;
    private final Duration waitMax;
    private final ExecutorService threads;

    /// @param size      how much runs at the same time
    /// @param pixelsMax of everything that runs at the same time
    /// @param waitMax   how long a caller waits for its turn
    Workshop(int size, long pixelsMax, Duration waitMax) {
        this.permitsMax = permits(pixelsMax);
        this.places = new Semaphore(size, true);
        this.pixels = new Semaphore(permitsMax, true);
        this.waitMax = waitMax;
        this.threads = Executors.newFixedThreadPool(
                size, Thread.ofPlatform().name("pictures-", 0).daemon().factory());
    }

    private static int permits(long pixels) {
        return Math.clamp(pixels / PIXELS_A_PERMIT + 1, 1, Integer.MAX_VALUE);
    }

    /// @param size pixels that the work holds
    /// @throws Full when no turn came
    <T> T run(long size, Callable<T> work) throws Full, InterruptedException {
        long deadline = System.nanoTime() + waitMax.toNanos();
        if (!places.tryAcquire(waitMax.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new Full();
        }
        int wanted = Math.min(permits(size), permitsMax);
        boolean room = false;
        try {
            room = pixels.tryAcquire(wanted, deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } finally {
            if (!room) {
                places.release();
            }
        }
        if (!room) {
            throw new Full();
        }
        try {
            return threads.submit(() -> releasing(wanted, work)).get();
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(failure);
        }
    }

    // Not the caller gives its turn back but the work: a caller that was interrupted leaves, the work goes on.
    private <T> T releasing(int wanted, Callable<T> work) throws Exception {
        try {
            return work.call();
        } finally {
            pixels.release(wanted);
            places.release();
        }
    }

    /// Everything is busy and stayed so.
    static final class Full extends Exception {

        private static final long serialVersionUID = 1L;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
