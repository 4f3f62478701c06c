package studio.atelier.engine.generation;

/// Hears a run while it happens, on the thread that runs it. For a connection that streams the answer.
interface RunObserver {

    /// Nobody listens.
    RunObserver NONE = _ -> {};

    /// A piece of text, in order.
    ///
    /// @throws java.io.UncheckedIOException when the listener has gone; the run is cancelled then
    void text(String delta);
}
