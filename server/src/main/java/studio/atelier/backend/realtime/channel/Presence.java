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

    private final Map<String, Map<Attendee, Meta>> present = new LinkedHashMap<>();
    private final Map<String, Map<String, Meta>> joins = new LinkedHashMap<>();
    private final Map<String, Map<String, Meta>> leaves = new LinkedHashMap<>();
    private int count;

    /// @param payload a JSON object, as it was tracked
    /// @param json    the same with its reference
    @SuppressWarnings("ArrayRecordComponent") // the bytes travel through, nobody compares them
    record Meta(String ref, byte[] payload, byte[] json) {}

    /// What came of it.
    sealed interface Tracked {

        record Changed(Meta meta) implements Tracked {}

        record Same() implements Tracked {}

        /// There are as many as may be.
        record Full() implements Tracked {}
    }

    /// @param payload a JSON object
    /// @param max     how many may be present
    synchronized Tracked track(Attendee who, String key, byte[] payload, int max) {
        Map<Attendee, Meta> same = present.getOrDefault(key, Map.of());
        Meta before = same.get(who);
        if (before != null && Arrays.equals(before.payload(), payload)) {
            return new Tracked.Same();
        }
        if (before == null && count >= max) {
            return new Tracked.Full();
        }
        String ref = "F" + Long.toString(NEXT.incrementAndGet(), RADIX);
        Meta meta = new Meta(ref, payload, json(payload, ref, before == null ? null : before.ref()));
        come(who, key, meta);
        return new Tracked.Changed(meta);
    }

    /// Who was tracked elsewhere is here, as it was said there.
    ///
    /// @return whether something changed
    synchronized boolean come(Attendee who, String key, Meta meta) {
        Meta before = present.computeIfAbsent(key, _ -> new LinkedHashMap<>()).put(who, meta);
        if (before != null && before.ref().equals(meta.ref())) {
            return false;
        }
        if (before == null) {
            count++;
        } else {
            left(key, before);
        }
        joins.computeIfAbsent(key, _ -> new LinkedHashMap<>()).put(meta.ref(), meta);
        return true;
    }

    /// Those of this node.
    synchronized List<Word.Present> own(Topic.Key topic) {
        List<Word.Present> own = new ArrayList<>();
        present.forEach((key, same) -> same.forEach((who, meta) -> {
            if (who instanceof Channel channel) {
                own.add(new Word.Present(topic, channel.number(), key, meta));
            }
        }));
        return own;
    }

    /// @return whether something changed
    synchronized boolean untrack(Attendee who, String key) {
        Map<Attendee, Meta> same = present.get(key);
        Meta before = same == null ? null : same.remove(who);
        if (same == null || before == null) {
            return false;
        }
        if (same.isEmpty()) {
            present.remove(key);
        }
        count--;
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
