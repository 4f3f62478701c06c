package studio.atelier.engine.demo.picture;

/// The word "demo" in the lower right corner, drawn as strokes so that no font is needed.
final class Mark {

    private Mark() {}

    static void draw(Canvas canvas) {
        double height = 0.021;
        var word =
                Figures.path("M 0.62 -1 L 0.62 0 M 0.62 -0.3 C 0.62 -0.75 0 -0.75 0 -0.3 C 0 0.12 0.62 0.12 0.62 -0.3"
                        + " M 0.98 -0.32 L 1.58 -0.32 C 1.58 -0.74 0.96 -0.74 0.96 -0.3 C 0.96 0.08 1.42 0.06 1.54 -0.1"
                        + " M 1.96 0 L 1.96 -0.6 M 1.96 -0.36 C 1.98 -0.7 2.42 -0.72 2.42 -0.34 L 2.42 0"
                        + " M 2.42 -0.36 C 2.44 -0.7 2.88 -0.72 2.88 -0.34 L 2.88 0"
                        + " M 3.24 -0.3 C 3.24 -0.74 3.86 -0.74 3.86 -0.3 C 3.86 0.12 3.24 0.12 3.24 -0.3");
        double x = canvas.width - 0.026 - height * 3.86;
        double y = canvas.height - 0.028;
        var ink = Figures.stroke(word, 0.115);
        var placed = Figures.place(ink, x, y, height, false);
        canvas.shade(Mask.of(canvas, placed, 0.02).blur(canvas, 0.005), new float[] {0.25f, 0.25f, 0.25f}, 0.8);
        canvas.over(Mask.of(canvas, placed), 0.82, new Lab(0.97, 0, 0));
    }
}
