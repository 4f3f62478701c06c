package studio.atelier.engine.projects;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.money.Micros;
import tools.jackson.databind.JsonNode;

/// A project as its people see it.
///
/// @param orgId       the organisation it belongs to; null for a person's own
/// @param budgetCents null: no cap; 0: only free runs
/// @param spent       charged so far
/// @param held        set aside for runs that have not ended
public record Project(
        UUID id,
        UUID userId,
        @Nullable UUID orgId,
        String name,
        @Nullable String description,
        @Nullable String thumbnailUrl,
        @Nullable Integer budgetCents,
        Micros spent,
        Micros held,
        JsonNode settings,
        @Nullable Instant archivedAt,
        Instant createdAt,
        Instant updatedAt) {

    /// What may still be held; null without a cap, never below zero.
    public @Nullable Micros remaining() {
        if (budgetCents == null) {
            return null;
        }
        Micros rest = Micros.ofCents(budgetCents).minus(spent).minus(held);
        return rest.isPositive() ? rest : Micros.ZERO;
    }
}
