package studio.atelier.backend.realtime.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.JsonStringEncoder;

/// Who is present on one topic, and what changed since it was last told. Several channels may be present under
/// one key. Source: wire reference 5.6. Thread-safe.
final class Presence {

    /// Unlike those of a server that ran before.
    private static final AtomicLong NEXT = new AtomicLong(System.currentTimeMillis() << 16);

    private static final int RADIX = 36;

    private final Map<String, Map<Channel, Meta>> present = new LinkedHashMap<>();
    private final Map<String, Map<String, Meta>> joins = new LinkedHashMap<>();
    private final Map<String, Map<String, Meta>> leaves = new LinkedHashMap<>();

    /// @param payload a JSON object, as it was tracked
    /// @param json    the same with its reference
    @SuppressWarnings("ArrayRecordComponent") // the bytes travel through, nobody compares them
    private record Meta(String ref, byte[] payload, byte[] json) {}

    /// @param payload a JSON object
    /// @return whether something changed
    synchronized boolean track(Channel channel, String key, byte[] payload) {
        Map<Channel, Meta> same = present.computeIfAbsent(key, _ -> new LinkedHashMap<>());
        Meta before = same.get(channel);
        if (before != null && Arrays.equals(before.payload(), payload)) {
            return false;
        }
        if (before != null) {
            left(key, before);
        }
        String ref = "F" + Long.toString(NEXT.incrementAndGet(), RADIX);
        Meta meta = new Meta(ref, payload, json(payload, ref, before == null ? null : before.ref()));
        same.put(channel, meta);
        joins.computeIfAbsent(key, _ -> new LinkedHashMap<>()).put(ref, meta);
        return true;
    }

    /// @return whether something changed
    synchronized boolean untrack(Channel channel, String key) {
        Map<Channel, Meta> same = present.get(key);
        Meta before = same == null ? null : same.remove(channel);
        if (same == null || before == null) {
            return false;
        }
        if (same.isEmpty()) {
            present.remove(key);
        }
        left(key, before);
        return true;
    }

    /// Everybody, as JSON.
    synchronized byte[] state() {
        var out = new ByteArrayOutputStream();
        write(out, present);
        return out.toByteArray();
    }

    /// What changed since the last call, as JSON messages in their order; empty for nothing.
    ///
    /// Whoever changed leaves and joins. Said in one message, clients keep the old state beside the new one:
    /// the join makes them forget its reference, before they look for it with the leave. Source: realtime-js
    /// 2.109, `presenceAdapter`.
    synchronized List<byte[]> changes() {
        List<byte[]> messages = new ArrayList<>(2);
        if (leaves.keySet().stream().anyMatch(joins::containsKey)) {
            messages.add(diff(Map.of(), leaves));
            messages.add(diff(joins, Map.of()));
        } else if (!joins.isEmpty() || !leaves.isEmpty()) {
            messages.add(diff(joins, leaves));
        }
        joins.clear();
        leaves.clear();
        return messages;
    }

    private static byte[] diff(Map<String, Map<String, Meta>> came, Map<String, Map<String, Meta>> went) {
        var out = new ByteArrayOutputStream();
        raw(out, "{\"joins\":");
        write(out, came);
        raw(out, ",\"leaves\":");
        write(out, went);
        raw(out, "}");
        return out.toByteArray();
    }

    /// Said also where the coming was not told yet: whoever joined in between has seen it in the state.
    private void left(String key, Meta meta) {
        Map<String, Meta> untold = joins.get(key);
        if (untold != null && untold.remove(meta.ref()) != null && untold.isEmpty()) {
            joins.remove(key);
        }
        leaves.computeIfAbsent(key, _ -> new LinkedHashMap<>()).put(meta.ref(), meta);
    }

    /// The reference stands last, where it wins over one of the client's own.
    private static byte[] json(byte[] payload, String ref, @Nullable String before) {
        String open = new String(payload, UTF_8).strip();
        String inner = open.substring(1, open.length() - 1).strip();
        String previous = before == null ? "" : ",\"phx_ref_prev\":\"" + before + "\"";
        return ("{" + (inner.isEmpty() ? "" : inner + ",") + "\"phx_ref\":\"" + ref + "\"" + previous + "}")
                .getBytes(UTF_8);
    }

    private static void write(ByteArrayOutputStream out, Map<String, ? extends Map<?, Meta>> people) {
        String separator = "{";
        for (var each : people.entrySet()) {
            raw(out, separator + "\"");
            out.writeBytes(JsonStringEncoder.getInstance().quoteAsUTF8(each.getKey()));
            raw(out, "\":{\"metas\":");
            write(out, each.getValue().values());
            raw(out, "}");
            separator = ",";
        }
        raw(out, people.isEmpty() ? "{}" : "}");
    }

    private static void write(ByteArrayOutputStream out, Collection<Meta> metas) {
        String separator = "[";
        for (Meta meta : metas) {
            raw(out, separator);
            out.writeBytes(meta.json());
            separator = ",";
        }
        raw(out, "]");
    }

    private static void raw(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(UTF_8));
    }
}
