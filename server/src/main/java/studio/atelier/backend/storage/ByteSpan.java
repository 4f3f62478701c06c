package studio.atelier.backend.storage;

/// Part of some bytes.
///
/// @param from   first byte, 0 based
/// @param length how many; the end of the bytes ends it sooner
public record ByteSpan(long from, long length) {

    public static final ByteSpan ALL = new ByteSpan(0, Long.MAX_VALUE);

    public ByteSpan {
        if (from < 0 || length < 0) {
            throw new IllegalArgumentException("a span starts at 0 or later: " + from + ", " + length);
        }
    }
}
