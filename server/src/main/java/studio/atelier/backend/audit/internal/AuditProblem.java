package studio.atelier.backend.audit.internal;

import studio.atelier.platform.problem.ProblemCode;

/// Why the log is not shown.
enum AuditProblem implements ProblemCode {
    INVALID("audit.invalid", 422, "The log cannot be searched so", "Correct the fields named in errors."),
    NOT_FOUND(
            "audit.not_found",
            404,
            "No such organisation",
            "There is no such organisation, or its log is not yours to read.");

    private final String code;
    private final int status;
    private final String title;
    private final String action;

    AuditProblem(String code, int status, String title, String action) {
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
