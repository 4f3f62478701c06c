package studio.atelier.platform.pictures;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/// Real pictures for tests.
public final class PictureSamples {

    private PictureSamples() {}

    /// Red, green, blue and yellow quarters, clockwise from the upper left.
    ///
    /// @param format `png`, `jpeg` or `gif`
    public static byte[] quarters(String format, int width, int height) {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        Color[] colors = {Color.RED, Color.GREEN, Color.YELLOW, Color.BLUE};
        for (int quarter = 0; quarter < 4; quarter++) {
            pen.setColor(colors[quarter]);
            pen.fillRect(quarter % 2 * width / 2, quarter / 2 * height / 2, (width + 1) / 2, (height + 1) / 2);
        }
        pen.dispose();
        return written(image, format);
    }

    /// See-through but for a red dot in the middle.
    static byte[] holes(int width, int height) {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        Graphics2D pen = image.createGraphics();
        pen.setColor(Color.RED);
        pen.fillRect(width / 2 - 5, height / 2 - 5, 10, 10);
        pen.dispose();
        return written(image, "png");
    }

    /// The JPEG with an EXIF segment that says how the camera was held.
    static byte[] turned(byte[] jpeg, int orientation) {
        ByteBuffer out = ByteBuffer.allocate(jpeg.length + 36);
        out.put(jpeg, 0, 2).putShort((short) 0xffe1).putShort((short) 34);
        out.put("Exif\0\0".getBytes(StandardCharsets.ISO_8859_1));
        out.put("MM".getBytes(StandardCharsets.ISO_8859_1)).putShort((short) 42).putInt(8);
        out.putShort((short) 1);
        out.putShort((short) 0x0112).putShort((short) 3).putInt(1).putShort((short) orientation);
        out.putShort((short) 0).putInt(0);
        return out.put(jpeg, 2, jpeg.length - 2).array();
    }

    /// A PNG whose header announces more pixels than the file could hold in a lifetime.
    static byte[] bomb(int width, int height) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
        bytes.writeBytes(chunk(
                "IHDR",
                ByteBuffer.allocate(13)
                        .putInt(width)
                        .putInt(height)
                        .put(new byte[] {8, 2, 0, 0, 0})
                        .array()));
        // Ten zero bytes, deflated.
        bytes.writeBytes(chunk("IDAT", new byte[] {0x78, (byte) 0x9c, 0x63, 0x40, 5, 0, 0, 0x0a, 0, 1}));
        bytes.writeBytes(chunk("IEND", new byte[0]));
        return bytes.toByteArray();
    }

    private static byte[] chunk(String name, byte[] body) {
        byte[] named = ByteBuffer.allocate(4 + body.length)
                .put(name.getBytes(StandardCharsets.US_ASCII))
                .put(body)
                .array();
        var crc = new CRC32();
        crc.update(named);
        return ByteBuffer.allocate(8 + named.length)
                .putInt(body.length)
                .put(named)
                .putInt((int) crc.getValue())
                .array();
    }

    private static byte[] written(BufferedImage image, String format) {
        var bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, format, bytes);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return bytes.toByteArray();
    }
}
