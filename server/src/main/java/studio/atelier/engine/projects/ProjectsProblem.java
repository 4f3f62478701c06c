package studio.atelier.engine.projects;

import studio.atelier.platform.problem.ProblemCode;

/// Why something about a project is refused.
public enum ProjectsProblem implements ProblemCode {
    NOT_ALLOWED(
            "projects.not_allowed",
            403,
            "Your role does not allow this",
            "Ask an owner or an admin of the organisation for another role."),
    NOT_FOUND(
            "projects.not_found", 404, "No such project", "Choose a project from your list, or leave the project out."),
    INVALID("projects.invalid", 422, "The project cannot be saved", "Correct the fields named in errors."),
    ARCHIVED(
            "projects.archived",
            409,
            "The project is archived",
            "Take it out of the archive first, or choose another one.");

    private final String code;
    private final int status;
    private final String title;
    private final String action;

    ProjectsProblem(String code, int status, String title, String action) {
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
