package studio.atelier.engine.demo.picture;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;

/// How much of each pixel a shape covers, antialiased, kept for the shape's bounds only.
final class Mask {

    private final int left;
    private final int top;
    private final int across;
    private final int down;
    private float[] cover;

    private Mask(int left, int top, int across, int down, float[] cover) {
        this.left = left;
        this.top = top;
        this.across = across;
        this.down = down;
        this.cover = cover;
    }

    /// @param shape in units of the canvas
    static Mask of(Canvas canvas, Shape shape) {
        return of(canvas, shape, 0);
    }

    /// @param margin free space around the shape, in units; what a blur needs
    static Mask of(Canvas canvas, Shape shape, double margin) {
        Shape pixels =
                AffineTransform.getScaleInstance(canvas.scale, canvas.scale).createTransformedShape(shape);
        Rectangle2D bounds = pixels.getBounds2D();
        int grow = (int) Math.ceil(margin * canvas.scale) + 1;
        int left = Math.clamp((int) Math.floor(bounds.getMinX()) - grow, 0, canvas.columns);
        int top = Math.clamp((int) Math.floor(bounds.getMinY()) - grow, 0, canvas.rows);
        int right = Math.clamp((int) Math.ceil(bounds.getMaxX()) + grow, left, canvas.columns);
        int bottom = Math.clamp((int) Math.ceil(bounds.getMaxY()) + grow, top, canvas.rows);
        int across = right - left;
        int down = bottom - top;
        if (across == 0 || down == 0) {
            return new Mask(left, top, 0, 0, new float[0]);
        }
        var image = new BufferedImage(across, down, BufferedImage.TYPE_INT_ARGB);
        Graphics2D pen = image.createGraphics();
        pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        pen.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        pen.translate(-left, -top);
        pen.setColor(Color.WHITE);
        pen.fill(pixels);
        pen.dispose();
        int[] argb = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        float[] cover = new float[argb.length];
        for (int i = 0; i < argb.length; i++) {
            cover[i] = (argb[i] >>> 24) / 255f;
        }
        return new Mask(left, top, across, down, cover);
    }

    /// The line along a shape.
    static Mask line(Canvas canvas, Shape shape, double thickness) {
        var stroke = new BasicStroke((float) thickness, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
        return of(canvas, stroke.createStrokedShape(shape));
    }

    int left() {
        return left;
    }

    int top() {
        return top;
    }

    int right() {
        return left + across;
    }

    int bottom() {
        return top + down;
    }

    float at(int column, int row) {
        return cover[(row - top) * across + column - left];
    }

    /// Softens the edge; three box filters are close to a Gaussian.
    ///
    /// @param radius in units of `canvas`
    Mask blur(Canvas canvas, double radius) {
        int reach = Math.max(1, (int) Math.round(radius * canvas.scale * 0.6));
        float[] other = new float[cover.length];
        for (int pass = 0; pass < 3; pass++) {
            box(cover, other, across, down, 1, across, reach);
            box(other, cover, down, across, across, 1, reach);
        }
        return this;
    }

    /// One direction of a box filter over `lanes` lanes of `length` values.
    private static void box(float[] from, float[] to, int length, int lanes, int step, int laneStep, int reach) {
        float weight = 1f / (2 * reach + 1);
        for (int lane = 0; lane < lanes; lane++) {
            int start = lane * laneStep;
            float sum = 0;
            for (int i = 0; i <= Math.min(reach, length - 1); i++) {
                sum += from[start + i * step];
            }
            for (int i = 0; i < length; i++) {
                to[start + i * step] = sum * weight;
                int enter = i + reach + 1;
                int leave = i - reach;
                if (enter < length) {
                    sum += from[start + enter * step];
                }
                if (leave >= 0) {
                    sum -= from[start + leave * step];
                }
            }
        }
    }
}
