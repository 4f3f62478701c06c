package studio.atelier.platform.http.internal;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import studio.atelier.platform.http.Exchange;

/// The first thing a request meets, beneath the servlet container, so that it holds for every answer, the
/// container's own errors included: a request id, the security headers, and a body that ends where its
/// limit is, chunked or not.
final class Doorway extends Handler.Wrapper {

    private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9._-]{8,64}");

    private static final String REQUEST_ID_HEADER = "X-Request-Id";

    private final Supplier<String> ids;
    private final Proxies proxies;
    private final BodyLimits limits;
    private final SecurityHeaders security;

    Doorway(Supplier<String> ids, Proxies proxies, BodyLimits limits, SecurityHeaders security) {
        this.security = security;
        this.ids = ids;
        this.proxies = proxies;
        this.limits = limits;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String path = Request.getPathInContext(request);
        Surface surface = Surface.of(path);
        Exchange exchange = proxies.exchange(requestId(request), seen(request));
        request.setAttribute(Trace.ATTRIBUTE, new Trace(exchange, surface, path));
        List<HttpField> headers = security.of(surface, exchange);
        request.addHttpStreamWrapper(
                stream -> new WithHeaders(stream, exchange.requestId(), headers, surface == Surface.DATA));
        return super.handle(new Counted(request, limits.bytesMax(path)), response, callback);
    }

    private String requestId(Request request) {
        String given = request.getHeaders().get(REQUEST_ID_HEADER);
        return given != null && REQUEST_ID.matcher(given).matches() ? given : ids.get();
    }

    private static Proxies.Seen seen(Request request) {
        HttpFields headers = request.getHeaders();
        InetAddress peer = request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress socket
                ? socket.getAddress()
                : InetAddress.getLoopbackAddress();
        List<String> forwardedFor = headers.getValuesList("X-Forwarded-For");
        boolean forwarded = !forwardedFor.isEmpty() || headers.contains("Forwarded") || headers.contains("X-Real-IP");
        return new Proxies.Seen(
                peer,
                request.isSecure(),
                headers.get(HttpHeader.HOST),
                forwardedFor,
                headers.get("X-Forwarded-Proto"),
                headers.get("X-Forwarded-Host"),
                forwarded);
    }

    /// Adds what the answer does not have by itself, at the last moment before it is sent. An answer may be
    /// there before the body that nobody reads; the container then closes the connection at the end, and
    /// this is the last chance to say so, lest the client sends its next request into a closed one.
    private static final class WithHeaders extends HttpStream.Wrapper {

        private static final String CLOSE = ";charset=utf-8";
        private static final String SPACED = "; charset=utf-8";

        private final String requestId;
        private final List<HttpField> headers;
        private final boolean spaced;

        WithHeaders(HttpStream stream, String requestId, List<HttpField> headers, boolean spaced) {
            super(stream);
            this.requestId = requestId;
            this.headers = headers;
            this.spaced = spaced;
        }

        @Override
        public void prepareResponse(HttpFields.Mutable answer) {
            if (!answer.contains(REQUEST_ID_HEADER)) {
                answer.add(REQUEST_ID_HEADER, requestId);
            }
            for (HttpField header : headers) {
                if (!answer.contains(header.getName())) {
                    answer.add(header);
                }
            }
            // The container leaves the blank out of types it knows; clients of the data API compare the whole.
            String type = spaced ? answer.get(HttpHeader.CONTENT_TYPE) : null;
            if (type != null && type.endsWith(CLOSE)) {
                answer.put(HttpHeader.CONTENT_TYPE, type.substring(0, type.length() - CLOSE.length()) + SPACED);
            }
            if (getWrapped().consumeAvailable() != null) {
                answer.put(HttpFields.CONNECTION_CLOSE);
            }
            super.prepareResponse(answer);
        }
    }

    /// Counts the bytes that are really read, whatever the request announced. What comes beyond the limit
    /// is thrown away for a while before the reader fails, because a client that is still sending does not
    /// read an answer.
    private static final class Counted extends Request.Wrapper {

        private final long bytesMax;
        private long bytes;

        Counted(Request request, long bytesMax) {
            super(request);
            this.bytesMax = bytesMax;
        }

        @Override
        public Content.Chunk read() {
            while (true) {
                Content.Chunk chunk = super.read();
                if (chunk == null || Content.Chunk.isFailure(chunk)) {
                    return chunk;
                }
                bytes += chunk.remaining();
                if (bytes <= bytesMax) {
                    return chunk;
                }
                boolean last = chunk.isLast();
                chunk.release();
                if (last || bytes > bytesMax + BodyLimits.THROWN_AWAY_MAX) {
                    return Content.Chunk.from(new BodyTooLarge(bytesMax));
                }
            }
        }
    }
}
