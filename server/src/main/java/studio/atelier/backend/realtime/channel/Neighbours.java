package studio.atelier.backend.realtime.channel;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import studio.atelier.platform.crypto.MasterKey;
import studio.atelier.platform.database.Listening;

/// The other nodes on this database: tells them what is said here and who is present, and tells here what they say. By
/// NOTIFY, because it is there wherever the database is. Thread-safe.
public final class Neighbours implements SmartLifecycle, Listening.Hearer {

    private static final Logger log = LoggerFactory.getLogger(Neighbours.class);
    private static final String CHANNEL = "atelier_realtime";
    private static final String PURPOSE = "realtime between nodes";
    private static final Duration HELLO_EVERY = Duration.ofSeconds(5);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    /// A node that says nothing for so long is gone, and so is everybody who was present there.
    private static final Duration SILENT_MAX = Duration.ofSeconds(16);

    /// Presence is told whole so often, should a word have got lost.
    private static final Duration ALL_EVERY = Duration.ofMinutes(1);

    private static final Duration RECONNECT_AFTER = Duration.ofMillis(200);
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    /// Pieces of one batch that wait for the rest of it.
    private static final int PIECES_BYTES_MAX = 16 << 20;

    private final String self = UUID.randomUUID().toString().substring(0, 13);
    private final Listening.Source source;
    private final Outgoing outgoing;
    private final Topics topics;
    private final Counts counts;
    private final Envelopes envelopes;
    private final Listening listening;
    private final Map<String, Node> nodes = new HashMap<>();
    private volatile boolean running;
    private volatile long begun;
    private @Nullable Thread sender;
    private long batch;

    /// @param source for the connection that listens and the one that tells
    public Neighbours(Listening.Source source, Outgoing outgoing, Topics topics, Counts counts, MasterKey master) {
        this.source = source;
        this.outgoing = outgoing;
        this.topics = topics;
        this.counts = counts;
        this.envelopes = new Envelopes(master.derive(PURPOSE), () -> master.derivations(PURPOSE));
        this.listening = new Listening(CHANNEL, source, this);
    }

    /// What is known of one node. Used under the lock of its neighbours.
    private static final class Node {

        private final Map<Attendee.Elsewhere, Word.Present> present = new HashMap<>();
        private final ByteArrayOutputStream pieces = new ByteArrayOutputStream();
        private long heard = System.nanoTime();
        private long batch = -1;
        private int parts;
        private boolean welcome;
        private @Nullable Set<Attendee.Elsewhere> named;

        boolean silent() {
            return System.nanoTime() - heard > SILENT_MAX.toNanos();
        }
    }

    @Override
    public void start() {
        running = true;
        begun = System.nanoTime();
        // Until it is known better: whoever is there answers the first word.
        outgoing.alone(false);
        listening.start();
        sender = Thread.ofVirtual().name("realtime-neighbours").start(this::tellOthers);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public void stop() {
        running = false;
        listening.close();
        outgoing.say(new Word.Bye());
        Thread last = sender;
        if (last != null) {
            try {
                last.join(FAREWELL);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            last.interrupt();
        }
    }

    /// Whenever listening begins: what was said before is lost.
    @Override
    public void begun() {
        outgoing.say(new Word.Hello(true));
        outgoing.incomplete();
    }

    @Override
    public synchronized void heard(List<String> payloads) {
        for (String payload : payloads) {
            if (!payload.startsWith(self)) {
                Envelopes.piece(payload).ifPresent(this::heard);
            }
        }
    }

    private void heard(Envelopes.Piece piece) {
        Node node = nodes.computeIfAbsent(piece.node(), _ -> new Node());
        if (piece.part() == 0) {
            node.pieces.reset();
            node.batch = piece.batch();
            node.parts = 0;
        }
        if (node.batch != piece.batch() || node.parts != piece.part() || node.pieces.size() > PIECES_BYTES_MAX) {
            // The beginning was missed: what follows is nothing without it.
            return;
        }
        node.pieces.writeBytes(piece.sealed());
        node.parts++;
        if (node.parts < piece.parts()) {
            return;
        }
        byte[] sealed = node.pieces.toByteArray();
        node.pieces.reset();
        envelopes
                .open(piece.node(), piece.batch(), sealed)
                .ifPresentOrElse(
                        bytes -> {
                            welcome(node);
                            understand(piece.node(), node, bytes);
                        },
                        () -> log.debug("a notification was not sealed by a node of this server"));
    }

    private void welcome(Node node) {
        node.heard = System.nanoTime();
        if (!node.welcome) {
            node.welcome = true;
            outgoing.alone(false);
            outgoing.say(new Word.Hello(true));
            outgoing.incomplete();
        }
    }

    private void understand(String name, Node node, byte[] bytes) {
        try {
            for (Word word : Word.read(bytes)) {
                counts.relayed("in");
                heed(name, node, word);
            }
        } catch (IOException unreadable) {
            log.warn("another node speaks another version of realtime: {}", unreadable.getMessage());
        }
    }

    private void heed(String name, Node node, Word word) {
        switch (word) {
            case Word.Hello(boolean asks) -> {
                if (asks) {
                    outgoing.incomplete();
                }
            }
            case Word.Bye() -> forget(name);
            case Word.Said said -> topics.said(said);
            case Word.Announced announced -> topics.announced(announced);
            case Word.Present present -> {
                var who = new Attendee.Elsewhere(name, present.member());
                node.present.put(who, present);
                if (node.named != null) {
                    node.named.add(who);
                }
                topics.came(who, present);
            }
            case Word.Absent(var _, long member, var _) -> gone(node, new Attendee.Elsewhere(name, member));
            case Word.AllFollow() -> node.named = new HashSet<>();
            case Word.AllTold() -> allTold(node);
        }
    }

    private void gone(Node node, Attendee.Elsewhere who) {
        Word.Present present = node.present.remove(who);
        if (present != null) {
            topics.went(who, present);
        }
    }

    private void allTold(Node node) {
        Set<Attendee.Elsewhere> named = node.named;
        node.named = null;
        if (named != null) {
            List.copyOf(node.present.keySet()).stream()
                    .filter(who -> !named.contains(who))
                    .forEach(who -> gone(node, who));
        }
    }

    private void forget(String name) {
        Node node = nodes.remove(name);
        if (node != null) {
            List.copyOf(node.present.keySet()).forEach(who -> gone(node, who));
        }
    }

    private synchronized void forgetTheSilent() {
        List<String> silent = nodes.entrySet().stream()
                .filter(each -> each.getValue().silent())
                .map(Map.Entry::getKey)
                .toList();
        silent.forEach(this::forget);
        outgoing.alone(nodes.isEmpty() && System.nanoTime() - begun > SILENT_MAX.toNanos());
    }

    private void tellOthers() {
        while (running) {
            try (Connection connection = source.connect()) {
                try (var statement = connection.createStatement()) {
                    // A word that is lost with the machine is lost with those who would have heard it.
                    statement.execute("set synchronous_commit = off");
                }
                tellOthers(connection);
            } catch (InterruptedException _) {
                return;
            } catch (SQLException failure) {
                log.debug("what is said here is not heard on other nodes at the moment", failure);
                outgoing.incomplete();
                pause();
            }
        }
    }

    private void tellOthers(Connection connection) throws SQLException, InterruptedException {
        try (var notify = connection.prepareStatement("select pg_notify(?, said) from unnest(?::text[]) said")) {
            notify.setString(1, CHANNEL);
            long hello = System.nanoTime();
            long all = hello;
            boolean on = true;
            while (on) {
                // Once more after the end: what waits then is the farewell.
                on = running;
                List<Word> words = outgoing.take(LOOK_EVERY.toMillis());
                long now = System.nanoTime();
                if (now - hello > HELLO_EVERY.toNanos()) {
                    hello = now;
                    forgetTheSilent();
                    words.add(new Word.Hello(false));
                }
                if (!words.isEmpty()) {
                    send(connection, notify, words);
                }
                if (!outgoing.alone() && (outgoing.isIncomplete() || now - all > ALL_EVERY.toNanos())) {
                    all = now;
                    outgoing.all(topics::present);
                }
            }
        }
    }

    private void send(Connection connection, java.sql.PreparedStatement notify, List<Word> words) throws SQLException {
        List<String> pieces = envelopes.seal(self, batch++, Word.write(words));
        notify.setArray(2, connection.createArrayOf("text", pieces.toArray()));
        notify.execute();
        words.forEach(_ -> counts.relayed("out"));
    }

    private void pause() {
        try {
            Thread.sleep(RECONNECT_AFTER);
        } catch (InterruptedException _) {
            running = false;
        }
    }
}
