package studio.atelier.engine.providers;

import java.io.IOException;
import java.io.InputStream;
import tools.jackson.databind.JsonNode;

/// Takes what a provider delivers while it delivers it. One thread, the one that called the adapter.
public interface OutputSink {

    /// A piece of text, in order. It may wait for the next [#flush].
    void text(String delta);

    /// Lets what was said so far go out. Adapters call it whenever they would wait for the provider, so that
    /// pieces that come together leave together.
    default void flush() {}

    /// A piece of what a model thinks before it answers, or of the provider's summary of it, in order. Never part
    /// of the text.
    default void reasoning(String delta) {}

    /// Calls of tools that a chat model asks for, in the shape of the provider's wire: each with `index`,
    /// `id`, `type` and `function` with `name` and a piece of `arguments`. For callers who brought tools;
    /// everybody else has none.
    default void toolCalls(JsonNode delta) {}

    /// The whole result of a call that makes neither text nor files: the vectors of an embedding, the
    /// verdicts of a moderation; in the shape of the OpenAI dialect. Once per call, at most 8 MB as JSON.
    default void data(JsonNode result) {}

    /// One finished picture, clip or sound. Reads the stream to its end and keeps the bytes durably before
    /// it returns.
    ///
    /// @param mimeType what the provider says it is; sniffed again
    /// @throws IOException when the stream breaks or the content is refused; the adapter lets it through,
    ///     the engine knows which of the two it was
    void media(String mimeType, InputStream content) throws IOException;

    /// Whether anybody hears text while it comes. Where nobody does, an adapter may ask the provider for the
    /// answer whole, which costs both ends less.
    default boolean live() {
        return true;
    }

    /// @param fraction 0 to 1; or a negative number when the provider does not say
    void progress(double fraction);
}
