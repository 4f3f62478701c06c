package studio.atelier.backend.storage;

import studio.atelier.platform.problem.ProblemCode;

/// Why the trash refuses.
public enum TrashProblem implements ProblemCode {
    NOT_IN_TRASH(
            "storage.not_in_trash",
            404,
            "Not in the trash",
            "It was restored, removed for good, kept long enough, or is not yours."),
    BUCKET_GONE(
            "storage.bucket_gone",
            409,
            "The bucket is gone",
            "Make a bucket of this name again, then restore the file."),
    NAME_TAKEN(
            "storage.name_taken",
            409,
            "The name is taken",
            "Rename or remove the file that is there, then restore this one.");

    private final String code;
    private final int status;
    private final String title;
    private final String action;

    TrashProblem(String code, int status, String title, String action) {
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
