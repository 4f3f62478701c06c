package studio.atelier.engine.demo.picture;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.util.SplittableRandom;
import java.util.function.DoubleConsumer;
import studio.atelier.engine.demo.PictureOrder;
import studio.atelier.engine.demo.Seeds;

/// Paints an order: reads the words, paints the scene in linear light, then develops it for the screen.
public final class Painter {

    private static final double SKETCHED = 0.05;
    private static final double PAINTED = 0.5;
    private static final double LIT = 0.65;
    private static final double FINISHED = 0.7;

    private Painter() {}

    /// @param progress told between the steps, about the share of the time that has gone
    public static BufferedImage paint(PictureOrder order, DoubleConsumer progress) {
        var random = new SplittableRandom(Seeds.mix(order.prompt(), order.seed()));
        Reading reading = Reading.of(order.prompt(), random);
        Reference reference = order.reference() == null ? null : Reference.of(order.reference());
        if (reference != null) {
            reading = reading.with(reference.palette());
        }
        var canvas = new Canvas(order.width(), order.height());
        progress.accept(SKETCHED);
        Scene.of(reading.scene()).paint(canvas, reading, random);
        if (reference != null) {
            reference.impress(canvas);
        }
        progress.accept(PAINTED);
        bloom(canvas);
        progress.accept(LIT);
        vignette(canvas);
        Mark.draw(canvas);
        progress.accept(FINISHED);
        return develop(canvas, random.nextLong());
    }

    /// Bright places spill a little light around them, as in a lens.
    private static void bloom(Canvas canvas) {
        var spill = new Canvas(canvas.columns, canvas.rows);
        for (int i = 0; i < canvas.light.length; i++) {
            spill.light[i] = Math.max(0, Math.min(2, canvas.light[i]) - 0.7f);
        }
        Depth.blur(spill, 0.03);
        for (int i = 0; i < canvas.light.length; i++) {
            canvas.light[i] += spill.light[i] * 0.4f;
        }
    }

    private static void vignette(Canvas canvas) {
        int i = 0;
        for (int row = 0; row < canvas.rows; row++) {
            double v = canvas.y(row) / canvas.height * 2 - 1;
            for (int column = 0; column < canvas.columns; column++) {
                double u = canvas.x(column) / canvas.width * 2 - 1;
                double far = (u * u + v * v) / 2;
                float keep = (float) (1 - 0.26 * far * far);
                canvas.light[i++] *= keep;
                canvas.light[i++] *= keep;
                canvas.light[i++] *= keep;
            }
        }
    }

    /// Soft shoulder, fine grain, sRGB.
    private static BufferedImage develop(Canvas canvas, long seed) {
        var image = new BufferedImage(canvas.columns, canvas.rows, BufferedImage.TYPE_INT_RGB);
        int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        long state = seed | 1;
        for (int i = 0; i < pixels.length; i++) {
            state ^= state << 13;
            state ^= state >>> 7;
            state ^= state << 17;
            // The sum of four bytes is near enough to a bell curve.
            int bell = (int) (state & 255)
                    + (int) (state >>> 8 & 255)
                    + (int) (state >>> 16 & 255)
                    + (int) (state >>> 24 & 255);
            float grain = (bell - 510) / 510f * 0.021f;
            int rgb = 0;
            for (int c = 0; c < 3; c++) {
                float value = curve(canvas.light[i * 3 + c]);
                float strength = 0.45f + value * (1 - value) * 2.2f;
                rgb = rgb << 8 | Math.clamp(Math.round((value + grain * strength) * 255), 0, 255);
            }
            pixels[i] = rgb;
        }
        return image;
    }

    private static float curve(float light) {
        float value = Math.max(0, light);
        // Linear up to 0.75, then a shoulder that reaches white slowly.
        if (value > 0.75f) {
            value = 0.75f + 0.25f * (1 - (float) Math.exp(-(value - 0.75f) / 0.25f));
        }
        return value <= 0.0031308f ? value * 12.92f : 1.055f * (float) Math.pow(value, 1 / 2.4) - 0.055f;
    }
}
