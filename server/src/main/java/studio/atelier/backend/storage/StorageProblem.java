package studio.atelier.backend.storage;

import studio.atelier.platform.problem.ProblemCode;

/// Why storage refuses.
public enum StorageProblem implements ProblemCode {
    TOO_LARGE("storage.too_large", 413, "File too large", "Send a smaller file."),
    DISK_FULL(
            "storage.disk_full",
            503,
            "No room for files",
            "The server has no room left for files; the operator has to make room before this works again."),
    QUOTA_USED_UP(
            "storage.quota_used_up",
            403,
            "Storage full",
            "Remove files that are no longer needed, or ask the operator for more room."),
    UNAVAILABLE(
            "storage.unavailable",
            503,
            "Files unavailable",
            "The server cannot reach its files at the moment; try again shortly."),
    OBJECT_MISSING("storage.object_missing", 404, "No such object", "Check bucket and name.");

    private final String code;
    private final int status;
    private final String title;
    private final String action;

    StorageProblem(String code, int status, String title, String action) {
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
