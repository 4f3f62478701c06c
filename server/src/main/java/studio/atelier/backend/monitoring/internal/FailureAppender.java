package studio.atelier.backend.monitoring.internal;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.slf4j.LoggerFactory;

/// Takes every line of level error from the log, whoever writes it. A line more than fit is counted nowhere;
/// it stands in the log.
final class FailureAppender extends AppenderBase<ILoggingEvent> {

    private static final int WAITING_MAX = 1_000;

    private final BlockingQueue<Failure> waiting = new ArrayBlockingQueue<>(WAITING_MAX);

    FailureAppender() {
        setName("failures");
    }

    void attach() {
        setContext((LoggerContext) LoggerFactory.getILoggerFactory());
        start();
        root().addAppender(this);
    }

    void detach() {
        root().detachAppender(this);
        stop();
    }

    /// What came since the last call.
    List<Failure> taken() {
        List<Failure> taken = new ArrayList<>();
        waiting.drainTo(taken);
        return taken;
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (event.getLevel().isGreaterOrEqual(Level.ERROR)) {
            waiting.offer(Failure.of(event));
        }
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }
}
