package studio.atelier.engine.workers;

import studio.atelier.platform.problem.ProblemCode;

/// What is refused around workers.
public enum WorkersProblem implements ProblemCode {
    INVALID("workers.invalid", 422, "This cannot be used", "Correct the fields that are named."),
    NOT_FOUND("workers.not_found", 404, "No such worker", "There is no worker with this id; list them to find it."),
    NAME_TAKEN("workers.name_taken", 409, "This name is taken", "Another worker has this name; choose another."),
    TOO_MANY("workers.too_many", 409, "Too many workers", "Remove workers that are not used any more."),
    CREDENTIAL_REQUIRED(
            "workers.credential_required",
            401,
            "A worker's credential is needed",
            "Send the credential that an administrator made for this worker as bearer."),
    CREDENTIAL_INVALID(
            "workers.credential_invalid",
            401,
            "This credential is not good",
            "It is unknown or was revoked; ask an administrator for a new one."),
    NOT_A_WORKER(
            "workers.not_a_worker",
            403,
            "For workers only",
            "People do not call this; it takes the credential of a worker."),
    KIND_NOT_ALLOWED(
            "workers.kind_not_allowed",
            403,
            "Not for this worker",
            "An administrator says which job kinds a worker may serve; ask for the ones that are named."),
    KIND_UNKNOWN(
            "workers.kind_unknown", 422, "No such job kind", "Use one of the job kinds that are named in the detail."),
    LEASE_LOST(
            "workers.lease_lost",
            409,
            "The lease is lost",
            "The job is not yours any more. Stop working on it, forget its result and lease another."),
    OUTPUT_MISSING(
            "workers.output_missing",
            422,
            "An output was not uploaded",
            "Upload every output under this lease before the job is completed."),
    HASH_MISMATCH(
            "workers.hash_mismatch",
            422,
            "The bytes are not what was announced",
            "The upload arrived damaged; send it again."),
    NONE_ACTIVE(
            "workers.none_active",
            404,
            "No worker is active",
            "No worker of this kind with an address has been heard of lately; start one, or wait.");

    private final String code;
    private final int status;
    private final String title;
    private final String action;

    WorkersProblem(String code, int status, String title, String action) {
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
