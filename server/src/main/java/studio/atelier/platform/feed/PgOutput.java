package studio.atelier.platform.feed;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Decodes the messages of the output plug-in `pgoutput`, protocol 1, of one stream in their order. Source:
/// PostgreSQL's "Logical Replication Message Formats". Not thread-safe.
final class PgOutput {

    private final FeedHub hub;
    private final Map<Integer, Relation> relations = new HashMap<>();
    private String commit = "";
    private long xid;

    PgOutput(FeedHub hub) {
        this.hub = hub;
    }

    private record Relation(String name, List<String> columns) {}

    /// @param message one message; its position is moved to the end
    void accept(ByteBuffer message) {
        char kind = (char) message.get();
        switch (kind) {
            case 'B' -> begun(message);
            case 'C' -> committed(message);
            case 'R' -> relation(message);
            case 'I' -> {
                Relation relation = relation(message.getInt());
                message.get(); // always N
                tell(relation, Change.Kind.INSERTED, tuple(message, relation));
            }
            case 'U' -> updated(message);
            case 'D' -> {
                Relation relation = relation(message.getInt());
                message.get(); // K, or O with the whole old row
                tell(relation, Change.Kind.DELETED, tuple(message, relation));
            }
            default -> {
                // Origin, type, truncate: nothing of it is told.
            }
        }
    }

    private void begun(ByteBuffer message) {
        commit = new Lsn(message.getLong()).toString();
        message.getLong(); // time of the commit
        xid = Integer.toUnsignedLong(message.getInt());
    }

    private void updated(ByteBuffer message) {
        Relation relation = relation(message.getInt());
        byte part = message.get();
        Map<String, @Nullable String> old = Map.of();
        if (part != 'N') {
            // The old key or row comes first; it fills in what the new row leaves out.
            old = tuple(message, relation);
            message.get();
        }
        Map<String, @Nullable String> columns = new LinkedHashMap<>(old);
        columns.putAll(tuple(message, relation));
        tell(relation, Change.Kind.UPDATED, columns);
    }

    private void committed(ByteBuffer message) {
        message.get(); // flags
        hub.committed(new Lsn(message.getLong()));
    }

    private void relation(ByteBuffer message) {
        int id = message.getInt();
        String schema = text(message);
        String table = text(message);
        message.get(); // replica identity
        int count = message.getShort();
        List<String> columns = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            message.get(); // flags
            columns.add(text(message));
            message.getInt(); // type
            message.getInt(); // type modifier
        }
        relations.put(id, new Relation(schema + "." + table, columns));
    }

    private Relation relation(int id) {
        Relation relation = relations.get(id);
        if (relation == null) {
            throw new IllegalStateException("a change of a table that was not described: " + id);
        }
        return relation;
    }

    private static Map<String, @Nullable String> tuple(ByteBuffer message, Relation relation) {
        Map<String, @Nullable String> values = new LinkedHashMap<>();
        int count = message.getShort();
        for (int i = 0; i < count; i++) {
            char kind = (char) message.get();
            switch (kind) {
                case 'n' -> values.put(relation.columns().get(i), null);
                case 't' -> {
                    byte[] bytes = new byte[message.getInt()];
                    message.get(bytes);
                    values.put(relation.columns().get(i), new String(bytes, StandardCharsets.UTF_8));
                }
                default -> {
                    // 'u': stored apart and not touched.
                }
            }
        }
        return values;
    }

    private void tell(Relation relation, Change.Kind kind, Map<String, @Nullable String> columns) {
        hub.changed(new Change(relation.name(), kind, columns, commit, xid));
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
