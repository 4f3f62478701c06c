package studio.atelier.engine.generation;

import java.util.List;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.budgets.CapView;

/// What a request would be held at, and whether there is money for it (E13); the components are the JSON
/// members.
///
/// @param estimate true when the bill may differ
/// @param keyName  null where no key is used
/// @param project  null without a project
record Estimate(
        long estimateMicros,
        long estimateCents,
        boolean estimate,
        String currency,
        List<Line> lines,
        String keySource,
        @Nullable String keyName,
        @Nullable Budget project,
        Budgets budgets,
        Funds credits) {

    record Line(String label, long quantity, long unitMicros, long amountMicros) {}

    /// @param remainingMicros null without a cap
    record Budget(
            @Nullable Integer budgetCents,
            long spentMicros,
            long heldMicros,
            @Nullable Long remainingMicros) {}

    /// @param refusing every budget that would refuse the run; empty where `sufficient`
    /// @param warnings those whose soft limit it would reach
    record Budgets(boolean sufficient, List<CapView> refusing, List<CapView> warnings) {}

    /// @param sufficient true as well when the run is not paid by credits
    record Funds(long balanceMicros, long heldMicros, boolean sufficient) {}
}
