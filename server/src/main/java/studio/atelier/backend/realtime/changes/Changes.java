package studio.atelier.backend.realtime.changes;

import java.util.List;

/// `postgres_changes` of this node. Thread-safe.
public final class Changes {

    /// Registers wishes. Returns at once; the listener is told `subscribed` or `problem` a little later.
    ///
    /// @param bindings may be empty: then nothing is ever told
    public Registration register(Audience audience, List<Binding> bindings, Listener listener) {
        List<Long> ids = bindings.stream().map(BindingIds::of).toList();
        if (bindings.isEmpty()) {
            return new Idle(ids);
        }
        throw new UnsupportedOperationException("the feed is not connected yet");
    }

    private record Idle(List<Long> ids) implements Registration {

        @Override
        public void audience(Audience renewed) {
            // Nothing is heard, so nobody's rights count.
        }

        @Override
        public void close() {
            // Nothing was opened.
        }
    }
}
