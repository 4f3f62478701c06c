package studio.atelier.backend.storage;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// Buffers outside the heap, used again, because making one costs more than filling it. There are so many of
/// them and no more: whoever comes then gets a smaller one on the heap. Thread-safe.
final class Buffers {

    /// Large enough that a call of the system costs nothing beside what it moves.
    private static final int BYTES = 256 << 10;

    /// Together 16 MB.
    private static final int COUNT_MAX = 64;

    private static final int SMALL_BYTES = 32 << 10;

    private final ArrayBlockingQueue<ByteBuffer> free = new ArrayBlockingQueue<>(COUNT_MAX);
    private final AtomicInteger made = new AtomicInteger();

    ByteBuffer take() {
        ByteBuffer buffer = free.poll();
        if (buffer != null) {
            return buffer.clear();
        }
        boolean another = made.getAndUpdate(count -> Math.min(count + 1, COUNT_MAX)) < COUNT_MAX;
        return another ? ByteBuffer.allocateDirect(BYTES) : ByteBuffer.allocate(SMALL_BYTES);
    }

    void giveBack(ByteBuffer buffer) {
        if (buffer.isDirect()) {
            // There is room for all that were made.
            boolean _ = free.offer(buffer);
        }
    }
}
