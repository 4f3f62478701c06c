package studio.atelier.surfaces.resumable;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.crypto.Sha256;

/// What has come of an upload: a file whose length is the offset, and the hash of its bytes so far. One
/// request at a time holds it; who comes later makes the one before end. Thread-safe by that.
final class Part {

    private static final int BUFFER_BYTES = 128 << 10;

    private final Path file;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Thread receiving;
    private long offset = -1;
    private @Nullable MessageDigest hash;

    Part(Path file) {
        this.file = file;
    }

    Path file() {
        return file;
    }

    /// Makes a request that is receiving end with what it has, and waits for its end.
    ///
    /// @return false where it did not end in time
    boolean take(Duration waitMax) throws InterruptedException {
        if (lock.tryLock()) {
            return true;
        }
        synchronized (this) {
            if (receiving != null) {
                receiving.interrupt();
            }
        }
        return lock.tryLock(waitMax.toMillis(), TimeUnit.MILLISECONDS);
    }

    void release() {
        lock.unlock();
    }

    /// Durable bytes. After a crash too: what the file has is made durable before it is said. An upload that
    /// has no object yet is never whole: its last byte is asked for again, so that the request that brings it
    /// makes the object.
    ///
    /// @param size of the whole; null where it is not known
    long offset(@Nullable Long size) throws IOException {
        if (offset < 0) {
            offset = opened(size);
        }
        return offset;
    }

    private long opened(@Nullable Long size) throws IOException {
        if (!Files.exists(file)) {
            return 0;
        }
        try (var channel = new RandomAccessFile(file.toFile(), "rw")) {
            if (size != null && channel.length() >= size && size > 0) {
                channel.setLength(size - 1);
            }
            channel.getFD().sync();
            return channel.length();
        }
    }

    /// Takes what comes, up to a limit, and makes it durable; also what came before the stream broke.
    ///
    /// @param most bytes that may follow
    /// @return false where more came than may; then nothing of it is kept
    /// @throws IOException when the stream breaks, or another request took over
    boolean append(InputStream content, long most) throws IOException {
        long before = offset;
        MessageDigest running = hashed();
        boolean within = false;
        try (var channel = open()) {
            channel.seek(before);
            within = receive(content, most, channel, running);
            if (!within) {
                channel.setLength(before);
            }
        } finally {
            if (!within && hash == null) {
                offset = -1;
            }
        }
        return within;
    }

    private boolean receive(InputStream content, long most, RandomAccessFile channel, MessageDigest running)
            throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        long left = most;
        interruptible(Thread.currentThread());
        try {
            for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
                left -= count;
                if (left < 0) {
                    hash = null;
                    return false;
                }
                channel.write(buffer, 0, count);
                running.update(buffer, 0, count);
                offset += count;
            }
            return true;
        } finally {
            interruptible(null);
            channel.getFD().sync();
        }
    }

    // Only while bytes come in: what follows speaks to the database, and must not be cut off.
    private synchronized void interruptible(@Nullable Thread thread) {
        receiving = thread;
        if (thread == null) {
            boolean _ = Thread.interrupted();
        }
    }

    private RandomAccessFile open() throws IOException {
        if (!Files.exists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        return new RandomAccessFile(file.toFile(), "rw");
    }

    /// Reads the file again where a restart has forgotten the hash.
    private MessageDigest hashed() throws IOException {
        MessageDigest known = hash;
        if (known != null) {
            return known;
        }
        MessageDigest read = Sha256.digest();
        if (offset > 0) {
            byte[] buffer = new byte[BUFFER_BYTES];
            try (InputStream content = Files.newInputStream(file)) {
                for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
                    read.update(buffer, 0, count);
                }
            }
        }
        hash = read;
        return read;
    }

    /// 64 hex digits; ends the hashing.
    String sha256() throws IOException {
        return HexFormat.of().formatHex(hashed().digest());
    }

    /// The file is looked at anew: it was used up, or the object could not be made.
    void forget() {
        offset = -1;
        hash = null;
    }

    void remove() throws IOException {
        Files.deleteIfExists(file);
        forget();
    }
}
