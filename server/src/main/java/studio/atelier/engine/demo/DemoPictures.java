package studio.atelier.engine.demo;

import java.awt.image.BufferedImage;
import studio.atelier.engine.demo.picture.Painter;

/// Draws pictures without a model: landscapes, seas, still lifes, cities and more, chosen by the words of
/// the prompt. Each carries a small "demo" in a corner. Thread-safe; one picture of 1024 × 1024 pixels
/// takes about a second.
public final class DemoPictures {

    /// @return opaque RGB
    public BufferedImage draw(PictureOrder order) {
        return Painter.paint(order);
    }
}
