package studio.atelier.engine.moderation;

import studio.atelier.platform.problem.ProblemCode;

/// What the room refuses to administrators. What it finds in prompts is a verdict and no problem.
public enum ModerationProblem implements ProblemCode {
    INVALID("moderation.invalid", 422, "This cannot be saved", "Correct the fields that are named."),
    RULE_NOT_FOUND(
            "moderation.rule_not_found",
            404,
            "No such rule",
            "No administrator wrote a rule of this id; rules of the file are changed there, or replaced by one of"
                    + " the same id."),
    CASE_NOT_FOUND("moderation.case_not_found", 404, "No such case", "Load the list again; cases go after 90 days."),
    TOO_MANY("moderation.too_many_rules", 409, "Too many rules", "Remove a rule that is not needed any more.");

    private final String code;
    private final int status;
    private final String title;
    private final String action;

    ModerationProblem(String code, int status, String title, String action) {
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
