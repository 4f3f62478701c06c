package studio.atelier.backend.monitoring;

import studio.atelier.platform.problem.ProblemCode;

/// What monitoring refuses.
public enum MonitoringProblem implements ProblemCode {
    FAILURE_NOT_FOUND(
            "monitoring.failure_not_found",
            404,
            "No such failure",
            "There is no failure with this fingerprint any more; load the list again.");

    private final String code;
    private final int status;
    private final String title;
    private final String action;

    MonitoringProblem(String code, int status, String title, String action) {
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
