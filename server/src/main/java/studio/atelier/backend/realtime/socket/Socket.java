package studio.atelier.backend.realtime.socket;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.realtime.wire.Packet;

/// One client's connection. It has no thread: the container calls when a frame is there, the next frame is
/// asked for when the last is dealt with, and whoever sends writes as far as the network takes it; the rest
/// waits here, and goes out together. Thread-safe.
public final class Socket implements FrameHandler {

    /// The server is about to do this again. Source: registry of WebSocket close codes.
    public static final int SERVICE_RESTART = 1012;

    public static final int POLICY = 1008;
    public static final int MALFORMED = 1007;
    private static final int TOO_LARGE = 1009;
    public static final int TRY_AGAIN_LATER = 1013;

    /// One message, in the upper part of `waiting`; the lower part are bytes.
    private static final long MESSAGE = 1L << 40;

    private final Queue queue;
    private final long messageBytesMax;
    private final ScheduledExecutorService clock;
    private final Consumer<String> cutFor;
    private final Receiver receiver;
    private final AtomicLong waiting = new AtomicLong();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicBoolean told = new AtomicBoolean();
    private volatile @Nullable CoreSession session;

    /// Of a message in several frames; only touched by the frame that is being read.
    private @Nullable ByteArrayOutputStream parts;

    private boolean partsBinary;

    /// @param messageBytesMax of a message of the client
    /// @param cutFor          told why a client that did not read was cut
    /// @param receiver        made with this socket, which is not open yet
    public Socket(
            Queue queue,
            long messageBytesMax,
            ScheduledExecutorService clock,
            Consumer<String> cutFor,
            Function<Socket, Receiver> receiver) {
        this.queue = queue;
        this.messageBytesMax = messageBytesMax;
        this.clock = clock;
        this.cutFor = cutFor;
        this.receiver = receiver.apply(this);
    }

    /// Sends, or lets it wait. Never blocks.
    ///
    /// @return whether it is on its way; false when the socket is closed, or was cut because of
    ///     this message
    public boolean send(Packet packet) {
        return send(packet.binary() ? OpCode.BINARY : OpCode.TEXT, packet.bytes());
    }

    private boolean send(byte opCode, byte[] payload) {
        CoreSession open = session;
        if (open == null || over.get()) {
            return false;
        }
        long size = MESSAGE + payload.length;
        long now = waiting.addAndGet(size);
        if (now / MESSAGE > queue.messages() || (now % MESSAGE > queue.bytes() && now / MESSAGE > 1)) {
            waiting.addAndGet(-size);
            cut("too slow");
            return false;
        }
        open.sendFrame(new Frame(opCode, ByteBuffer.wrap(payload)), new Sent(size), false);
        return true;
    }

    /// Ends it; what waits is still sent, for a while.
    ///
    /// @param reason at most 123 bytes
    public void close(int code, String reason) {
        CoreSession open = session;
        if (open != null && over.compareAndSet(false, true)) {
            end(open, code, reason);
        }
    }

    private void cut(String reason) {
        CoreSession open = session;
        if (open != null && over.compareAndSet(false, true)) {
            cutFor.accept(reason);
            end(open, TRY_AGAIN_LATER, reason);
        }
    }

    private void end(CoreSession open, int code, String reason) {
        open.close(code, reason, Callback.NOOP);
        // Whoever does not answer is let go of without.
        var _ = clock.schedule(open::abort, queue.farewell().toMillis(), TimeUnit.MILLISECONDS);
    }

    private final class Sent implements Callback {

        private final long size;

        Sent(long size) {
            this.size = size;
        }

        @Override
        public void succeeded() {
            waiting.addAndGet(-size);
        }

        @Override
        public void failed(Throwable failure) {
            // The connection is gone, which onClosed says.
            waiting.addAndGet(-size);
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }
    }

    @Override
    public void onOpen(CoreSession opened, Callback callback) {
        session = opened;
        receiver.opened();
        callback.succeeded();
        opened.demand();
    }

    @Override
    public void onFrame(Frame frame, Callback callback) {
        CoreSession open = session;
        if (open == null) {
            callback.failed(new IllegalStateException("a frame before the socket was open"));
            return;
        }
        try {
            switch (frame.getOpCode()) {
                case OpCode.TEXT, OpCode.BINARY -> begun(frame);
                case OpCode.CONTINUATION -> continued(frame);
                // Counted with the rest: whoever pings need not read either.
                case OpCode.PING -> send(OpCode.PONG, bytes(frame));
                default -> {
                    // A pong says nothing, a close is answered by the container.
                }
            }
            callback.succeeded();
            if (frame.getOpCode() != OpCode.CLOSE) {
                open.demand();
            }
        } catch (RuntimeException | StackOverflowError failure) {
            callback.failed(failure);
        }
    }

    private void begun(Frame frame) {
        if (frame.isFin()) {
            hand(frame.getOpCode() == OpCode.BINARY, bytes(frame));
            return;
        }
        partsBinary = frame.getOpCode() == OpCode.BINARY;
        parts = new ByteArrayOutputStream();
        parts.writeBytes(bytes(frame));
    }

    private void continued(Frame frame) {
        ByteArrayOutputStream whole = parts;
        if (whole == null) {
            return;
        }
        if (whole.size() + (long) frame.getPayloadLength() > messageBytesMax) {
            parts = null;
            close(TOO_LARGE, "message too large");
            return;
        }
        whole.writeBytes(bytes(frame));
        if (frame.isFin()) {
            parts = null;
            hand(partsBinary, whole.toByteArray());
        }
    }

    private void hand(boolean binary, byte[] message) {
        if (over.get()) {
            return;
        }
        if (binary) {
            receiver.binary(message);
        } else {
            receiver.text(message);
        }
    }

    private static byte[] bytes(Frame frame) {
        ByteBuffer payload = frame.getPayload();
        byte[] bytes = new byte[payload == null ? 0 : payload.remaining()];
        if (payload != null) {
            payload.get(bytes);
        }
        return bytes;
    }

    @Override
    public void onError(Throwable failure, Callback callback) {
        callback.succeeded();
    }

    @Override
    public void onClosed(CloseStatus status, Callback callback) {
        over.set(true);
        if (session != null && told.compareAndSet(false, true)) {
            receiver.closed();
        }
        callback.succeeded();
    }
}
