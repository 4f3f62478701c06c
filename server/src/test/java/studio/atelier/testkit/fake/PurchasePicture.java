package studio.atelier.testkit.fake;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import javax.imageio.ImageIO;

/// A small picture that carries its purchase in its pixels, so that an asset can be matched with what was
/// bought even after its metadata was rewritten.
public final class PurchasePicture {

    private static final int SIDE = 64;

    private PurchasePicture() {}

    /// @param mark at most 60 ASCII characters: purchase, slash, index
    static byte[] png(String mark) throws IOException {
        var image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        var random = new Random(mark.hashCode());
        int hue = random.nextInt(0x1000000);
        for (int y = 1; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                image.setRGB(x, y, (hue ^ (x * y)) & 0xffffff);
            }
        }
        byte[] bytes = mark.getBytes(StandardCharsets.US_ASCII);
        image.setRGB(0, 0, bytes.length);
        for (int x = 0; x < bytes.length; x++) {
            image.setRGB(x + 1, 0, bytes[x]);
        }
        var png = new ByteArrayOutputStream();
        ImageIO.write(image, "png", png);
        return png.toByteArray();
    }

    /// @return the mark: purchase, slash, index
    public static String mark(byte[] png) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
        int length = image.getRGB(0, 0) & 0xff;
        StringBuilder mark = new StringBuilder();
        for (int x = 1; x <= length; x++) {
            mark.append((char) (image.getRGB(x, 0) & 0xff));
        }
        return mark.toString();
    }
}
