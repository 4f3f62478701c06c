package studio.atelier.engine.generation;

import tools.jackson.databind.JsonNode;

/// Hears a run while it happens, on the thread that runs it. For a connection that streams the answer.
public interface RunObserver {

    /// Nobody listens.
    RunObserver NONE = _ -> {};

    /// Somebody waits for the whole answer, and hears nothing before.
    RunObserver WHOLE = new RunObserver() {
        @Override
        public void text(String delta) {}

        @Override
        public boolean live() {
            return false;
        }
    };

    /// A piece of text, in order. It may wait for the next [#flush].
    ///
    /// @throws java.io.UncheckedIOException when the listener has gone; the run is cancelled then
    void text(String delta);

    /// Nothing more comes for the moment: what was said so far has to be on its way.
    ///
    /// @throws java.io.UncheckedIOException as for text
    default void flush() {}

    /// A piece of what the model thought, in order; see [studio.atelier.engine.providers.OutputSink#reasoning].
    ///
    /// @throws java.io.UncheckedIOException as for text
    default void reasoning(String delta) {}

    /// Pieces of calls of tools, in order and in the shape of the chat dialect.
    ///
    /// @throws java.io.UncheckedIOException as for text
    default void toolCalls(JsonNode pieces) {}

    /// See [studio.atelier.engine.providers.OutputSink#data].
    default void data(JsonNode result) {}

    /// See [studio.atelier.engine.providers.OutputSink#live].
    default boolean live() {
        return true;
    }
}
