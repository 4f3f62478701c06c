package studio.atelier.platform.pictures;

/// Size as shown, turned upright.
///
/// @param width  pixels
/// @param height pixels
public record PictureSize(int width, int height) {

    /// The same picture with at most this many pixels a side; never larger than it is.
    public PictureSize within(int edge) {
        double divisor = (double) Math.max(width, height) / edge;
        return dividedBy(divisor, divisor);
    }

    /// Smaller by these factors, at least one pixel a side; a factor below 1 counts as 1.
    PictureSize dividedBy(double across, double down) {
        int wide = (int) Math.round(width / Math.max(1, across));
        int tall = (int) Math.round(height / Math.max(1, down));
        return new PictureSize(Math.max(1, wide), Math.max(1, tall));
    }

    public long pixels() {
        return (long) width * height;
    }
}
