package studio.atelier.platform.http;

import studio.atelier.platform.problem.ProblemCode;

/// What HTTP itself refuses, before and around the rooms.
public enum HttpProblem implements ProblemCode {
    BODY_MALFORMED("http.body_malformed", 400, "Malformed JSON", "Send a body that is valid JSON."),
    BODY_INVALID("http.body_invalid", 422, "Unreadable fields", "Correct the fields that are named and send it again."),
    PARAMETER_INVALID("http.parameter_invalid", 400, "Invalid parameter", "Correct the parameter that is named."),
    REQUEST_MALFORMED("http.request_malformed", 400, "Malformed request", "Send a valid HTTP request."),
    SIGN_IN_REQUIRED(
            "http.sign_in_required",
            401,
            "Sign-in required",
            "Sign in, or send an access token or access key as bearer."),
    ORIGIN_REFUSED(
            "http.origin_refused",
            403,
            "Foreign origin",
            "Requests with the session cookie come from this site's own pages; programs use an access key."),
    ADMIN_REQUIRED("http.admin_required", 403, "Administrators only", "Ask an administrator of this server."),
    FORBIDDEN("http.forbidden", 403, "Not allowed", "You may not do this with that."),
    NOT_FOUND("http.not_found", 404, "Not found", "There is nothing at this address; check the path."),
    METHOD_NOT_ALLOWED(
            "http.method_not_allowed", 405, "Method not allowed", "Use one of the methods named in `Allow`."),
    NOT_ACCEPTABLE("http.not_acceptable", 406, "Not acceptable", "Accept `application/json`."),
    BODY_TOO_LARGE("http.body_too_large", 413, "Body too large", "Send a smaller body."),
    MEDIA_TYPE_UNSUPPORTED(
            "http.media_type_unsupported", 415, "Unsupported media type", "Send `Content-Type: application/json`."),
    HEADERS_TOO_LARGE("http.headers_too_large", 431, "Headers too large", "Send fewer or shorter headers."),
    INTERNAL(
            "http.internal",
            500,
            "Internal error",
            "This is our fault and has been logged; report it with the request id."),
    DATABASE_UNAVAILABLE(
            "http.database_unavailable",
            503,
            "Database unavailable",
            "The database cannot be reached at the moment; try again shortly."),
    OVERLOADED("http.overloaded", 503, "Too busy", "The server is too busy at the moment; try again shortly."),
    DISK_FULL(
            "http.disk_full",
            503,
            "Disk full",
            "The server's disk is full; the operator has to make room before this works again.");

    private final String code;
    private final int status;
    private final String title;
    private final String action;

    HttpProblem(String code, int status, String title, String action) {
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
