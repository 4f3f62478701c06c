package studio.atelier.backend.identity.internal;

import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;

/// A text as a QR code in SVG: one path, so that it stays small.
final class QrPicture {

    /// Modules of white around it that readers want.
    private static final int QUIET = 4;

    private QrPicture() {}

    /// @return a whole `svg` element
    static String svg(String text) {
        ByteMatrix matrix;
        try {
            matrix = Encoder.encode(text, ErrorCorrectionLevel.M).getMatrix();
        } catch (WriterException failure) {
            throw new IllegalStateException("the text does not fit into a QR code", failure);
        }
        StringBuilder path = new StringBuilder();
        for (int y = 0; y < matrix.getHeight(); y++) {
            for (int x = 0; x < matrix.getWidth(); x++) {
                if (matrix.get(x, y) == 1) {
                    path.append('M')
                            .append(x + QUIET)
                            .append(' ')
                            .append(y + QUIET)
                            .append("h1v1h-1z");
                }
            }
        }
        int side = matrix.getWidth() + 2 * QUIET;
        // The client puts it into a data URL as it is, where a number sign would begin a fragment: colours have names.
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + side + " " + side
                + "\" shape-rendering=\"crispEdges\"><path fill=\"white\" d=\"M0 0h" + side + "v" + side + "H0z\"/>"
                + "<path fill=\"black\" d=\"" + path + "\"/></svg>";
    }
}
