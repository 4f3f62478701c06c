package studio.atelier.backend.realtime.channel;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Puts bytes into notifications, in pieces that fit, and takes them out again. Sealed with a key that all nodes have:
/// any role of the database may listen to a channel or notify on it, and what is said there is told to people.
/// A piece is `node/batch/part/parts/` and Base64. Thread-safe.
final class Envelopes {

    /// A notification has less than 8,000 bytes; Base64 makes four of three.
    private static final int PIECE_BYTES = 5_700;

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final String CIPHER = "AES/GCM/NoPadding";

    private final SecureRandom random = new SecureRandom();
    private final byte[] key;
    private final Supplier<List<byte[]>> keys;

    /// @param key  seals
    /// @param keys may have sealed: this one and those of other nodes while the master key changes
    Envelopes(byte[] key, Supplier<List<byte[]>> keys) {
        this.key = key.clone();
        this.keys = keys;
    }

    /// @param part  from 0
    /// @param parts of the batch
    @SuppressWarnings("ArrayRecordComponent") // the bytes travel through, nobody compares them
    record Piece(String node, long batch, int part, int parts, byte[] sealed) {}

    List<String> seal(String node, long batch, byte[] bytes) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] sealed = crypt(Cipher.ENCRYPT_MODE, key, nonce, bytes, 0, bytes.length, node + batch)
                .orElseThrow(() -> new IllegalStateException("nothing could be sealed"));
        byte[] whole = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
        System.arraycopy(sealed, 0, whole, NONCE_BYTES, sealed.length);
        int parts = (whole.length + PIECE_BYTES - 1) / PIECE_BYTES;
        List<String> pieces = new ArrayList<>(parts);
        for (int part = 0; part < parts; part++) {
            byte[] piece =
                    Arrays.copyOfRange(whole, part * PIECE_BYTES, Math.min(whole.length, (part + 1) * PIECE_BYTES));
            pieces.add(node + "/" + batch + "/" + part + "/" + parts + "/"
                    + Base64.getEncoder().encodeToString(piece));
        }
        return pieces;
    }

    /// @return empty for what is no piece
    static Optional<Piece> piece(String payload) {
        String[] fields = payload.split("/", 5);
        try {
            return fields.length < 5
                    ? Optional.empty()
                    : Optional.of(new Piece(
                            fields[0],
                            Long.parseLong(fields[1]),
                            Integer.parseInt(fields[2]),
                            Integer.parseInt(fields[3]),
                            Base64.getDecoder().decode(fields[4])));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// @param sealed all pieces of a batch, one after the other
    /// @return empty for what no node of ours sealed
    Optional<byte[]> open(String node, long batch, byte[] sealed) {
        if (sealed.length < NONCE_BYTES) {
            return Optional.empty();
        }
        byte[] nonce = Arrays.copyOf(sealed, NONCE_BYTES);
        for (byte[] each : keys.get()) {
            Optional<byte[]> opened = crypt(
                    Cipher.DECRYPT_MODE, each, nonce, sealed, NONCE_BYTES, sealed.length - NONCE_BYTES, node + batch);
            if (opened.isPresent()) {
                return opened;
            }
        }
        return Optional.empty();
    }

    private static Optional<byte[]> crypt(
            int mode, byte[] key, byte[] nonce, byte[] bytes, int from, int length, String about) {
        try {
            Cipher cipher = Cipher.getInstance(CIPHER);
            cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(about.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            return Optional.of(cipher.doFinal(bytes, from, length));
        } catch (GeneralSecurityException _) {
            return Optional.empty();
        }
    }
}
