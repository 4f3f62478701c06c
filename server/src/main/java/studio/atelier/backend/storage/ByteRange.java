package studio.atelier.backend.storage;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a `Range` header asks of some bytes. One range only: several count as none, which RFC 9110 allows.
public sealed interface ByteRange {

    /// The whole representation: no range, or one that need not be understood.
    record Whole() implements ByteRange {}

    record Part(ByteSpan span) implements ByteRange {

        /// The last byte, 0 based.
        public long last() {
            return span.from() + span.length() - 1;
        }
    }

    /// Nothing of it is there: 416.
    record Unsatisfiable() implements ByteRange {}

    Pattern ONE = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})");

    /// @param sizeBytes of the whole
    static ByteRange parse(@Nullable String header, long sizeBytes) {
        var match = ONE.matcher(header == null ? "" : header.replace(" ", ""));
        if (!match.matches() || (match.group(1).isEmpty() && match.group(2).isEmpty())) {
            return new Whole();
        }
        long from;
        long last;
        if (match.group(1).isEmpty()) {
            // The last bytes, however many there are.
            long suffix = Long.parseLong(match.group(2));
            from = Math.max(0, sizeBytes - suffix);
            last = suffix == 0 ? -1 : sizeBytes - 1;
        } else {
            from = Long.parseLong(match.group(1));
            last = match.group(2).isEmpty() ? sizeBytes - 1 : Math.min(Long.parseLong(match.group(2)), sizeBytes - 1);
            if (!match.group(2).isEmpty() && Long.parseLong(match.group(2)) < from) {
                return new Whole();
            }
        }
        return from >= sizeBytes || last < from ? new Unsatisfiable() : new Part(new ByteSpan(from, last - from + 1));
    }
}
