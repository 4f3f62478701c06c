package studio.atelier.backend.identity.internal;

import java.util.Locale;
import studio.atelier.platform.problem.ProblemCode;

/// Refusals that only GoTrue's clients meet. Codes, statuses and texts: wire reference 2.2, 2.5, 2.6, 8.4.
enum GoTrueProblem implements ProblemCode {
    VALIDATION_FAILED(400, "Check the fields of the request."),
    NO_AUTHORIZATION(401, "This endpoint requires a valid Bearer token"),
    BAD_JWT(403, "invalid claim: missing sub claim"),
    SESSION_NOT_FOUND(403, "Session from session_id claim in JWT does not exist"),
    USER_NOT_FOUND(403, "User from sub claim in JWT does not exist"),
    ANONYMOUS_PROVIDER_DISABLED(422, "Anonymous sign-ins are disabled"),
    PHONE_PROVIDER_DISABLED(400, "Phone logins are disabled"),
    USER_ALREADY_EXISTS(422, "User already registered"),
    EMAIL_EXISTS(422, "A user with this email address has already been registered"),
    SAME_PASSWORD(422, "New password should be different from the old password."),
    WEAK_PASSWORD(422, "Password is too short."),
    NOT_ADMIN(403, "Updating app_metadata requires admin privileges"),
    UNSUPPORTED_GRANT_TYPE(400, "unsupported_grant_type"),
    REFRESH_TOKEN_REQUIRED(400, "refresh_token required"),
    REFRESH_TOKEN_NOT_FOUND(400, "Invalid Refresh Token: Refresh Token Not Found"),
    REFRESH_TOKEN_ALREADY_USED(400, "Invalid Refresh Token: Already Used"),
    REFRESH_SESSION_NOT_FOUND(400, "Invalid Refresh Token: Session Not Found"),
    SESSION_EXPIRED(400, "Invalid Refresh Token: Session Expired"),
    REFRESH_USER_BANNED(400, "Invalid Refresh Token: User Banned");

    private final int status;
    private final String message;

    GoTrueProblem(int status, String message) {
        this.status = status;
        this.message = message;
    }

    /// The string that clients branch on.
    String wire() {
        return switch (this) {
            case UNSUPPORTED_GRANT_TYPE -> "invalid_credentials";
            case REFRESH_SESSION_NOT_FOUND -> "session_not_found";
            case REFRESH_USER_BANNED -> "user_banned";
            default -> name().toLowerCase(Locale.ROOT);
        };
    }

    @Override
    public String code() {
        return "identity.gotrue_" + name().toLowerCase(Locale.ROOT);
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public String title() {
        return message;
    }

    @Override
    public String action() {
        return message;
    }
}
