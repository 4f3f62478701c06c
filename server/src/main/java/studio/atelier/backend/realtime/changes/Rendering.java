package studio.atelier.backend.realtime.changes;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.feed.Change;

/// Writes the `data` object of a change for those who may see the same columns. Thread-safe.
final class Rendering {

    /// Of all values together; above it only short values are told. As the original.
    private static final int BYTES_MAX = 1 << 20;

    private static final int SHORT_BYTES_MAX = 64;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final RowChecks database;

    Rendering(RowChecks database) {
        this.database = database;
    }

    /// A change under the name of a table or named view.
    ///
    /// @param columns the new row; empty for a removed one
    /// @param old     what the row was known by
    record Told(
            Change.Kind kind,
            Map<String, @Nullable String> columns,
            Map<String, @Nullable String> old,
            Instant committed) {}

    /// @param readable columns with SELECT
    /// @param select   null for all
    record Eyes(Set<String> readable, @Nullable Set<String> select) {

        boolean show(Shape.Column column) {
            return readable.contains(column.name())
                    && (select == null || column.key() || select.contains(column.name()));
        }
    }

    byte[] data(Shape shape, Told told, Eyes eyes) {
        boolean large = size(told.columns()) + size(told.old()) > BYTES_MAX;
        var out = new StringBuilder();
        head(out, shape, told.kind());
        out.append(",\"commit_timestamp\":");
        JsonText.quote(out, TIME.format(told.committed()));
        out.append(",\"columns\":");
        columns(out, shape, eyes);
        if (told.kind() != Change.Kind.DELETED) {
            out.append(",\"record\":");
            record(out, shape, told.columns(), eyes, large, false);
        }
        if (told.kind() != Change.Kind.INSERTED) {
            out.append(",\"old_record\":");
            // Nobody can be asked whether they saw a row that is gone, so no more than its key is told.
            record(out, shape, told.old(), eyes, large, told.kind() == Change.Kind.DELETED && shape.secured());
        }
        out.append(",\"errors\":")
                .append(large ? "[\"Error 413: Payload Too Large\"]" : "null")
                .append('}');
        return out.toString().getBytes(UTF_8);
    }

    /// What is told instead of a row.
    static byte[] refusal(Shape shape, Change.Kind kind, String error) {
        var out = new StringBuilder();
        head(out, shape, kind);
        out.append(",\"errors\":[");
        JsonText.quote(out, error);
        return out.append("]}").toString().getBytes(UTF_8);
    }

    private static void head(StringBuilder out, Shape shape, Change.Kind kind) {
        out.append("{\"schema\":");
        JsonText.quote(out, shape.schema());
        out.append(",\"table\":");
        JsonText.quote(out, shape.table());
        out.append(",\"type\":\"").append(Target.word(kind)).append('"');
    }

    private static void columns(StringBuilder out, Shape shape, Eyes eyes) {
        out.append('[');
        String separator = "";
        for (Shape.Column column : shape.columns()) {
            if (eyes.show(column)) {
                out.append(separator).append("{\"name\":");
                JsonText.quote(out, column.name());
                out.append(",\"type\":");
                JsonText.quote(out, column.typeName());
                out.append('}');
                separator = ",";
            }
        }
        out.append(']');
    }

    private void record(
            StringBuilder out,
            Shape shape,
            Map<String, @Nullable String> values,
            Eyes eyes,
            boolean large,
            boolean keyOnly) {
        out.append('{');
        String separator = "";
        for (Shape.Column column : shape.columns()) {
            if (!eyes.show(column) || !values.containsKey(column.name()) || (keyOnly && !column.key())) {
                continue;
            }
            String value = json(column.type(), values.get(column.name()));
            if (value == null || (large && value.getBytes(UTF_8).length > SHORT_BYTES_MAX)) {
                continue;
            }
            out.append(separator);
            JsonText.quote(out, column.name());
            out.append(':').append(value);
            separator = ",";
        }
        out.append('}');
    }

    private @Nullable String json(ColumnType type, @Nullable String value) {
        var out = new StringBuilder();
        try {
            JsonText.write(out, type, value);
            return out.toString();
        } catch (IllegalArgumentException _) {
            return value == null ? "null" : database.toJson(type, value);
        }
    }

    /// A row as a JSON object, for the database.
    String object(Shape shape, Map<String, @Nullable String> values) {
        var out = new StringBuilder();
        record(out, shape, values, new Eyes(Set.copyOf(values.keySet()), null), false, false);
        return out.toString();
    }

    private static long size(Map<String, @Nullable String> values) {
        long size = 0;
        for (String value : values.values()) {
            if (value != null) {
                // Counted only where it can matter: a character takes three bytes at most.
                size += value.length() * 3L > BYTES_MAX / values.size() ? value.getBytes(UTF_8).length : value.length();
            }
        }
        return size;
    }
}
