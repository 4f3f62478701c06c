package studio.atelier.engine.generation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.catalog.Usage;
import studio.atelier.engine.providers.ProviderFailure;

/// How asking a provider came to an end, the whole list.
sealed interface Outcome {

    /// Everything is in the delivery.
    record Delivered(
            Usage usage,
            @Nullable String requestId,
            @Nullable String finishReason) implements Outcome {}

    record Failed(ProviderFailure failure) implements Outcome {}

    /// The person stopped it.
    ///
    /// @param sent   the request had left
    /// @param billed the provider may bill it all the same
    record Cancelled(boolean sent, boolean billed) implements Outcome {}

    /// The node stops: the run stays open, for the next lease.
    ///
    /// @param sent the request may have left
    record HandedBack(boolean sent) implements Outcome {}

    /// Nobody knows whether the provider took the job; if it did, it may call and name it.
    ///
    /// @param until when the run is looked at again in any case
    record Awaited(Instant until) implements Outcome {}

    /// Somebody else has the run.
    record Lost() implements Outcome {}
}
