package studio.atelier.surfaces.openai;

import studio.atelier.platform.problem.ProblemCode;

/// What this dialect refuses by itself.
enum OpenAiProblem implements ProblemCode {
    INVALID("openai.invalid_request", 400, "The request cannot be used", "Correct the fields named in the message."),
    NOT_OFFERED(
            "openai.not_offered",
            501,
            "This part of the API is not offered here",
            "Use the route that the message names."),
    NOT_READY("openai.not_ready", 409, "It is not finished yet", "Ask again when its status is completed."),
    RESULT_NOT_KEPT(
            "openai.result_not_kept",
            409,
            "The result of the first request was not kept",
            "Send the request again with another Idempotency-Key.");

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
