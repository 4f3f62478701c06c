package studio.atelier.engine.catalog;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What a generation produces. Its `word` stands in rows, JSON and files. A transcription produces text;
/// an embedding and a moderation produce data, see [studio.atelier.engine.providers.OutputSink#data].
public enum GenerationType {
    TEXT,
    IMAGE,
    VIDEO,
    AUDIO,
    EMBEDDING,
    MODERATION;

    /// Whether what it makes are files.
    public boolean media() {
        return this == IMAGE || this == VIDEO || this == AUDIO;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<GenerationType> of(String word) {
        return Arrays.stream(values()).filter(type -> type.word().equals(word)).findFirst();
    }
}
