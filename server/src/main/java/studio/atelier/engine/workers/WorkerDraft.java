package studio.atelier.engine.workers;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an administrator types for a worker; null components stay as they are.
///
/// @param workerType `generation` or `chat`
/// @param url        where it can be told of work; an empty text takes it away
/// @param draining   true: it gets nothing new; false: it does again
record WorkerDraft(
        @Nullable String name,
        @Nullable String workerType,
        @Nullable List<String> jobKinds,
        @Nullable List<String> labels,
        @Nullable String url,
        @Nullable Boolean draining) {}
