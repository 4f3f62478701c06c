package studio.atelier.platform.events;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import studio.atelier.platform.database.Transactions;

/// Starts what listens once the schema is there, and stops it before the database goes.
final class EventsLifecycle implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(EventsLifecycle.class);
    private static final Duration PRUNE_EVERY = Duration.ofHours(1);

    private final Signals signals;
    private final EventRetention retention;
    private final List<EventConsumer> consumers;
    private final List<ConsumerLoop> loops;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean running;

    EventsLifecycle(
            Signals signals, Transactions transactions, EventsSettings settings, List<EventConsumer> consumers) {
        this.signals = signals;
        this.retention = new EventRetention(transactions, settings.kept());
        this.consumers = List.copyOf(consumers);
        this.loops = this.consumers.stream()
                .map(consumer -> new ConsumerLoop(consumer.name(), new ConsumerCursor(consumer, transactions)))
                .toList();
    }

    @Override
    public void start() {
        retention.mendOrder();
        signals.start();
        for (int i = 0; i < loops.size(); i++) {
            ConsumerLoop loop = loops.get(i);
            consumers.get(i).types().forEach(type -> signals.on(Events.signal(type), loop::wake));
            loop.start();
        }
        running = true;
        Thread.ofVirtual().name("events-retention").start(this::pruneEveryHour);
    }

    private void pruneEveryHour() {
        try {
            while (!stopped.await(PRUNE_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                prune();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void prune() {
        try {
            int deleted = retention.prune();
            log.debug("{} old events deleted", deleted);
        } catch (RuntimeException failure) {
            log.warn("old events were not deleted, trying again later", failure);
        }
    }

    @Override
    public void stop() {
        running = false;
        stopped.countDown();
        try {
            for (ConsumerLoop loop : loops) {
                loop.stop();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        signals.close();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /// After the database, before whatever takes work from it.
    @Override
    public int getPhase() {
        return Integer.MIN_VALUE + 1;
    }
}
