package studio.atelier.platform.pictures.internal;

import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import studio.atelier.platform.pictures.PictureFormat;
import studio.atelier.platform.pictures.PictureSize;

/// How a camera held a picture: the orientation of EXIF, which the JDK does not look at.
///
/// @param code 1 to 8 as EXIF counts them; 1 is upright
record Turn(int code) {

    private static final Turn UPRIGHT = new Turn(1);
    private static final int SEGMENTS_MAX = 100;
    private static final int ENTRIES_MAX = 500;
    private static final int START_OF_SCAN = 0xffda;
    private static final int APP1 = 0xffe1;
    private static final int ORIENTATION = 0x0112;

    /// @return upright where nothing else is said, or nothing sensible
    static Turn of(Path file, PictureFormat format) throws IOException {
        if (format != PictureFormat.JPEG) {
            return UPRIGHT;
        }
        try (var from = new RandomAccessFile(file.toFile(), "r")) {
            from.seek(2);
            for (int segment = 0; segment < SEGMENTS_MAX; segment++) {
                int marker = from.readUnsignedShort();
                int length = from.readUnsignedShort() - 2;
                if (marker >> 8 != 0xff || marker == START_OF_SCAN || length < 0) {
                    return UPRIGHT;
                }
                if (marker == APP1) {
                    byte[] body = new byte[length];
                    from.readFully(body);
                    if (new String(body, StandardCharsets.ISO_8859_1).startsWith("Exif\0\0")) {
                        return of(ByteBuffer.wrap(body, 6, length - 6).slice());
                    }
                } else {
                    from.skipBytes(length);
                }
            }
            return UPRIGHT;
        } catch (EOFException | BufferUnderflowException | IndexOutOfBoundsException _) {
            return UPRIGHT;
        }
    }

    private static Turn of(ByteBuffer tiff) {
        tiff.order(tiff.getShort(0) == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int directory = tiff.getInt(4);
        int entries = Math.min(Short.toUnsignedInt(tiff.getShort(directory)), ENTRIES_MAX);
        for (int entry = 0; entry < entries; entry++) {
            int at = directory + 2 + 12 * entry;
            if (Short.toUnsignedInt(tiff.getShort(at)) == ORIENTATION) {
                int code = Short.toUnsignedInt(tiff.getShort(at + 8));
                return code >= 1 && code <= 8 ? new Turn(code) : UPRIGHT;
            }
        }
        return UPRIGHT;
    }

    private boolean onItsSide() {
        return code >= 5;
    }

    PictureSize upright(PictureSize lying) {
        return onItsSide() ? new PictureSize(/* width= */ lying.height(), /* height= */ lying.width()) : lying;
    }

    BufferedImage apply(BufferedImage lying) {
        if (code == 1) {
            return lying;
        }
        double w = lying.getWidth();
        double h = lying.getHeight();
        // Columns of the matrix: where the x axis goes, where the y axis goes, where the corner goes.
        double[] matrix = switch (code) {
            case 2 -> new double[] {-1, 0, 0, 1, w, 0};
            case 3 -> new double[] {-1, 0, 0, -1, w, h};
            case 4 -> new double[] {1, 0, 0, -1, 0, h};
            case 5 -> new double[] {0, 1, 1, 0, 0, 0};
            case 6 -> new double[] {0, 1, -1, 0, h, 0};
            case 7 -> new double[] {0, -1, -1, 0, h, w};
            default -> new double[] {0, -1, 1, 0, 0, w};
        };
        PictureSize size = upright(new PictureSize(lying.getWidth(), lying.getHeight()));
        var upright = new BufferedImage(size.width(), size.height(), BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = upright.createGraphics();
        pen.drawImage(lying, new AffineTransform(matrix), null);
        pen.dispose();
        return upright;
    }
}
