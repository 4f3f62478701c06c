package studio.atelier.platform.feed;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Decodes the messages of the output plug-in `pgoutput`, protocol 1, of one stream in their order. Source:
/// PostgreSQL's "Logical Replication Message Formats". Not thread-safe.
final class PgOutput {

    /// What the event trigger says in the log whenever tables, policies or rights change.
    static final String REDEFINED = "atelier_redefined";

    private static final Set<String> PUBLICATIONS = Set.of("CREATE PUBLICATION", "DROP PUBLICATION");

    /// PostgreSQL counts its microseconds from here.
    private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");

    private static final int KEY_FLAG = 1;

    private final FeedHub hub;
    private final Map<Integer, Relation> relations = new HashMap<>();
    private String commit = "";
    private Instant committed = EPOCH;
    private long xid;

    PgOutput(FeedHub hub) {
        this.hub = hub;
    }

    /// @param message one message; its position is moved to the end
    /// @return whether a publication was made or dropped, so that the stream may be of the wrong ones
    boolean accept(ByteBuffer message) {
        char kind = (char) message.get();
        switch (kind) {
            case 'B' -> begun(message);
            case 'C' -> committed(message);
            case 'R' -> relation(message);
            case 'I' -> inserted(message);
            case 'U' -> updated(message);
            case 'D' -> deleted(message);
            case 'M' -> {
                return said(message);
            }
            default -> {
                // Origin, type, truncate: nothing of it is told.
            }
        }
        return false;
    }

    private void begun(ByteBuffer message) {
        commit = new Lsn(message.getLong()).toString();
        committed = EPOCH.plus(message.getLong(), ChronoUnit.MICROS);
        xid = Integer.toUnsignedLong(message.getInt());
    }

    private void committed(ByteBuffer message) {
        message.get(); // flags
        hub.committed(new Lsn(message.getLong()));
    }

    private void inserted(ByteBuffer message) {
        Relation relation = relation(message.getInt());
        message.get(); // always N
        tell(relation, Change.Kind.INSERTED, tuple(message, relation, false), Map.of());
    }

    private void updated(ByteBuffer message) {
        Relation relation = relation(message.getInt());
        byte part = message.get();
        Map<String, @Nullable String> old = null;
        if (part != 'N') {
            old = tuple(message, relation, part == 'K');
            message.get(); // N
        }
        Map<String, @Nullable String> columns = tuple(message, relation, false);
        if (old == null) {
            // Nothing of the key changed, so the log does not repeat it.
            tell(relation, Change.Kind.UPDATED, columns, key(relation, columns));
        } else if (part == 'K') {
            tell(relation, Change.Kind.UPDATED, columns, old);
        } else {
            tell(relation, Change.Kind.UPDATED, filled(relation, columns, old), old);
        }
    }

    private void deleted(ByteBuffer message) {
        Relation relation = relation(message.getInt());
        byte part = message.get(); // K, or O with the whole old row
        Map<String, @Nullable String> old = tuple(message, relation, part == 'K');
        tell(relation, Change.Kind.DELETED, old, old);
    }

    /// Somebody wrote a message into the log.
    private boolean said(ByteBuffer message) {
        boolean transactional = (message.get() & 1) != 0;
        message.getLong(); // its position
        if (!text(message).equals(REDEFINED) || !transactional) {
            return false;
        }
        hub.redefined(xid);
        byte[] tag = new byte[message.getInt()];
        message.get(tag);
        return PUBLICATIONS.contains(new String(tag, StandardCharsets.UTF_8));
    }

    private static Map<String, @Nullable String> key(Relation relation, Map<String, @Nullable String> columns) {
        Map<String, @Nullable String> key = new LinkedHashMap<>();
        for (Relation.Column column : relation.columns()) {
            if (column.key() && columns.containsKey(column.name())) {
                key.put(column.name(), columns.get(column.name()));
            }
        }
        return key;
    }

    /// The old row fills in what the new one leaves out, in the order of the table.
    private static Map<String, @Nullable String> filled(
            Relation relation, Map<String, @Nullable String> columns, Map<String, @Nullable String> old) {
        Map<String, @Nullable String> whole = new LinkedHashMap<>();
        for (Relation.Column column : relation.columns()) {
            Map<String, @Nullable String> from = columns.containsKey(column.name()) ? columns : old;
            if (from.containsKey(column.name())) {
                whole.put(column.name(), from.get(column.name()));
            }
        }
        return whole;
    }

    private void relation(ByteBuffer message) {
        int id = message.getInt();
        String schema = text(message);
        String table = text(message);
        boolean whole = message.get() == 'f';
        int count = message.getShort();
        List<Relation.Column> columns = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            boolean key = (message.get() & KEY_FLAG) != 0;
            String name = text(message);
            columns.add(new Relation.Column(name, key, Integer.toUnsignedLong(message.getInt())));
            message.getInt(); // type modifier
        }
        relations.put(id, new Relation(Integer.toUnsignedLong(id), schema, table, whole, columns));
    }

    private Relation relation(int id) {
        Relation relation = relations.get(id);
        if (relation == null) {
            throw new IllegalStateException("a change of a table that was not described: " + id);
        }
        return relation;
    }

    /// @param keyOnly whether the tuple has the key only; the log then says null for all else
    private static Map<String, @Nullable String> tuple(ByteBuffer message, Relation relation, boolean keyOnly) {
        Map<String, @Nullable String> values = new LinkedHashMap<>();
        int count = message.getShort();
        for (int i = 0; i < count; i++) {
            Relation.Column column = relation.columns().get(i);
            char kind = (char) message.get();
            switch (kind) {
                case 'n' -> {
                    if (!keyOnly || column.key()) {
                        values.put(column.name(), null);
                    }
                }
                case 't' -> {
                    byte[] bytes = new byte[message.getInt()];
                    message.get(bytes);
                    values.put(column.name(), new String(bytes, StandardCharsets.UTF_8));
                }
                default -> {
                    // 'u': stored apart and not touched.
                }
            }
        }
        return values;
    }

    private void tell(
            Relation relation,
            Change.Kind kind,
            Map<String, @Nullable String> columns,
            Map<String, @Nullable String> old) {
        hub.changed(new Change(relation, kind, columns, old, commit, xid, committed));
    }

    private static String text(ByteBuffer message) {
        int start = message.position();
        int end = start;
        while (message.get(end) != 0) {
            end++;
        }
        byte[] bytes = new byte[end - start];
        message.get(bytes);
        message.get(); // the zero that ends it
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
