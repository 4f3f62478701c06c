package studio.atelier.backend.storage;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;

/// Buffers outside the heap, used again, because making one costs more than filling it. Thread-safe.
final class Buffers {

    /// Large enough that a call of the system costs nothing beside what it moves.
    private static final int BYTES = 256 << 10;

    /// Kept at most; more may be in use.
    private static final int KEPT_MAX = 32;

    private final ArrayBlockingQueue<ByteBuffer> free = new ArrayBlockingQueue<>(KEPT_MAX);

    ByteBuffer take() {
        ByteBuffer buffer = free.poll();
        return buffer == null ? ByteBuffer.allocateDirect(BYTES) : buffer.clear();
    }

    void giveBack(ByteBuffer buffer) {
        // One too many goes with the collector.
        boolean _ = free.offer(buffer);
    }
}
