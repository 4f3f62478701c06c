package studio.atelier.engine.media;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/// Real files for tests.
final class Samples {

    private Samples() {}

    /// @param format `png` or `jpeg`
    static byte[] picture(String format, int width, int height) {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        pen.setPaint(new GradientPaint(0, 0, new Color(200, 40, 20), width, height, new Color(180, 60, 40)));
        pen.fillRect(0, 0, width, height);
        pen.dispose();
        var bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, format, bytes);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return bytes.toByteArray();
    }

    /// @param name of a file among the clips of the tests
    static byte[] clip(String name) {
        try (var in = Samples.class.getResourceAsStream("/clips/" + name)) {
            return Objects.requireNonNull(in).readAllBytes();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// 1 × 1, lossy, without extended header.
    static byte[] webp() {
        return Base64.getDecoder().decode("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA");
    }

    /// A PNG whose header announces more pixels than the file could hold in a lifetime.
    static byte[] bomb(int width, int height) {
        byte[] header = ByteBuffer.allocate(17)
                .put("IHDR".getBytes(StandardCharsets.US_ASCII))
                .putInt(width)
                .putInt(height)
                .put(new byte[] {8, 2, 0, 0, 0})
                .array();
        var crc = new CRC32();
        crc.update(header);
        return ByteBuffer.allocate(8 + 4 + 17 + 4 + 12)
                .put(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'})
                .putInt(13)
                .put(header)
                .putInt((int) crc.getValue())
                .putInt(0)
                .put("IEND".getBytes(StandardCharsets.US_ASCII))
                .putInt(0xae426082)
                .array();
    }

    /// 44.1 kHz, stereo, 16 bit, silent.
    static byte[] wav(int milliseconds) {
        int bytes = 44_100 * milliseconds / 1000 * 4;
        return ByteBuffer.allocate(44 + bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("RIFF".getBytes(StandardCharsets.US_ASCII))
                .putInt(36 + bytes)
                .put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII))
                .putInt(16)
                .putShort((short) 1)
                .putShort((short) 2)
                .putInt(44_100)
                .putInt(44_100 * 4)
                .putShort((short) 4)
                .putShort((short) 16)
                .put("data".getBytes(StandardCharsets.US_ASCII))
                .putInt(bytes)
                .array();
    }

    /// The PNG with one more chunk behind its header.
    static byte[] withChunk(byte[] png, String name, byte[] body) {
        var crc = new CRC32();
        crc.update(name.getBytes(StandardCharsets.US_ASCII));
        crc.update(body);
        return ByteBuffer.allocate(png.length + 12 + body.length)
                .put(png, 0, 33)
                .putInt(body.length)
                .put(name.getBytes(StandardCharsets.US_ASCII))
                .put(body)
                .putInt((int) crc.getValue())
                .put(png, 33, png.length - 33)
                .array();
    }
}
