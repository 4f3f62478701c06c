package studio.atelier.engine.generation;

import java.util.Locale;

/// Where a generation stands; `docs/reference/states.md` draws the moves.
public enum Status {
    /// Written by a front end, not asked for yet: never priced, never run.
    DRAFT,
    /// Accepted and paid for; waits for its turn.
    PENDING,
    /// Leased by an executor.
    RUNNING,
    /// Delivered and charged.
    COMPLETED,
    /// Ended without delivery; nothing charged.
    FAILED,
    /// Stopped by its person.
    CANCELLED;

    /// As in rows and JSON.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Status of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    public boolean ended() {
        return this == COMPLETED || this == FAILED || this == CANCELLED;
    }
}
