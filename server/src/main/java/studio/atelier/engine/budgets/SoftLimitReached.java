package studio.atelier.engine.budgets;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.events.EventType;

/// A budget passed its soft limit, told once in a period.
///
/// @param userId    whose run it was
/// @param subjectId null for the server
@EventType("budget.soft_limit_reached.v1")
public record SoftLimitReached(
        UUID budgetId,
        UUID userId,
        String scope,
        @Nullable UUID subjectId,
        String period,
        long softMicros,
        long usedMicros) {}
