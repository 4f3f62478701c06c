package studio.atelier.engine.providers;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.catalog.Usage;

/// What a provider answered, the whole list.
public sealed interface Answer {

    /// All outputs are in the sink.
    ///
    /// @param requestId    the provider's own id of the request, for its support desk
    /// @param finishReason why a text ended: `stop`, `length`, `tool_calls`; null for media
    record Completed(
            Usage usage,
            @Nullable String requestId,
            @Nullable String finishReason) implements Answer {}

    /// The provider took the job.
    ///
    /// @param handle    opaque, at most 8 KB, without secrets; goes into a row
    /// @param pollAfter when to look first
    record Accepted(
            String handle, Duration pollAfter, @Nullable String requestId) implements Answer {}

    /// Not finished yet. Only from `poll`.
    ///
    /// @param fraction 0 to 1, negative when unknown
    record Running(double fraction, Duration pollAfter) implements Answer {}

    record Failed(ProviderFailure failure) implements Answer {}
}
