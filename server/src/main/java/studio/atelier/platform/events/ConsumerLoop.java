package studio.atelier.platform.events;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.atelier.platform.events.ConsumerCursor.HandlerFailed;
import studio.atelier.platform.events.ConsumerCursor.Step;

/// Keeps one consumer going on this node: woken by a signal, and by the clock as a safety net.
final class ConsumerLoop {

    private static final Logger log = LoggerFactory.getLogger(ConsumerLoop.class);

    private static final Duration POLL_EVERY = Duration.ofSeconds(5);
    private static final Duration SETTLE_FIRST = Duration.ofMillis(10);
    private static final Duration SETTLE_MAX = Duration.ofMillis(500);
    private static final Duration STOP_MAX = Duration.ofSeconds(5);
    private static final int ATTEMPTS_BEFORE_ALARM = 5;

    private final String name;
    private final ConsumerCursor cursor;
    private final Semaphore signals = new Semaphore(0);
    private volatile boolean running;
    private @Nullable Thread thread;

    ConsumerLoop(String name, ConsumerCursor cursor) {
        this.name = name;
        this.cursor = cursor;
    }

    void start() {
        running = true;
        thread = Thread.ofVirtual().name("events-" + name).start(this::run);
    }

    void wake() {
        signals.release();
    }

    /// Lets the step that is under way end; an interrupt would break the database connection under it.
    void stop() throws InterruptedException {
        running = false;
        wake();
        if (thread != null && !thread.join(STOP_MAX)) {
            log.warn("the consumer {} did not stop within {} s", name, STOP_MAX.toSeconds());
        }
    }

    private void run() {
        boolean registered = false;
        Duration settle = SETTLE_FIRST;
        while (running) {
            try {
                if (!registered) {
                    cursor.register();
                    registered = true;
                }
                Step step = cursor.step();
                settle = step instanceof Step.Unsettled ? shorter(settle.multipliedBy(2), SETTLE_MAX) : SETTLE_FIRST;
                switch (step) {
                    case Step.Moved _ -> {}
                    case Step.Idle _ -> await(POLL_EVERY);
                    case Step.Elsewhere _ -> await(POLL_EVERY);
                    case Step.Unsettled _ -> await(settle);
                    case Step.Waiting(Duration rest) -> await(shorter(rest, POLL_EVERY));
                }
            } catch (RuntimeException failure) {
                log.warn("the consumer {} cannot work, trying again in {} s", name, POLL_EVERY.toSeconds(), failure);
                await(POLL_EVERY);
            }
        }
    }

    private void await(Duration wait) {
        try {
            if (signals.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                signals.drainPermits();
            }
        } catch (InterruptedException _) {
            running = false;
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /// The event's payload stays out of the log.
    static void failed(String consumer, HandlerFailed failed, int attempts) {
        if (attempts < ATTEMPTS_BEFORE_ALARM) {
            log.warn("{} failed in {}, attempt {}", failed.event(), consumer, attempts, failed.reason());
        } else {
            log.error(
                    "{} fails in {} again and again, attempt {}; what follows it waits",
                    failed.event(),
                    consumer,
                    attempts,
                    failed.reason());
        }
    }
}
