package studio.atelier.platform.events;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.atelier.platform.database.Listening;
import studio.atelier.platform.database.Tx;

/// Wakes threads that wait for work: on this node at once, on the others by NOTIFY. A signal carries
/// nothing and may get lost or come twice; whoever waits looks into the tables, also after a while without
/// one. Thread-safe.
///
/// NOTIFY is sent after the commit and by one thread for all, because inside a transaction it makes all
/// commits of the whole database wait for one another.
public final class Signals implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Signals.class);
    private static final String CHANNEL = "atelier";
    private static final Duration RECONNECT_AFTER = Duration.ofMillis(100);
    private static final Duration GATHER = Duration.ofMillis(2);
    private static final int WAITING_MAX = 1_000;

    private final String node = UUID.randomUUID().toString().substring(0, 8);
    private final Listening.Source source;
    private final Map<String, List<Runnable>> listeners = new ConcurrentHashMap<>();
    private final BlockingQueue<String> outgoing = new LinkedBlockingQueue<>(WAITING_MAX);
    private volatile boolean running;
    private final Listening others;
    private @Nullable Thread sender;

    /// @param source for the connection that listens and the one that tells
    public Signals(Listening.Source source) {
        this.source = source;
        this.others = new Listening(CHANNEL, source, new Others());
    }

    /// Begins to hear and to tell other nodes.
    public void start() {
        running = true;
        others.start();
        sender = Thread.ofVirtual().name("signals-send").start(this::tellOthers);
    }

    /// Wakes the listeners when this transaction has committed.
    ///
    /// @param topic a word, the same for all of a kind: `events`, `generations`
    public void afterCommit(Tx tx, String topic) {
        tx.afterCommit(() -> send(topic));
    }

    /// Wakes the listeners now.
    public void send(String topic) {
        wake(topic);
        // Nodes are alike: what nobody waits for here, nobody waits for elsewhere.
        if (listeners.containsKey(topic) && !outgoing.contains(topic) && !outgoing.offer(topic)) {
            log.debug("the signal {} stays on this node; others will look by themselves", topic);
        }
    }

    /// @param wake called on any thread, on every signal and whenever signals may have been missed; returns
    ///     at once
    public void on(String topic, Runnable wake) {
        listeners.computeIfAbsent(topic, _ -> new CopyOnWriteArrayList<>()).add(wake);
    }

    private void wake(String topic) {
        listeners.getOrDefault(topic, List.of()).forEach(Runnable::run);
    }

    /// What other nodes say.
    private final class Others implements Listening.Hearer {

        @Override
        public void begun() {
            listeners.keySet().forEach(Signals.this::wake);
        }

        @Override
        public void heard(List<String> payloads) {
            payloads.stream()
                    .filter(payload -> !payload.startsWith(node))
                    .map(payload -> payload.substring(payload.indexOf(' ') + 1))
                    .distinct()
                    .forEach(Signals.this::wake);
        }
    }

    private void tellOthers() {
        while (running) {
            try (Connection connection = source.connect();
                    var notify = connection.prepareStatement("select pg_notify(?, ?)")) {
                notify.setString(1, CHANNEL);
                while (running) {
                    String topic = outgoing.take();
                    notify.setString(2, node + " " + topic);
                    notify.execute();
                    // What is signalled meanwhile is one notification for each topic, however busy the node is.
                    Thread.sleep(GATHER);
                }
            } catch (InterruptedException _) {
                return;
            } catch (SQLException failure) {
                log.debug("a signal did not leave this node; others will look by themselves", failure);
                pause();
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(RECONNECT_AFTER);
        } catch (InterruptedException _) {
            running = false;
        }
    }

    @Override
    public void close() {
        running = false;
        others.close();
        if (sender != null) {
            sender.interrupt();
        }
    }
}
