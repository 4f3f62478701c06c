package studio.atelier.engine.budgets;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.money.Micros;

/// A [Cap] as JSON, in refusals, warnings and estimates.
///
/// @param subjectId   null for the server
/// @param limitMicros the hard limit; null for none
public record CapView(
        UUID budgetId,
        String scope,
        @Nullable UUID subjectId,
        String period,
        String imposedBy,
        @Nullable Long softMicros,
        @Nullable Long limitMicros,
        long usedMicros,
        @Nullable Long remainingMicros,
        @Nullable Instant renewsAt) {

    public static CapView of(Cap cap) {
        return new CapView(
                cap.id(),
                cap.scope().word(),
                cap.scope() == Cap.Scope.SERVER ? null : cap.subject(),
                cap.period().word(),
                cap.imposedBy().word(),
                micros(cap.soft()),
                micros(cap.hard()),
                cap.used().value(),
                micros(cap.remaining()),
                cap.renewsAt());
    }

    /// For the header of an answer: an item of a structured field with its parameters.
    public String warning() {
        String limit = limitMicros == null ? "" : ";limit_micros=" + limitMicros;
        return "budget_soft_limit;scope=\"" + scope + "\";period=\"" + period + "\";soft_micros=" + softMicros
                + ";used_micros=" + usedMicros + limit + ";budget_id=\"" + budgetId + "\"";
    }

    private static @Nullable Long micros(@Nullable Micros amount) {
        return amount == null ? null : amount.value();
    }
}
