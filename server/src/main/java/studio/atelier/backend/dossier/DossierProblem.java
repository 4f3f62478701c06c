package studio.atelier.backend.dossier;

import studio.atelier.platform.problem.ProblemCode;

/// What is refused about copies of the own data.
public enum DossierProblem implements ProblemCode {
    SIGN_IN_NEEDED(
            "dossier.sign_in_needed",
            403,
            "Only after signing in",
            "Do this in the studio or with an access token; a key is not enough."),
    BUSY("dossier.busy", 429, "Other copies are being made", "Try again in a few minutes.");

    private final String code;
    private final int status;
    private final String title;
    private final String action;

    DossierProblem(String code, int status, String title, String action) {
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
