package studio.atelier.engine.generation;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// How others reach a run: tell it that somebody wants it stopped, that its lease is gone, or that the node
/// stops. Thread-safe.
final class RunThread {

    enum Stop {
        NONE,
        /// The person wants it.
        CANCELLED,
        /// Another node has it; nothing may be written any more.
        LOST,
        /// This node stops; the run goes on elsewhere or later.
        SHUTDOWN
    }

    private final Semaphore told = new Semaphore(0);
    private volatile Stop stop = Stop.NONE;

    /// The thread that is inside a call; null outside.
    private @Nullable Thread inside;

    Stop stop() {
        return stop;
    }

    /// The first reason stays, except that a lost lease overrules a wish.
    synchronized void tell(Stop reason) {
        if (stop == Stop.NONE || reason == Stop.LOST) {
            stop = reason;
        }
        told.release();
        if (inside != null) {
            inside.interrupt();
        }
    }

    /// There may be news: a pause ends now. Inside a call nothing happens, and the next pause is none.
    void wake() {
        told.release();
    }

    /// From here on [#tell] also interrupts the caller, who is inside a call that stops by it.
    ///
    /// @return false when somebody told already
    synchronized boolean enter() {
        if (stop != Stop.NONE) {
            return false;
        }
        inside = Thread.currentThread();
        return true;
    }

    /// The call is over; an interrupt that came too late is forgotten.
    synchronized void leave() {
        inside = null;
        Thread.interrupted();
    }

    /// Waits, unless somebody tells or wakes. Several wakes before are one.
    ///
    /// @return false when it did not wait to the end
    boolean pause(Duration wait) {
        try {
            boolean woken = told.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS);
            if (stop == Stop.NONE) {
                told.drainPermits();
            }
            return !woken && stop == Stop.NONE;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
