package studio.atelier.engine.budgets;

import studio.atelier.platform.problem.ProblemCode;

/// Why something about a budget is refused.
public enum BudgetsProblem implements ProblemCode {
    EXCEEDED(
            "budget.exceeded",
            402,
            "The budget is used up",
            "Raise the budget, wait for running work to end, or choose a cheaper model or smaller settings."),
    INVALID("budget.invalid", 422, "The budget cannot be saved", "Correct the fields named in errors."),
    NOT_ALLOWED(
            "budget.not_allowed",
            403,
            "This budget is not yours to set",
            "Set budgets for yourself, your access keys, your projects and the organisations you administer."),
    NOT_FOUND("budget.not_found", 404, "No such budget", "Choose a budget from your list."),
    NO_LIMIT("budget.no_limit", 409, "There is nothing to raise", "Give the budget a hard limit first.");

    private final String code;
    private final int status;
    private final String title;
    private final String action;

    BudgetsProblem(String code, int status, String title, String action) {
        this.code = code;
        this.status = status;
        this.title = title;
        this.action = action;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public String action() {
        return action;
    }
}
