package studio.atelier.platform.pictures;

import java.util.Optional;

/// How large a picture may be, known from its header before it is decoded.
///
/// @param pixelsMax width times height
public record PictureLimits(long pixelsMax) {

    public static final int EDGE_MAX = 32_767;

    /// Longer than any panorama; a picture of one line is no picture.
    public static final int RATIO_MAX = 50;

    /// @param width  above zero
    /// @param height above zero
    /// @return a sentence for whoever sent the picture
    public Optional<String> fault(int width, int height) {
        int longer = Math.max(width, height);
        boolean within = (long) width * height <= pixelsMax
                && longer <= EDGE_MAX
                && longer / Math.min(width, height) <= RATIO_MAX;
        return within
                ? Optional.empty()
                : Optional.of("This picture has " + width + " × " + height + " pixels; at most " + pixelsMax
                        + " in all, " + EDGE_MAX + " a side and " + RATIO_MAX + " to 1 are taken.");
    }
}
