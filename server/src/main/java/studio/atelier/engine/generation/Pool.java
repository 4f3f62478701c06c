package studio.atelier.engine.generation;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.catalog.Model;

/// Who runs a generation.
enum Pool {
    /// This server's threads, against a provider.
    SERVER,
    /// GPU workers, which lease over HTTP.
    WORKERS;

    private static final String LABELS = "labels";

    static Pool of(Model model) {
        return model.provider().equals(RemoteRuns.PROVIDER) ? WORKERS : SERVER;
    }

    static Pool of(Generation row) {
        return row.provider().equals(RemoteRuns.PROVIDER) ? WORKERS : SERVER;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// What a worker must be able to do: the `endpoint` of the model's wire.
    ///
    /// @return null in the pool of the server
    static @Nullable String jobKind(Model model) {
        return of(model) == WORKERS ? model.wire().endpoint() : null;
    }

    /// What a worker must have: the words of the switch `labels` of the model's wire, separated by blanks.
    static List<String> labels(Model model) {
        String words = model.wire().value(LABELS, "").strip();
        return of(model) == SERVER || words.isEmpty() ? List.of() : List.of(words.split("\\s+"));
    }
}
