package studio.atelier.surfaces.s3;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.crypto.Sha256;

/// Bytes that are compared, at their end, with what was said of them before and after. Not thread-safe.
final class CheckedBody extends FilterInputStream {

    private final Map<String, String> before;
    private final @Nullable String sha256;
    private final long length;
    private final @Nullable Supplier<Map<String, String>> after;
    private final MessageDigest hash = Sha256.digest();
    private final List<Running> running = new ArrayList<>();
    private long count;
    private boolean ended;

    /// @param sha256 64 hex digits; null where the body is not hashed
    /// @param length that was announced; below 0 for none
    /// @param after  what is said behind the body; null where nothing can be
    CheckedBody(
            InputStream content,
            Map<String, String> before,
            @Nullable String sha256,
            long length,
            @Nullable Supplier<Map<String, String>> after) {
        super(content);
        this.before = before;
        this.sha256 = sha256;
        this.length = length;
        this.after = after;
        for (String name : List.of("crc32", "crc32c", "sha1", "sha256", "md5")) {
            // Which of them comes behind the body is not known before.
            if (before.containsKey(name) || (after != null && !name.equals("md5"))) {
                running.add(Running.of(name));
            }
        }
    }

    /// A checksum in the making.
    private sealed interface Running {

        String name();

        void update(byte[] bytes, int from, int count);

        byte[] value();

        static Running of(String name) {
            return switch (name) {
                case "crc32" -> new Sum(name, new CRC32());
                case "crc32c" -> new Sum(name, new CRC32C());
                case "sha1" -> new Hash(name, digest("SHA-1"));
                case "sha256" -> new Hash(name, Sha256.digest());
                default -> new Hash(name, digest("MD5"));
            };
        }

        record Sum(String name, Checksum sum) implements Running {
            @Override
            public void update(byte[] bytes, int from, int count) {
                sum.update(bytes, from, count);
            }

            @Override
            public byte[] value() {
                return ByteBuffer.allocate(4).putInt((int) sum.getValue()).array();
            }
        }

        record Hash(String name, MessageDigest hash) implements Running {
            @Override
            public void update(byte[] bytes, int from, int count) {
                hash.update(bytes, from, count);
            }

            @Override
            public byte[] value() {
                return hash.digest();
            }
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int most) throws IOException {
        int read = super.read(into, offset, most);
        if (read < 0) {
            check();
            return read;
        }
        count += read;
        if (sha256 != null) {
            hash.update(into, offset, read);
        }
        for (Running each : running) {
            each.update(into, offset, read);
        }
        return read;
    }

    private void check() {
        if (ended) {
            return;
        }
        ended = true;
        if (length >= 0 && count != length) {
            throw S3Problem.INCOMPLETE_BODY.problem();
        }
        if (sha256 != null && !HexFormat.of().formatHex(hash.digest()).equals(sha256)) {
            throw S3Problem.CONTENT_HASH_MISMATCH.problem();
        }
        Map<String, String> behind = after == null ? Map.of() : after.get();
        for (Running each : running) {
            String said = behind.getOrDefault(each.name(), before.getOrDefault(each.name(), ""));
            if (!said.isEmpty()
                    && !Base64.getEncoder().encodeToString(each.value()).equals(said)) {
                throw S3Problem.BAD_DIGEST.problem();
            }
        }
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private static MessageDigest digest(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has " + name, missing);
        }
    }
}
