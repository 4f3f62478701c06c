package studio.atelier.engine.budgets;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A budget as it was set, and how it stands now; the components are the JSON members.
///
/// @param subjectId    null for the server
/// @param name         what people call the subject; null where it has no name or is a person
/// @param hardMicros   without the raise
/// @param raisedMicros the hard limit until `raisedUntil`; null when it is not raised now
/// @param renewsAt     null for a budget for all time
/// @param mayChange    whether whoever asks may change it
record Budget(
        UUID id,
        String scope,
        @Nullable UUID subjectId,
        @Nullable String name,
        String period,
        String imposedBy,
        @Nullable Long softMicros,
        @Nullable Long hardMicros,
        @Nullable Long raisedMicros,
        @Nullable Instant raisedUntil,
        long spentMicros,
        long heldMicros,
        @Nullable Instant renewsAt,
        Instant updatedAt,
        boolean mayChange) {}
