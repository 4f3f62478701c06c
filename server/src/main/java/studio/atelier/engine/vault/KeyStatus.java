package studio.atelier.engine.vault;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// What is known about a key.
public enum KeyStatus {
    /// The provider accepted it when it was last asked.
    VALID,
    /// The provider could not be asked.
    UNVERIFIED,
    /// The provider refused it.
    INVALID;

    /// As in rows and answers.
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static KeyStatus of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
