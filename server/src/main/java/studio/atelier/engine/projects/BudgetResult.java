package studio.atelier.engine.projects;

import studio.atelier.platform.money.Micros;

/// Whether a project's budget has room for a run.
public sealed interface BudgetResult {

    record Held() implements BudgetResult {}

    /// @param budget    the cap
    /// @param remaining what is neither spent nor held
    record Exceeded(String project, Micros budget, Micros remaining) implements BudgetResult {}
}
