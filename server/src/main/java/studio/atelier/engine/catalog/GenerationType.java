package studio.atelier.engine.catalog;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What a generation produces. Its `word` stands in rows, JSON and files.
public enum GenerationType {
    TEXT,
    IMAGE,
    VIDEO,
    AUDIO;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<GenerationType> of(String word) {
        return Arrays.stream(values()).filter(type -> type.word().equals(word)).findFirst();
    }
}
