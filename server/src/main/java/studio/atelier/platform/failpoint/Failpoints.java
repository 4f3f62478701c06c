package studio.atelier.platform.failpoint;

import java.util.concurrent.atomic.AtomicInteger;

/// Ends the process at a named point, as `kill -9` would: nothing is flushed, no hook runs. Off unless set,
/// and then costs a comparison. Thread-safe.
public final class Failpoints {

    private static final int KILLED = 137;

    private final String armed;
    private final AtomicInteger passesLeft;

    public Failpoints(FailpointSettings settings) {
        this.armed = settings.name();
        this.passesLeft = new AtomicInteger(settings.passes());
    }

    /// @param name `room.step`, past tense: what has just been made durable or done
    public void reach(String name) {
        if (armed.equals(name) && passesLeft.decrementAndGet() == 0) {
            Runtime.getRuntime().halt(KILLED);
        }
    }
}
