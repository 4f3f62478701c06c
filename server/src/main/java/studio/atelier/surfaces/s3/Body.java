package studio.atelier.surfaces.s3;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The body of a request with what its client says of it. Reading it to the end checks all of that; what is
/// wrong comes as a problem from the last `read`.
final class Body {

    private static final String STREAMING = "STREAMING-";
    private static final String CHECKSUM = "x-amz-checksum-";

    private Body() {}

    /// @param signed the request, verified
    /// @param key    that it was signed with
    static InputStream open(HttpServletRequest request, SignedRequest signed, SigningKey key) throws IOException {
        InputStream raw = request.getInputStream();
        Map<String, String> checksums = new TreeMap<>();
        for (String name : Collections.list(request.getHeaderNames())) {
            String known = name.toLowerCase(Locale.ROOT);
            if (known.startsWith(CHECKSUM) && !known.endsWith("-algorithm") && !known.endsWith("-type")) {
                checksums.put(known.substring(CHECKSUM.length()), request.getHeader(name));
            }
        }
        String md5 = request.getHeader("Content-MD5");
        if (md5 != null) {
            checksums.put("md5", md5);
        }
        String payload = signed.payload();
        if (!payload.startsWith(STREAMING)) {
            String hash = payload.equals(SignedRequest.UNSIGNED) ? null : payload;
            return new CheckedBody(raw, checksums, hash, request.getContentLengthLong(), null);
        }
        long length = decodedLength(request);
        Chunks.Signing signing = payload.startsWith(STREAMING + "AWS4-HMAC-SHA256-PAYLOAD")
                ? new Chunks.Signing(key, signed.time(), signed.scope(), signed.signature())
                : null;
        if (signing == null && !payload.equals(STREAMING + "UNSIGNED-PAYLOAD-TRAILER")) {
            throw S3Problem.NOT_IMPLEMENTED.problem("This kind of signed stream is not known here");
        }
        var chunks = new Chunks(raw, signing, payload.endsWith("-TRAILER"));
        return new CheckedBody(chunks, checksums, null, length, () -> trailing(chunks));
    }

    private static Map<String, String> trailing(Chunks chunks) {
        Map<String, String> checksums = new TreeMap<>();
        chunks.trailers().forEach((name, value) -> {
            if (name.startsWith(CHECKSUM)) {
                checksums.put(name.substring(CHECKSUM.length()), value);
            }
        });
        return checksums;
    }

    /// How many bytes the object will have; null where the client does not say.
    static @Nullable Long length(HttpServletRequest request) {
        String decoded = request.getHeader("x-amz-decoded-content-length");
        if (decoded != null) {
            return decodedLength(request);
        }
        long length = request.getContentLengthLong();
        return length < 0 ? null : length;
    }

    private static long decodedLength(HttpServletRequest request) {
        String decoded = request.getHeader("x-amz-decoded-content-length");
        if (decoded == null || !decoded.matches("[0-9]{1,15}")) {
            throw S3Problem.MISSING_CONTENT_LENGTH.problem();
        }
        return Long.parseLong(decoded);
    }
}
