package studio.atelier.backend.identity.internal;

import java.time.Duration;
import java.util.function.Supplier;

/// Answers no sooner than a set time after the question, so that the time does not tell whether an account exists. The
/// work beneath takes a few milliseconds either way; the floor is far above.
final class EvenTime {

    private static final Duration FLOOR = Duration.ofMillis(120);

    private EvenTime() {}

    static <T> T of(Supplier<T> work) {
        long started = System.nanoTime();
        try {
            return work.get();
        } finally {
            long left = FLOOR.toNanos() - (System.nanoTime() - started);
            if (left > 0) {
                try {
                    Thread.sleep(Duration.ofNanos(left));
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}
