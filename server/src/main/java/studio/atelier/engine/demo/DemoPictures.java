package studio.atelier.engine.demo;

import java.awt.image.BufferedImage;
import java.util.function.DoubleConsumer;
import studio.atelier.engine.demo.picture.Painter;

/// Draws pictures without a model: landscapes, seas, still lifes, cities and more, chosen by the words of
/// the prompt. Each carries a small "demo" in a corner. Thread-safe; one picture of 1024 × 1024 pixels
/// takes about a second.
public final class DemoPictures {

    /// @return opaque RGB
    public BufferedImage draw(PictureOrder order) {
        return draw(order, _ -> {});
    }

    /// @param progress told between the steps, 0 to 1; what it throws stops the drawing
    /// @return opaque RGB
    public BufferedImage draw(PictureOrder order, DoubleConsumer progress) {
        return Painter.paint(order, progress);
    }
}
