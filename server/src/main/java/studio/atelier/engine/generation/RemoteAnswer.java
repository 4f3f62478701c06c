package studio.atelier.engine.generation;

import java.time.Instant;

/// What a worker hears about a run it spoke for, the whole list.
public sealed interface RemoteAnswer {

    /// The run is still the worker's.
    ///
    /// @param until when the lease ends unless it is extended
    record Held(Instant until) implements RemoteAnswer {}

    /// The run is over for this worker, by its own word, or by the same word said before.
    ///
    /// @param status `completed`, `failed` or `cancelled`; `pending` where it waits for another try
    record Done(String status) implements RemoteAnswer {}

    /// The run is not the worker's any more: the lease ran out, or the person cancelled. Stop working on it;
    /// nothing of it is kept.
    record Lost() implements RemoteAnswer {}
}
