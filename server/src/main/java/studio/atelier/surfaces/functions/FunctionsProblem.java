package studio.atelier.surfaces.functions;

import studio.atelier.platform.problem.ProblemCode;

/// What this surface refuses by itself.
enum FunctionsProblem implements ProblemCode {
    NAME_MISSING("functions.name_missing", 400, "No function named", "Name a function: /functions/v1/{name}."),
    UNKNOWN("functions.unknown", 404, "No such function", "Check the name; the reference lists the functions."),
    BODY(
            "functions.body_not_json",
            415,
            "Not a JSON body",
            "Send JSON; a file travels as an address or in base64, inside of it."),
    METHOD("functions.method_not_allowed", 405, "Method not allowed", "Use one of the methods the function takes.");

    private final String code;
    private final int status;
    private final String title;
    private final String action;

    FunctionsProblem(String code, int status, String title, String action) {
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
