package studio.atelier.platform.feed;

import java.util.Optional;
import java.util.regex.Pattern;

/// A position in the database's log. Larger is later, unsigned.
record Lsn(long value) implements Comparable<Lsn> {

    private static final Pattern FORM = Pattern.compile("([0-9A-Fa-f]{1,8})/([0-9A-Fa-f]{1,8})");
    private static final int HEX = 16;

    /// @param text `16/B374D848`, as PostgreSQL writes it
    static Optional<Lsn> parse(String text) {
        var match = FORM.matcher(text);
        return match.matches()
                ? Optional.of(new Lsn(Long.parseLong(match.group(1), HEX) << 32 | Long.parseLong(match.group(2), HEX)))
                : Optional.empty();
    }

    Lsn next() {
        return new Lsn(value + 1);
    }

    @Override
    public int compareTo(Lsn other) {
        return Long.compareUnsigned(value, other.value);
    }

    @Override
    public String toString() {
        return "%X/%X".formatted(value >>> 32, value & 0xFFFF_FFFFL);
    }
}
