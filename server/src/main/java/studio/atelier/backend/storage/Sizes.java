package studio.atelier.backend.storage;

import java.util.Locale;

/// Bytes as people read them, in the steps of a thousand that the studio shows.
final class Sizes {

    private static final String[] UNITS = {"bytes", "KB", "MB", "GB", "TB", "PB"};

    private Sizes() {}

    /// @param bytes zero or more
    static String text(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1000 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        String number =
                value == Math.rint(value) ? Long.toString((long) value) : String.format(Locale.ROOT, "%.1f", value);
        return number + " " + UNITS[unit];
    }
}
