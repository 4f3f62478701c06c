import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import studio.atelier.platform.pictures.Encoded;
import studio.atelier.platform.pictures.Fit;
import studio.atelier.platform.pictures.PictureFormat;
import studio.atelier.platform.pictures.PictureResult;
import studio.atelier.platform.pictures.Pictures;
import studio.atelier.platform.pictures.PicturesSettings;
import studio.atelier.platform.pictures.Transform;

/// bench/thumbs: a large picture to 512 pixels, as the server does it.
final class Thumbs {

    /// Java alone takes at least so many times as long as libvips.
    private static final double FACTOR_MIN = 1.5;

    private static final int EDGE = 4096;

    private Thumbs() {}

    /// @param arguments FILE N PARALLEL FOLDER: prints JSON; or N alone: compares with Java on pictures of its own
    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 4) {
            Path folder = Path.of(arguments[3]);
            double each = work(Path.of(arguments[0]), folder, true,
                    Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
            System.out.printf(Locale.ROOT, "{\"ms_per_image\":%.2f,\"images_per_s\":%.2f}%n", each, 1000 / each);
            System.exit(0);
        }
        System.exit(compare(Integer.parseInt(arguments[0])) ? 0 : 1);
    }

    private static boolean compare(int count) throws Exception {
        Path folder = Files.createTempDirectory("bench-thumbs");
        boolean held = true;
        for (String format : new String[] {"png", "jpeg"}) {
            Path picture = picture(folder, format);
            double library = work(picture, folder, true, count, 1);
            double java = work(picture, folder, false, count, 1);
            System.out.printf("%-5s %d x %d to 512: libvips %6.0f ms, to WebP; Java %6.0f ms, to JPEG; %.1f x (at least %.1f)%n",
                    format, EDGE, EDGE, library, java, java / library, FACTOR_MIN);
            held &= java >= FACTOR_MIN * library;
        }
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
        System.out.println(held ? "within the limits" : "OVER the limits");
        return held;
    }

    /// @return milliseconds a picture
    private static double work(Path file, Path folder, boolean library, int count, int parallel) throws Exception {
        var settings = new PicturesSettings(100_000_000, parallel, 1L << 30, library);
        try (Pictures pictures = Pictures.open(settings, Path.of(System.getProperty("java.io.tmpdir"), "bench-vips"), folder);
                ExecutorService threads = Executors.newFixedThreadPool(parallel)) {
            one(pictures, file, folder, 0);
            long begun = System.nanoTime();
            for (Future<?> each : IntStream.range(0, count)
                    .<Future<?>>mapToObj(i -> threads.submit(() -> one(pictures, file, folder, i)))
                    .toList()) {
                each.get();
            }
            return (System.nanoTime() - begun) / 1e6 / count;
        }
    }

    private static Void one(Pictures pictures, Path file, Path folder, int number) throws IOException {
        var wanted = new Transform(512, 512, Fit.CONTAIN, 80, PictureFormat.WEBP);
        switch (pictures.transform(file, wanted)) {
            case PictureResult.Done<Encoded>(Encoded made) -> {
                try (var out = Files.newOutputStream(folder.resolve("p" + number + "." + made.format().extension()))) {
                    made.writeTo(out);
                }
            }
            case PictureResult.Refused<Encoded> refused -> throw new IllegalStateException(refused.toString());
        }
        return null;
    }

    /// Smooth parts, edges and grain.
    private static Path picture(Path folder, String format) throws IOException {
        var image = new BufferedImage(EDGE, EDGE, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        pen.setPaint(new GradientPaint(0, 0, new Color(200, 40, 20), EDGE, EDGE, new Color(20, 160, 240)));
        pen.fillRect(0, 0, EDGE, EDGE);
        pen.dispose();
        var chance = new Random(1);
        for (int y = 0; y < EDGE; y++) {
            for (int x = 0; x < EDGE; x++) {
                image.setRGB(x, y, image.getRGB(x, y) ^ (chance.nextInt(8) * 0x010101));
            }
        }
        Path file = folder.resolve("picture." + format);
        ImageIO.write(image, format, file.toFile());
        return file;
    }
}
