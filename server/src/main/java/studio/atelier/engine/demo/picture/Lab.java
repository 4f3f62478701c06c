package studio.atelier.engine.demo.picture;

/// A colour in OKLab, where equal steps look equal. Source: Björn Ottosson, "A perceptual color space",
/// 2020.
///
/// @param l lightness, 0 black to 1 white
/// @param a green to red
/// @param b blue to yellow
record Lab(double l, double a, double b) {

    /// @param chroma 0 grey to about 0.3
    /// @param hue    degrees: 30 red, 70 orange, 110 yellow, 145 green, 230 sky, 265 blue, 300 violet, 350
    ///     rose
    static Lab lch(double l, double chroma, double hue) {
        double angle = Math.toRadians(hue);
        return new Lab(l, chroma * Math.cos(angle), chroma * Math.sin(angle));
    }

    static Lab ofLinear(double red, double green, double blue) {
        double l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
        double m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
        double s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
        return new Lab(
                0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
                1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
                0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s);
    }

    double chroma() {
        return Math.hypot(a, b);
    }

    double hue() {
        return Math.toDegrees(Math.atan2(b, a));
    }

    Lab mix(Lab other, double share) {
        return new Lab(l + (other.l - l) * share, a + (other.a - a) * share, b + (other.b - b) * share);
    }

    Lab lift(double step) {
        return new Lab(Math.clamp(l + step, 0, 1), a, b);
    }

    Lab at(double lightness) {
        return new Lab(lightness, a, b);
    }

    Lab saturate(double factor) {
        return new Lab(l, a * factor, b * factor);
    }

    Lab turn(double degrees) {
        return lch(l, chroma(), hue() + degrees);
    }

    /// Linear-light red, green, blue within 0 to 1; a colour no screen can show loses chroma, not its hue.
    float[] linear() {
        float[] rgb = unclipped(1);
        if (inside(rgb)) {
            return rgb;
        }
        double low = 0;
        double high = 1;
        for (int step = 0; step < 10; step++) {
            double middle = (low + high) / 2;
            if (inside(unclipped(middle))) {
                low = middle;
            } else {
                high = middle;
            }
        }
        rgb = unclipped(low);
        for (int i = 0; i < 3; i++) {
            rgb[i] = Math.clamp(rgb[i], 0f, 1f);
        }
        return rgb;
    }

    private static boolean inside(float[] rgb) {
        for (float value : rgb) {
            if (value < -0.0005f || value > 1.0005f) {
                return false;
            }
        }
        return true;
    }

    private float[] unclipped(double share) {
        double x = l + 0.3963377774 * a * share + 0.2158037573 * b * share;
        double y = l - 0.1055613458 * a * share - 0.0638541728 * b * share;
        double z = l - 0.0894841775 * a * share - 1.2914855480 * b * share;
        double long3 = x * x * x;
        double middle3 = y * y * y;
        double short3 = z * z * z;
        return new float[] {
            (float) (4.0767416621 * long3 - 3.3077115913 * middle3 + 0.2309699292 * short3),
            (float) (-1.2684380046 * long3 + 2.6097574011 * middle3 - 0.3413193965 * short3),
            (float) (-0.0041960863 * long3 - 0.7034186147 * middle3 + 1.7076147010 * short3)
        };
    }
}
