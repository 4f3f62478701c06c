package studio.atelier.engine.workers;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.context.SmartLifecycle;

/// Where requests for work wait until there may be some. A ring between looking and waiting is not missed:
/// whoever waits says which ring was the last one heard. Thread-safe.
final class Doorbell implements SmartLifecycle {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition rung = lock.newCondition();
    private final int waitingMax;
    private long rings;
    private int waiting;
    private boolean open;

    /// @param waitingMax requests that may wait at once; further ones do not
    Doorbell(int waitingMax) {
        this.waitingMax = waitingMax;
    }

    /// Wakes everybody who waits.
    void ring() {
        lock.lock();
        try {
            rings++;
            rung.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// The last ring so far, to be asked for before looking.
    long heard() {
        lock.lock();
        try {
            return rings;
        } finally {
            lock.unlock();
        }
    }

    /// Waits for a ring after the one heard.
    ///
    /// @return false when waiting any longer makes no sense: the server stops, or too many wait
    boolean await(long heard, Duration limit) throws InterruptedException {
        long left = limit.toNanos();
        lock.lock();
        try {
            if (waiting >= waitingMax) {
                return false;
            }
            waiting++;
            try {
                while (open && rings == heard && left > 0) {
                    left = rung.awaitNanos(left);
                }
            } finally {
                waiting--;
            }
            return open;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void start() {
        turn(true);
    }

    /// Before the web server stops, so that it has no long answers to wait for.
    @Override
    public void stop() {
        turn(false);
    }

    private void turn(boolean on) {
        lock.lock();
        try {
            open = on;
            rung.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isRunning() {
        lock.lock();
        try {
            return open;
        } finally {
            lock.unlock();
        }
    }
}
