package studio.atelier.platform.pictures;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What is to become of a picture.
///
/// @param width   pixels, 1 to 2000; null: whatever follows from the height
/// @param height  pixels, 1 to 2000; null: whatever follows from the width
/// @param quality 20 to 100; PNG and GIF lose nothing and do not look at it
/// @param format  of the result; null: as the source
public record Transform(
        @Nullable Integer width,
        @Nullable Integer height,
        Fit fit,
        int quality,
        @Nullable PictureFormat format) {

    public static final int EDGE_MAX = 2000;
    public static final int QUALITY_MIN = 20;
    public static final int QUALITY_MAX = 100;
    public static final int QUALITY_USUAL = 80;

    public Transform {
        check(width);
        check(height);
        if (quality < QUALITY_MIN || quality > QUALITY_MAX) {
            throw new IllegalArgumentException("a quality is 20 to 100: " + quality);
        }
    }

    private static void check(@Nullable Integer edge) {
        if (edge != null && (edge < 1 || edge > EDGE_MAX)) {
            throw new IllegalArgumentException("an edge is 1 to " + EDGE_MAX + " pixels: " + edge);
        }
    }

    /// Cut to a box.
    public static Transform cover(int width, int height, int quality, @Nullable PictureFormat format) {
        return new Transform(width, height, Fit.COVER, quality, format);
    }

    /// The same size in another format.
    public static Transform rewrite(int quality, PictureFormat format) {
        return new Transform(null, null, Fit.CONTAIN, quality, format);
    }

    /// A short name, the same for the same transform: for entity tags.
    public String name() {
        return (width == null ? "" : width)
                + "x"
                + (height == null ? "" : height)
                + "-"
                + fit.name().toLowerCase(Locale.ROOT)
                + "-q"
                + quality
                + (format == null ? "" : "-" + format.extension());
    }

    /// What size comes out.
    ///
    /// @param size   of the result
    /// @param cropped whether something of the picture is cut off
    public record Target(PictureSize size, boolean cropped) {}

    /// A picture without a box keeps its size up to this many pixels a side: what is worked on stays small.
    static final int UNBOXED_EDGE_MAX = 4096;

    /// @param source upright
    Target target(PictureSize source) {
        Integer wide = width;
        Integer tall = height;
        if (wide != null && tall != null) {
            return boxed(source, wide, tall);
        }
        double shrink = wide != null
                ? (double) source.width() / wide
                : tall != null
                        ? (double) source.height() / tall
                        : (double) Math.max(source.width(), source.height()) / UNBOXED_EDGE_MAX;
        // The side that follows stays within the limit too.
        double least = (double) Math.max(source.width(), source.height()) / UNBOXED_EDGE_MAX;
        return new Target(source.dividedBy(Math.max(shrink, least), Math.max(shrink, least)), false);
    }

    private Target boxed(PictureSize source, int wide, int tall) {
        double across = (double) source.width() / wide;
        double down = (double) source.height() / tall;
        return switch (fit) {
            case CONTAIN -> new Target(source.dividedBy(Math.max(across, down), Math.max(across, down)), false);
            case COVER -> {
                PictureSize whole = source.dividedBy(Math.min(across, down), Math.min(across, down));
                var cut = new PictureSize(Math.min(whole.width(), wide), Math.min(whole.height(), tall));
                yield new Target(cut, !cut.equals(whole));
            }
            case FILL -> {
                double enlarging = Math.min(1, Math.min(across, down));
                yield new Target(source.dividedBy(across / enlarging, down / enlarging), false);
            }
        };
    }
}
