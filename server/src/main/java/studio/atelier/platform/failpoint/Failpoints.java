package studio.atelier.platform.failpoint;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.atelier.platform.failpoint.FailpointSettings.Step;

/// Ends the process at a named point, as `kill -9` would: nothing is flushed, no hook runs. Where several points
/// are armed, whoever comes by one of the earlier stays there until the process ends, so that one death finds many
/// runs each at a step of its own. Off unless set, and then costs a comparison. Thread-safe.
public final class Failpoints {

    private static final Logger log = LoggerFactory.getLogger(Failpoints.class);
    private static final int KILLED = 137;

    private final boolean off;
    private final Deque<Step> steps;
    private int passes;

    public Failpoints(FailpointSettings settings) {
        this.steps = new ArrayDeque<>(settings.steps());
        this.off = steps.isEmpty();
    }

    private enum Fate {
        GOES_ON,
        STAYS,
        DIES
    }

    /// @param name `room.step`, past tense: what has just been made durable or done. Never inside a transaction:
    ///     who stays keeps what it holds.
    public void reach(String name) {
        if (off) {
            return;
        }
        switch (fate(name)) {
            case GOES_ON -> {}
            case STAYS -> {
                log.warn("stopped at {}", name);
                new Semaphore(0).acquireUninterruptibly();
            }
            case DIES -> Runtime.getRuntime().halt(KILLED);
        }
    }

    private synchronized Fate fate(String name) {
        Step next = steps.peek();
        if (next == null || !next.name().equals(name) || ++passes < next.passes()) {
            return Fate.GOES_ON;
        }
        passes = 0;
        steps.remove();
        return steps.isEmpty() ? Fate.DIES : Fate.STAYS;
    }
}
