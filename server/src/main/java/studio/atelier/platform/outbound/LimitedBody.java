package studio.atelier.platform.outbound;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The body of an answer within the limits of its call. Read by one thread; a watch on another one closes
/// it when it is idle or takes too long, which ends a blocked read with a [BodyFault].
public final class LimitedBody extends FilterInputStream {

    private static final int LOOKS_PER_IDLE = 4;
    private static final long LOOK_MILLIS_MIN = 20;

    private final OutboundLimits limits;
    private final long endNanos;
    private final Future<?> watch;
    private long bytes;
    private volatile long reading;
    private volatile BodyFault.@Nullable Kind fault;

    /// @param sentNanos when the request was sent, by `System.nanoTime()`
    LimitedBody(InputStream body, OutboundLimits limits, long sentNanos, ScheduledExecutorService watches) {
        super(body);
        this.limits = limits;
        this.endNanos = sentNanos + limits.total().toNanos();
        Duration shorter = limits.idle().compareTo(limits.total()) < 0 ? limits.idle() : limits.total();
        long every = Math.max(LOOK_MILLIS_MIN, shorter.toMillis() / LOOKS_PER_IDLE);
        this.watch = watches.scheduleWithFixedDelay(this::look, every, every, TimeUnit.MILLISECONDS);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        check();
        reading = System.nanoTime();
        int count;
        try {
            count = super.read(buffer, offset, length);
        } catch (IOException failure) {
            check();
            throw failure;
        } finally {
            reading = 0;
        }
        check();
        if (count < 0) {
            watch.cancel(false);
            return count;
        }
        bytes += count;
        if (bytes > limits.bodyBytesMax()) {
            fail(BodyFault.Kind.TOO_LARGE);
            check();
        }
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        return readNBytes(Math.clamp(count, 0, 8192)).length;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    @Override
    public void close() {
        watch.cancel(false);
        try {
            super.close();
        } catch (IOException _) {
            // Nobody reads any more, so nobody needs to know.
        }
    }

    /// How many bytes were read so far.
    public long bytesRead() {
        return bytes;
    }

    private void look() {
        long now = System.nanoTime();
        long since = reading;
        if (now - endNanos > 0) {
            fail(BodyFault.Kind.TOTAL_TOO_LONG);
        } else if (since != 0 && now - since > limits.idle().toNanos()) {
            fail(BodyFault.Kind.IDLE_TOO_LONG);
        }
    }

    private void fail(BodyFault.Kind kind) {
        fault = kind;
        close();
    }

    private void check() throws BodyFault {
        BodyFault.Kind kind = fault;
        if (kind != null) {
            throw new BodyFault(
                    kind,
                    switch (kind) {
                        case TOO_LARGE -> "The answer is larger than " + limits.bodyBytesMax() + " bytes.";
                        case IDLE_TOO_LONG ->
                            "The answer stalled for " + limits.idle().toSeconds() + " s.";
                        case TOTAL_TOO_LONG ->
                            "The answer took longer than " + limits.total().toSeconds() + " s.";
                    });
        }
    }
}
