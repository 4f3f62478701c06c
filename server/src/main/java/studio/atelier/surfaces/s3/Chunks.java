package studio.atelier.surfaces.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.crypto.Sha256;

/// The content coding `aws-chunked`: pieces with their length in front, each signed or not, and headers
/// behind the last. A signed piece is given on only when its signature is right. Not thread-safe. Source:
/// AWS Signature Version 4, chunked uploads and trailing headers.
final class Chunks extends InputStream {

    private static final int LINE_MAX = 4096;
    private static final int TRAILERS_MAX = 20;

    /// Signed pieces are held until their signature was seen; unsigned ones pass through.
    private static final int SIGNED_PIECE_MAX = 16 << 20;

    private static final String EMPTY = Sha256.hex(new byte[0]);

    private final InputStream raw;
    private final @Nullable Signing signing;
    private final boolean trailing;
    private final Map<String, String> trailers = new LinkedHashMap<>();
    private byte[] piece = new byte[0];
    private int at;
    private long left;
    private boolean ended;

    /// @param signing null where the pieces are not signed
    Chunks(InputStream raw, @Nullable Signing signing, boolean trailing) {
        this.raw = raw;
        this.signing = signing;
        this.trailing = trailing;
    }

    /// Each piece's signature covers the one before. Not thread-safe.
    static final class Signing {

        private final SigningKey key;
        private final String time;
        private final String scope;
        private String previous;

        Signing(SigningKey key, String time, String scope, String seed) {
            this.key = key;
            this.time = time;
            this.scope = scope;
            this.previous = seed;
        }

        void check(String kind, String hashes, String signature) {
            String text = String.join("\n", SignedRequest.ALGORITHM + kind, time, scope, previous, hashes);
            String expected = key.sign(text);
            if (!MessageDigest.isEqual(expected.getBytes(UTF_8), signature.getBytes(UTF_8))) {
                throw S3Problem.SIGNATURE_DOES_NOT_MATCH.problem();
            }
            previous = expected;
        }
    }

    /// Names in lower case; complete once all was read.
    Map<String, String> trailers() {
        return trailers;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int most) throws IOException {
        if (most == 0) {
            return 0;
        }
        while (!ended && at == piece.length && left == 0) {
            next();
        }
        if (ended) {
            return -1;
        }
        if (at < piece.length) {
            int count = Math.min(most, piece.length - at);
            System.arraycopy(piece, at, into, offset, count);
            at += count;
            return count;
        }
        int count = raw.read(into, offset, (int) Math.min(most, left));
        if (count < 0) {
            throw S3Problem.INCOMPLETE_BODY.problem();
        }
        left -= count;
        if (left == 0) {
            lineEnd();
        }
        return count;
    }

    private void next() throws IOException {
        String[] head = line().split(";", -1);
        if (!head[0].strip().matches("[0-9a-fA-F]{1,12}")) {
            throw S3Problem.INCOMPLETE_BODY.problem();
        }
        long size = Long.parseLong(head[0].strip(), 16);
        if (signing == null) {
            left = size;
            ended = size == 0;
        } else {
            signedPiece(size, signature(head));
        }
        if (ended) {
            end();
        }
    }

    private void signedPiece(long size, String signature) throws IOException {
        if (size > SIGNED_PIECE_MAX) {
            throw S3Problem.INVALID_ARGUMENT.problem("A signed piece has at most " + SIGNED_PIECE_MAX + " bytes");
        }
        piece = raw.readNBytes((int) size);
        at = 0;
        if (piece.length != size) {
            throw S3Problem.INCOMPLETE_BODY.problem();
        }
        if (signing != null) {
            signing.check("-PAYLOAD", EMPTY + "\n" + Sha256.hex(piece), signature);
        }
        ended = size == 0;
        if (!ended) {
            lineEnd();
        }
    }

    private static String signature(String[] head) {
        String given = head.length > 1 ? head[1].strip() : "";
        return given.startsWith("chunk-signature=") ? given.substring("chunk-signature=".length()) : "";
    }

    private void lineEnd() throws IOException {
        if (!line().isEmpty()) {
            throw S3Problem.INCOMPLETE_BODY.problem();
        }
    }

    private void end() throws IOException {
        StringBuilder signed = new StringBuilder();
        String signature = "";
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon < 0 || trailers.size() >= TRAILERS_MAX) {
                throw S3Problem.INCOMPLETE_BODY.problem();
            }
            String name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
            String value = line.substring(colon + 1).strip();
            if (name.equals("x-amz-trailer-signature")) {
                signature = value;
            } else {
                trailers.put(name, value);
                signed.append(name).append(':').append(value).append('\n');
            }
        }
        if (signing != null && trailing) {
            signing.check("-TRAILER", Sha256.hex(signed.toString()), signature);
        }
    }

    /// @return without its end; empty at the end of the stream
    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int c = raw.read(); c >= 0 && c != '\n'; c = raw.read()) {
            if (line.size() >= LINE_MAX) {
                throw S3Problem.INCOMPLETE_BODY.problem();
            }
            if (c != '\r') {
                line.write(c);
            }
        }
        return line.toString(ISO_8859_1);
    }
}
