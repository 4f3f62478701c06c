package studio.atelier.engine.credits;

import studio.atelier.platform.problem.ProblemCode;

/// Why credits are refused.
public enum CreditsProblem implements ProblemCode {
    INSUFFICIENT_BALANCE(
            "credits.insufficient_balance",
            402,
            "Not enough credits",
            "Ask an admin for credits, choose a cheaper model or smaller settings, or add your own provider key."),
    ADJUST_TOO_MUCH(
            "credits.adjust_too_much",
            409,
            "More than there is",
            "Take less, or wait until the person's runs have ended."),
    INVALID("credits.invalid", 422, "The request cannot be used", "Correct the fields named in errors."),
    UNKNOWN_PERSON("credits.unknown_person", 404, "No such person", "Use the id of a person in the people list.");

    private final String code;
    private final int status;
    private final String title;
    private final String action;

    CreditsProblem(String code, int status, String title, String action) {
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
