package studio.atelier.engine.providers;

import studio.atelier.platform.problem.ProblemCode;

/// What the rooms of providers refuse.
public enum ProvidersProblem implements ProblemCode {
    MAINTENANCE(
            "provider.maintenance",
            503,
            "Closed for maintenance",
            "Try again when the maintenance ends, or choose a model of another provider."),
    MAINTENANCE_INVALID(
            "provider.maintenance_invalid", 422, "The maintenance cannot be set", "Correct the fields that are named.");

    private final String code;
    private final int status;
    private final String title;
    private final String action;

    ProvidersProblem(String code, int status, String title, String action) {
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
