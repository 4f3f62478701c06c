package studio.atelier.surfaces.resumable;

import studio.atelier.platform.problem.ProblemCode;

/// What resumable uploads refuse beside the faults of storage. The status is that of TUS 1.0.
public enum ResumableProblem implements ProblemCode {
    VERSION_UNSUPPORTED(
            "resumable.version_unsupported",
            412,
            "Tus-Resumable Required",
            "Send `Tus-Resumable: 1.0.0` with every request but OPTIONS."),
    HEADER_INVALID(
            "resumable.header_invalid", 400, "Header missing or invalid", "Correct the header that the message names."),
    METADATA_INVALID(
            "resumable.metadata_invalid",
            400,
            "Upload-Metadata invalid",
            "Send `bucketName`, `objectName` and whatever else as keys with values in Base64."),
    BODY_TYPE_UNSUPPORTED(
            "resumable.body_type_unsupported",
            415,
            "Content-Type unsupported",
            "Send parts as `application/offset+octet-stream`."),
    NOT_FOUND("resumable.not_found", 404, "The file for this url was not found", "Begin a new upload."),
    EXPIRED("resumable.expired", 410, "The file for this url no longer exists", "Begin a new upload."),
    OFFSET_CONFLICT(
            "resumable.offset_conflict",
            409,
            "Upload-Offset conflict",
            "Ask for the offset with HEAD and go on there."),
    COMPLETED("resumable.completed", 400, "Cannot terminate an already completed upload", "Remove the object instead."),
    TOO_MANY("resumable.too_many", 429, "Too many open uploads", "Finish or terminate some of the uploads you began.");

    private final String code;
    private final int status;
    private final String title;
    private final String action;

    ResumableProblem(String code, int status, String title, String action) {
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
