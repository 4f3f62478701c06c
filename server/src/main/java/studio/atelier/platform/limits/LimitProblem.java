package studio.atelier.platform.limits;

import studio.atelier.platform.problem.ProblemCode;

/// Too often.
public enum LimitProblem implements ProblemCode {
    EXCEEDED("limits.exceeded", 429, "Too many requests", "Wait for the time named in `Retry-After` and try again.");

    private final String code;
    private final int status;
    private final String title;
    private final String action;

    LimitProblem(String code, int status, String title, String action) {
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
