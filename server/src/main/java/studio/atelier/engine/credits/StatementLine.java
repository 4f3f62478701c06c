package studio.atelier.engine.credits;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A line of a statement; the components are the JSON members.
///
/// @param kind         of a run how it stands: `hold`, `charge`, `release`; else `grant`, `adjust`, `expire`
/// @param amountMicros what it did to the account so far, above zero in favour of the person; of a run that has
///     not ended what is set aside
/// @param account      `credits` or `own_keys`
/// @param generationId the run; null for the others
/// @param heldMicros   what was set aside for the run; null for the others
/// @param priceRule    rule and rates of a run; null for the others
/// @param reason       why nothing was charged, or the words of whoever gave or took; null for a charge
/// @param evidence     what the provider said: request id, usage; empty where it was not asked
/// @param settledAt    null until the run has ended
record StatementLine(
        UUID id,
        String kind,
        long amountMicros,
        String account,
        @Nullable UUID generationId,
        @Nullable Long heldMicros,
        @Nullable String priceRule,
        @Nullable String reason,
        JsonNode evidence,
        Instant createdAt,
        @Nullable Instant settledAt) {}
