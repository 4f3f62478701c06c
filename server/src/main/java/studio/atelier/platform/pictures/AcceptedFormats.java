package studio.atelier.platform.pictures;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which formats a client says it shows, by the header `Accept`.
///
/// @param named formats that it names itself
/// @param any   whether it names no kind of picture at all: a program that takes what comes
public record AcceptedFormats(Set<PictureFormat> named, boolean any) {

    private static final int RANGES_MAX = 50;

    public AcceptedFormats {
        named = Set.copyOf(named);
    }

    /// @param header null where the client sent none
    public static AcceptedFormats parse(@Nullable String header) {
        Set<PictureFormat> named = EnumSet.noneOf(PictureFormat.class);
        boolean pictures = false;
        String[] ranges = (header == null ? "" : header).split(",", RANGES_MAX);
        for (String range : ranges) {
            String[] parts =
                    range.strip().toLowerCase(Locale.ROOT).replace(" ", "").split(";", -1);
            boolean refused = parts.length > 1 && parts[parts.length - 1].matches("q=0(\\.0*)?");
            pictures |= parts[0].startsWith("image/");
            for (PictureFormat format : PictureFormat.values()) {
                if (!refused && parts[0].equals(format.mimeType())) {
                    named.add(format);
                }
            }
        }
        return new AcceptedFormats(named, !pictures);
    }

    /// Whether a picture that is already there in this format may be sent as it is.
    public boolean takes(PictureFormat format) {
        return any || named.contains(format);
    }
}
