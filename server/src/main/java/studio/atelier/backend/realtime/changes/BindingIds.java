package studio.atelier.backend.realtime.changes;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.crypto.Sha256;

/// Numbers for bindings that are the same on every node and after every restart, so that a client that
/// joins again finds its own.
final class BindingIds {

    /// Below 2^53, so that JavaScript keeps every digit.
    private static final int BITS = 40;

    private BindingIds() {}

    static long of(Binding binding) {
        MessageDigest digest = Sha256.digest();
        add(digest, binding.event());
        add(digest, binding.schema());
        add(digest, binding.table());
        add(digest, binding.filter());
        (binding.select() == null ? List.<String>of() : binding.select()).forEach(column -> add(digest, column));
        long id = ByteBuffer.wrap(digest.digest()).getLong() >>> (Long.SIZE - BITS);
        return id == 0 ? 1 : id;
    }

    /// With its length before it, so that no two lists of parts look alike.
    private static void add(MessageDigest digest, @Nullable String part) {
        byte[] bytes = part == null ? new byte[0] : part.getBytes(UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES)
                .putInt(part == null ? -1 : bytes.length)
                .array());
        digest.update(bytes);
    }
}
