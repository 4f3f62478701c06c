package studio.atelier.engine.workers;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The two sorts of workers of the specification: those that make media, and those that talk. Source:
/// C8.
enum WorkerType {
    GENERATION,
    CHAT;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<WorkerType> of(String word) {
        return Arrays.stream(values()).filter(type -> type.word().equals(word)).findFirst();
    }
}
