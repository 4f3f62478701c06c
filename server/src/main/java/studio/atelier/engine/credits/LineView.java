package studio.atelier.engine.credits;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A [LedgerLine] as JSON.
///
/// @param amountMicros above zero is in favour of the person
/// @param priceRule    rule and rates of a hold or charge; the reason of the rest
public record LineView(
        UUID id,
        String kind,
        long amountMicros,
        String account,
        @Nullable UUID generationId,
        String priceRule,
        JsonNode evidence,
        Instant createdAt) {

    public static LineView of(LedgerLine line) {
        return new LineView(
                line.id(),
                line.kind(),
                line.amount().value(),
                line.account(),
                line.generationId(),
                line.reason(),
                line.evidence(),
                line.createdAt());
    }
}
