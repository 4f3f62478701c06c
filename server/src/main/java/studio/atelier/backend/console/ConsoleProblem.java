package studio.atelier.backend.console;

import studio.atelier.platform.problem.ProblemCode;

/// What the console refuses.
public enum ConsoleProblem implements ProblemCode {
    OFF(
            "console.off",
            404,
            "The console is off",
            "The operator turns it on with ATELIER_CONSOLE=on and a restart of the server."),
    INVALID("console.invalid", 422, "Fields need a change", "Correct the fields that are named."),
    STATEMENT_FAILED(
            "console.statement_failed",
            422,
            "The database refuses the statement",
            "Correct the statement; nothing of this request was kept."),
    TOO_LARGE(
            "console.too_large",
            422,
            "The answer is too large",
            "Select fewer columns or cut long values, for example with left(); nothing of this request was kept."),
    TIMED_OUT(
            "console.timed_out",
            422,
            "The statement took too long",
            "Make it cheaper, or have ATELIER_CONSOLE_TIMEOUT raised; nothing of this request was kept."),
    BUSY("console.busy", 429, "Too many statements at once", "Try again in a few seconds."),
    UNAVAILABLE(
            "console.unavailable",
            409,
            "No role to run as",
            "This database has a role postgres that is not ours; use psql, as a role of your choice.");

    private final String code;
    private final int status;
    private final String title;
    private final String action;

    ConsoleProblem(String code, int status, String title, String action) {
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
