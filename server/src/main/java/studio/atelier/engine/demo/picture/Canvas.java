package studio.atelier.engine.demo.picture;

/// A picture being painted, in linear light. Lengths are in units of the square root of the area, so the
/// same scene comes out at any size and shape. Not thread-safe.
final class Canvas {

    /// A colour for each point.
    interface Paint {

        /// @param out receives linear-light red, green, blue
        void at(double x, double y, float[] out);
    }

    final int columns;
    final int rows;
    /// Pixels in one unit of length.
    final double scale;
    final double width;
    final double height;
    final float[] light;

    Canvas(int columns, int rows) {
        this.columns = columns;
        this.rows = rows;
        this.scale = Math.sqrt((double) columns * rows);
        this.width = columns / scale;
        this.height = rows / scale;
        this.light = new float[columns * rows * 3];
    }

    double x(int column) {
        return (column + 0.5) / scale;
    }

    double y(int row) {
        return (row + 0.5) / scale;
    }

    void fill(Paint paint) {
        float[] rgb = new float[3];
        int i = 0;
        for (int row = 0; row < rows; row++) {
            double y = y(row);
            for (int column = 0; column < columns; column++) {
                paint.at(x(column), y, rgb);
                light[i++] = rgb[0];
                light[i++] = rgb[1];
                light[i++] = rgb[2];
            }
        }
    }

    /// Lays paint over what is there where the mask covers it.
    ///
    /// @param opacity 0 to 1
    void over(Mask mask, double opacity, Paint paint) {
        float[] rgb = new float[3];
        for (int row = mask.top(); row < mask.bottom(); row++) {
            double y = y(row);
            for (int column = mask.left(); column < mask.right(); column++) {
                float cover = mask.at(column, row);
                if (cover > 0.002f) {
                    paint.at(x(column), y, rgb);
                    mix((row * columns + column) * 3, rgb, (float) opacity * cover);
                }
            }
        }
    }

    void over(Mask mask, double opacity, Lab colour) {
        float[] flat = colour.linear();
        over(mask, opacity, (x, y, out) -> System.arraycopy(flat, 0, out, 0, 3));
    }

    /// Takes light away where the mask covers, keeping some of the tint: a shadow.
    ///
    /// @param keep the share of light that stays under full cover, per colour
    void shade(Mask mask, float[] keep, double opacity) {
        for (int row = mask.top(); row < mask.bottom(); row++) {
            for (int column = mask.left(); column < mask.right(); column++) {
                float cover = mask.at(column, row) * (float) opacity;
                if (cover > 0.002f) {
                    int i = (row * columns + column) * 3;
                    light[i] *= 1 - cover * (1 - keep[0]);
                    light[i + 1] *= 1 - cover * (1 - keep[1]);
                    light[i + 2] *= 1 - cover * (1 - keep[2]);
                }
            }
        }
    }

    /// Where the light of the pixel at this point stands in `light`.
    int index(double x, double y) {
        int column = Math.clamp((int) (x * scale), 0, columns - 1);
        int row = Math.clamp((int) (y * scale), 0, rows - 1);
        return (row * columns + column) * 3;
    }

    void mix(int i, float[] rgb, float share) {
        light[i] += (rgb[0] - light[i]) * share;
        light[i + 1] += (rgb[1] - light[i + 1]) * share;
        light[i + 2] += (rgb[2] - light[i + 2]) * share;
    }

    /// Adds the light of a soft round source.
    ///
    /// @param radius where it has fallen to about a third
    void glow(double x, double y, double radius, Lab colour, double strength) {
        float[] rgb = colour.linear();
        double reach = radius * 4.5;
        int top = Math.max(0, (int) ((y - reach) * scale));
        int bottom = Math.min(rows, (int) Math.ceil((y + reach) * scale));
        int left = Math.max(0, (int) ((x - reach) * scale));
        int right = Math.min(columns, (int) Math.ceil((x + reach) * scale));
        for (int row = top; row < bottom; row++) {
            double dy = y(row) - y;
            for (int column = left; column < right; column++) {
                double dx = x(column) - x;
                double far = Math.sqrt(dx * dx + dy * dy);
                double fade = Math.max(0, 1 - far / reach);
                float add = (float) (Math.exp(-far / radius) * fade * fade * strength);
                int i = (row * columns + column) * 3;
                light[i] += rgb[0] * add;
                light[i + 1] += rgb[1] * add;
                light[i + 2] += rgb[2] * add;
            }
        }
    }

    /// A sharp-edged disc.
    void disc(double x, double y, double radius, Lab colour, double opacity) {
        float[] rgb = colour.linear();
        int top = Math.max(0, (int) ((y - radius) * scale) - 1);
        int bottom = Math.min(rows, (int) ((y + radius) * scale) + 2);
        int left = Math.max(0, (int) ((x - radius) * scale) - 1);
        int right = Math.min(columns, (int) ((x + radius) * scale) + 2);
        for (int row = top; row < bottom; row++) {
            for (int column = left; column < right; column++) {
                double inside = (radius - Math.hypot(x(column) - x, y(row) - y)) * scale + 0.5;
                if (inside > 0) {
                    mix((row * columns + column) * 3, rgb, (float) (Math.min(1, inside) * opacity));
                }
            }
        }
    }

    /// A tiny point of light, drawn right below the size of a pixel.
    void spark(double x, double y, double radius, float[] rgb, double strength) {
        double reach = Math.max(radius, 0.7 / scale) * 2.2;
        double dim = Math.min(1, radius * scale / 0.7);
        int top = Math.max(0, (int) ((y - reach) * scale));
        int bottom = Math.min(rows, (int) ((y + reach) * scale) + 1);
        int left = Math.max(0, (int) ((x - reach) * scale));
        int right = Math.min(columns, (int) ((x + reach) * scale) + 1);
        double narrow = 4.5 / (reach * reach);
        for (int row = top; row < bottom; row++) {
            for (int column = left; column < right; column++) {
                double dx = x(column) - x;
                double dy = y(row) - y;
                float add = (float) (Math.exp(-(dx * dx + dy * dy) * narrow) * strength * dim * dim);
                int i = (row * columns + column) * 3;
                light[i] += rgb[0] * add;
                light[i + 1] += rgb[1] * add;
                light[i + 2] += rgb[2] * add;
            }
        }
    }
}
