package studio.atelier.surfaces.storage;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import studio.atelier.backend.storage.ByteSpan;

/// One range of bytes. Several at once are refused, as clients of Supabase know it.
final class RangeHeader {

    private static final Pattern ONE = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})");

    private RangeHeader() {}

    /// @param size of the whole, in bytes
    /// @return empty where nothing of it is there, or the header says nothing
    static Optional<ByteSpan> parse(String header, long size) {
        Matcher match = ONE.matcher(header.strip());
        if (!match.matches() || size == 0 || header.strip().equals("bytes=-")) {
            return Optional.empty();
        }
        if (match.group(1).isEmpty()) {
            long last = Math.min(Long.parseLong(match.group(2)), size);
            return last == 0 ? Optional.empty() : Optional.of(new ByteSpan(size - last, last));
        }
        long from = Long.parseLong(match.group(1));
        long to = match.group(2).isEmpty() ? size - 1 : Math.min(Long.parseLong(match.group(2)), size - 1);
        return from >= size || to < from ? Optional.empty() : Optional.of(new ByteSpan(from, to - from + 1));
    }
}
