package studio.atelier.engine.demo;

import java.awt.image.BufferedImage;
import org.jspecify.annotations.Nullable;

/// A picture that is wanted. The same order gives the same picture, pixel by pixel.
///
/// @param prompt    its words choose composition, colours, light and what stands in it
/// @param seed      another seed, another picture of the same words
/// @param width     pixels, 64 to 2048
/// @param height    pixels, 64 to 2048
/// @param reference a picture to take palette and arrangement of light from; null for none
public record PictureOrder(
        String prompt,
        long seed,
        int width,
        int height,
        @Nullable BufferedImage reference) {

    public static final int EDGE_MIN = 64;
    public static final int EDGE_MAX = 2048;

    public PictureOrder {
        if (width < EDGE_MIN || width > EDGE_MAX || height < EDGE_MIN || height > EDGE_MAX) {
            throw new IllegalArgumentException(
                    "a demo picture has 64 to 2048 pixels a side: " + width + " x " + height);
        }
    }

    /// The same picture with a long edge of at most `edge` pixels: a quick look at what is coming.
    public PictureOrder smaller(int edge) {
        double share = Math.min(1, (double) edge / Math.max(width, height));
        return new PictureOrder(
                prompt,
                seed,
                Math.max(EDGE_MIN, (int) Math.round(width * share)),
                Math.max(EDGE_MIN, (int) Math.round(height * share)),
                reference);
    }
}
