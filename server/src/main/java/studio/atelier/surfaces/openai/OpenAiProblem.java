package studio.atelier.surfaces.openai;

import studio.atelier.platform.problem.ProblemCode;

/// What this dialect refuses by itself.
enum OpenAiProblem implements ProblemCode {
    INVALID("openai.invalid_request", 400, "The request cannot be used", "Correct the fields named in the message.");

    private final String code;
    private final int status;
    private final String title;
    private final String action;

    OpenAiProblem(String code, int status, String title, String action) {
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
