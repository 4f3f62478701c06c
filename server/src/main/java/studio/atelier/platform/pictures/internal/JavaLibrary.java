package studio.atelier.platform.pictures.internal;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import studio.atelier.platform.pictures.Encoded;
import studio.atelier.platform.pictures.PictureFormat;
import studio.atelier.platform.pictures.PictureProbe;
import studio.atelier.platform.pictures.PictureSize;
import studio.atelier.platform.pictures.Smalls;

/// By Java alone: reads PNG, JPEG and GIF, writes JPEG and PNG. Colour profiles are not looked at.
public record JavaLibrary() implements PictureLibrary {

    private static final int SMALL_QUALITY = 80;

    @Override
    public boolean complete() {
        return false;
    }

    @Override
    public boolean reads(PictureFormat format) {
        return switch (format) {
            case PNG, JPEG, GIF -> true;
            case WEBP, AVIF -> false;
        };
    }

    @Override
    public PictureSize measure(Path file, PictureFormat format) {
        return reading(file, format, reader -> {
            var lying = new PictureSize(reader.getWidth(0), reader.getHeight(0));
            return Turn.of(file, format).upright(lying);
        });
    }

    @Override
    public Smalls smalls(Path file, PictureProbe probe) {
        BufferedImage preview = fit(decode(file, probe, PREVIEW_EDGE), PREVIEW_EDGE);
        BufferedImage thumbnail = fit(preview, THUMBNAIL_EDGE);
        String color = PictureLibrary.hex(onto(fit(thumbnail, 1), Color.BLACK).getRGB(0, 0));
        return new Smalls(
                probe.size(),
                color,
                encoded(thumbnail, Color.BLACK, SMALL_QUALITY),
                encoded(preview, Color.BLACK, SMALL_QUALITY));
    }

    @Override
    public Encoded transform(Path file, PictureProbe probe, Order order) {
        PictureSize wanted = order.target().size();
        BufferedImage image = decode(file, probe, Math.max(wanted.width(), wanted.height()));
        PictureSize scaled = order.target().cropped() ? covering(image, wanted) : wanted;
        image = scaled(halved(image, scaled), scaled.width(), scaled.height());
        image = image.getSubimage(
                Math.max(0, (image.getWidth() - wanted.width()) / 2),
                Math.max(0, (image.getHeight() - wanted.height()) / 2),
                Math.min(wanted.width(), image.getWidth()),
                Math.min(wanted.height(), image.getHeight()));
        boolean holes = image.getColorModel().hasAlpha() && order.format() != PictureFormat.JPEG;
        return holes || order.format() == PictureFormat.PNG
                ? new Encoded(PictureFormat.PNG, png(image))
                : encoded(image, Color.WHITE, order.quality());
    }

    private static PictureSize covering(BufferedImage image, PictureSize box) {
        double share = Math.max((double) box.width() / image.getWidth(), (double) box.height() / image.getHeight());
        return new PictureSize(
                Math.max(box.width(), (int) Math.round(image.getWidth() * share)),
                Math.max(box.height(), (int) Math.round(image.getHeight() * share)));
    }

    /// @param edge what is decoded has at least twice as much on its longer side, if the picture has
    private static BufferedImage decode(Path file, PictureProbe probe, int edge) {
        return reading(file, probe.format(), reader -> {
            var read = reader.getDefaultReadParam();
            // Leaving pixels out while reading keeps memory small; the rest is filtered. A stretched picture is
            // measured on its shorter side, which must not vanish.
            int shorter = Math.min(probe.size().width(), probe.size().height());
            int skip = Math.max(1, Math.min(shorter, longer(probe.size()) / (edge * 2)));
            read.setSourceSubsampling(skip, skip, 0, 0);
            return Turn.of(file, probe.format()).apply(reader.read(0, read));
        });
    }

    private static int longer(PictureSize size) {
        return Math.max(size.width(), size.height());
    }

    private interface Reading<T> {
        T with(ImageReader reader) throws IOException;
    }

    private static <T> T reading(Path file, PictureFormat format, Reading<T> work) {
        ImageReader reader =
                ImageIO.getImageReadersByMIMEType(format.mimeType()).next();
        try (ImageInputStream input = ImageIO.createImageInputStream(file.toFile())) {
            reader.setInput(input, true, true);
            // A JPEG that ends too soon is only a warning to its reader; here it is damage.
            reader.addIIOReadWarningListener((_, warning) -> {
                throw new IllegalStateException(warning);
            });
            return work.with(reader);
        } catch (IOException | RuntimeException broken) {
            // The readers of the JDK answer damage with any exception there is.
            throw new Undecodable(broken);
        } finally {
            reader.dispose();
        }
    }

    private static BufferedImage fit(BufferedImage from, int edge) {
        PictureSize size = new PictureSize(from.getWidth(), from.getHeight()).within(edge);
        return scaled(halved(from, size), size.width(), size.height());
    }

    /// Halves as long as that is not too small: one large step would leave pixels out.
    private static BufferedImage halved(BufferedImage from, PictureSize until) {
        BufferedImage at = from;
        while (at.getWidth() > until.width() * 2 || at.getHeight() > until.height() * 2) {
            at = scaled(
                    at,
                    at.getWidth() > until.width() * 2 ? at.getWidth() / 2 : at.getWidth(),
                    at.getHeight() > until.height() * 2 ? at.getHeight() / 2 : at.getHeight());
        }
        return at;
    }

    private static BufferedImage scaled(BufferedImage from, int width, int height) {
        boolean holes = from.getColorModel().hasAlpha();
        var to = new BufferedImage(width, height, holes ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = to.createGraphics();
        pen.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        pen.drawImage(from, 0, 0, width, height, null);
        pen.dispose();
        return to;
    }

    private static BufferedImage onto(BufferedImage from, Color ground) {
        var to = new BufferedImage(from.getWidth(), from.getHeight(), BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = to.createGraphics();
        pen.drawImage(from, 0, 0, ground, null);
        pen.dispose();
        return to;
    }

    private static Encoded encoded(BufferedImage image, Color ground, int quality) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        var bytes = new ByteArrayOutputStream();
        try (var out = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam how = writer.getDefaultWriteParam();
            how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            how.setCompressionQuality(quality / 100f);
            writer.setOutput(out);
            writer.write(null, new IIOImage(onto(image, ground), null, null), how);
        } catch (IOException failure) {
            throw new IllegalStateException("memory took no JPEG", failure);
        } finally {
            writer.dispose();
        }
        return new Encoded(PictureFormat.JPEG, bytes.toByteArray());
    }

    private static byte[] png(BufferedImage image) {
        var bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException failure) {
            throw new IllegalStateException("memory took no PNG", failure);
        }
        return bytes.toByteArray();
    }
}
