package studio.atelier.backend.data.schema;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// @param type      as a cast takes it, with its modifier
/// @param plainType without its modifier
/// @param generated the database computes it; nobody writes it
/// @param initial   the default's expression; null for none
/// @param maxLength characters; null for none
/// @param labels    of an enum
public record Column(
        String name,
        String type,
        String plainType,
        boolean nullable,
        boolean generated,
        @Nullable String initial,
        @Nullable Integer maxLength,
        List<String> labels,
        @Nullable String description) {

    public Column {
        labels = List.copyOf(labels);
    }

    public boolean json() {
        return plainType.equals("json") || plainType.equals("jsonb");
    }

    public boolean text() {
        return json() || plainType.equals("text") || plainType.startsWith("character");
    }
}
