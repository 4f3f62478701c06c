package studio.atelier.engine.credits;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.money.Micros;
import tools.jackson.databind.JsonNode;

/// One movement as its person sees it.
///
/// @param kind         `grant`, `hold`, `release`, `charge`, `overrun`
/// @param amount       above zero is in favour of the person
/// @param account      `credits` or `own_keys`
/// @param generationId the run it belongs to; null for grants
/// @param reason       price rule of a hold or charge, the admin's words of a grant
/// @param evidence     what the provider said: request id, usage
public record LedgerLine(
        UUID id,
        String kind,
        Micros amount,
        String account,
        @Nullable UUID generationId,
        String reason,
        JsonNode evidence,
        Instant createdAt) {}
