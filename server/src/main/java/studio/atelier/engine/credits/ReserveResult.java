package studio.atelier.engine.credits;

import java.util.List;
import studio.atelier.engine.budgets.Cap;
import studio.atelier.platform.money.Micros;
import studio.atelier.platform.problem.Problem;

/// Whether the money is set aside.
public sealed interface ReserveResult {

    /// @param warnings the budgets whose soft limit is reached
    record Reserved(List<Cap> warnings) implements ReserveResult {}

    /// Nothing was set aside and no budget was touched.
    ///
    /// @param problem `budget.exceeded`, which names every budget that has no room
    record OverBudget(Problem problem) implements ReserveResult {}

    /// @param balance what is there
    /// @param missing what more the run would need
    record Insufficient(Micros balance, Micros missing) implements ReserveResult {}
}
