package studio.atelier.platform.http.internal;

import org.jspecify.annotations.Nullable;
import studio.atelier.platform.http.Caller;
import studio.atelier.platform.http.Exchange;

/// What is known of a request while it is served, for the one line that is logged when it is over. Written
/// by the thread that serves the request, read after it is done.
final class Trace {

    static final String ATTRIBUTE = "studio.atelier.trace";

    private final Exchange exchange;
    private final Surface surface;
    private final String path;
    private volatile @Nullable Caller caller;
    private volatile @Nullable String problem;

    Trace(Exchange exchange, Surface surface, String path) {
        this.exchange = exchange;
        this.surface = surface;
        this.path = path;
    }

    Exchange exchange() {
        return exchange;
    }

    Surface surface() {
        return surface;
    }

    /// Decoded, without query.
    String path() {
        return path;
    }

    @Nullable
    Caller caller() {
        return caller;
    }

    void caller(Caller known) {
        this.caller = known;
    }

    /// Code of the refusal, if it was one.
    @Nullable
    String problem() {
        return problem;
    }

    void problem(String code) {
        this.problem = code;
    }
}
