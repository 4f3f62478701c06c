package studio.atelier.engine.media.internal;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.media.internal.format.FileFormat;

/// Small pictures by Java alone, as JPEG: of PNG, JPEG and GIF. Colour profiles and EXIF turns are not
/// looked at.
public record JavaPictures() implements Pictures {

    @Override
    public @Nullable Rendered render(Path file, FileFormat format) {
        String reader = switch (format) {
            case PNG -> "png";
            case JPEG -> "jpeg";
            case GIF -> "gif";
            default -> "";
        };
        if (reader.isEmpty()) {
            return null;
        }
        try {
            return render(file, ImageIO.getImageReadersByFormatName(reader).next());
        } catch (IOException | RuntimeException broken) {
            // The readers of the JDK answer damage with any exception there is.
            throw new Undecodable(broken);
        }
    }

    private static Rendered render(Path file, ImageReader reader) throws IOException {
        try (ImageInputStream input = ImageIO.createImageInputStream(file.toFile())) {
            reader.setInput(input, true, true);
            // A JPEG that ends too soon is only a warning to its reader; here it is damage.
            reader.addIIOReadWarningListener((_, warning) -> {
                throw new IllegalStateException(warning);
            });
            int width = reader.getWidth(0);
            int height = reader.getHeight(0);
            var read = reader.getDefaultReadParam();
            // Leaving pixels out while reading keeps memory small; the rest is filtered.
            int skip = Math.max(1, Math.max(width, height) / (PREVIEW_EDGE * 2));
            read.setSourceSubsampling(skip, skip, 0, 0);
            BufferedImage preview = fit(reader.read(0, read), PREVIEW_EDGE);
            BufferedImage thumbnail = fit(preview, THUMBNAIL_EDGE);
            String color = Pictures.hex(fit(thumbnail, 1).getRGB(0, 0));
            return new Rendered(width, height, color, jpeg(thumbnail), jpeg(preview), "image/jpeg");
        } finally {
            reader.dispose();
        }
    }

    private static BufferedImage fit(BufferedImage from, int edge) {
        BufferedImage at = from;
        while (Math.max(at.getWidth(), at.getHeight()) > edge * 2) {
            at = scaled(at, Math.max(1, at.getWidth() / 2), Math.max(1, at.getHeight() / 2));
        }
        double share = Math.min(1, (double) edge / Math.max(at.getWidth(), at.getHeight()));
        return scaled(at, Math.max(1, (int) Math.round(at.getWidth() * share)), Math.max(1, (int)
                Math.round(at.getHeight() * share)));
    }

    private static BufferedImage scaled(BufferedImage from, int width, int height) {
        var to = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = to.createGraphics();
        pen.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        pen.drawImage(from, 0, 0, width, height, Color.BLACK, null);
        pen.dispose();
        return to;
    }

    private static Small jpeg(BufferedImage image) throws IOException {
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "jpeg", bytes);
        return new Small(bytes.toByteArray());
    }
}
