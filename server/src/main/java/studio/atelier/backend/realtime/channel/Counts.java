package studio.atelier.backend.realtime.channel;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;
import studio.atelier.platform.telemetry.Metrics;

/// What is open and what passes, for the metrics. Thread-safe.
public final class Counts {

    private final AtomicInteger clients = new AtomicInteger();
    private final AtomicInteger channels = new AtomicInteger();
    private final MeterRegistry registry;
    private final Counter received;
    private final Counter delivered;

    public Counts(MeterRegistry registry) {
        this.registry = registry;
        this.received = Metrics.REALTIME_MESSAGES.counter(registry, "in");
        this.delivered = Metrics.REALTIME_MESSAGES.counter(registry, "out");
        Metrics.REALTIME_CLIENTS.gauge(registry, clients::get);
        Metrics.REALTIME_CHANNELS.gauge(registry, channels::get);
    }

    void entered() {
        clients.incrementAndGet();
    }

    void gone() {
        clients.decrementAndGet();
    }

    void joined() {
        channels.incrementAndGet();
    }

    void left() {
        channels.decrementAndGet();
    }

    void received() {
        received.increment();
    }

    void delivered(int messages) {
        delivered.increment(messages);
    }

    /// @param direction in, out or dropped: words between nodes
    void relayed(String direction) {
        Metrics.REALTIME_RELAYED.counter(registry, direction).increment();
    }

    /// @param reason from a closed set
    public void cut(String reason) {
        Metrics.REALTIME_CUT.counter(registry, reason).increment();
    }
}
