package studio.atelier.backend.identity.internal;

import java.util.Locale;
import studio.atelier.backend.identity.IdentityProblem;
import studio.atelier.platform.problem.ProblemCode;
import studio.atelier.platform.problem.ProblemException;

/// Refusals that only GoTrue's clients meet. Codes, statuses and texts: wire reference 2.2, 2.5 to 2.10, 2.13, 8.4.
enum GoTrueProblem implements ProblemCode {
    VALIDATION_FAILED(400, "Check the fields of the request."),
    PATH_INVALID(404, "validation_failed", "The id must be a UUID"),
    NO_AUTHORIZATION(401, "This endpoint requires a valid Bearer token"),
    BAD_JWT(403, "invalid claim: missing sub claim"),
    SUBJECT_INVALID(400, "bad_jwt", "invalid claim: sub claim must be a UUID"),
    SESSION_NOT_FOUND(403, "Session from session_id claim in JWT does not exist"),
    USER_NOT_FOUND(403, "User from sub claim in JWT does not exist"),
    BANNED(403, "user_banned", "User is banned"),
    CONFLICT(409, "Database deadlock. Please try again."),
    ANONYMOUS_PROVIDER_DISABLED(422, "Anonymous sign-ins are disabled"),
    ANONYMOUS_PASSWORD(
            422,
            "validation_failed",
            "Updating password of an anonymous user without an email or phone is not allowed"),
    PHONE_PROVIDER_DISABLED(400, "Phone signups are disabled"),
    PHONE_LOGINS_DISABLED(422, "phone_provider_disabled", "Phone logins are disabled"),
    USER_ALREADY_EXISTS(422, "User already registered"),
    EMAIL_EXISTS(422, "A user with this email address has already been registered"),
    PHONE_EXISTS(422, "A user with this phone number has already been registered"),
    EMAIL_NOT_CONFIRMED(400, "Email not confirmed"),
    PHONE_NOT_CONFIRMED(400, "Phone not confirmed"),
    REAUTHENTICATION_UNCONFIRMED(422, "email_not_confirmed", "Please verify your email first."),
    REAUTHENTICATION_PHONE_UNCONFIRMED(422, "phone_not_confirmed", "Please verify your phone first."),
    SAME_PASSWORD(422, "New password should be different from the old password."),
    WEAK_PASSWORD(422, "Password is too short."),
    NOT_ADMIN(403, "Updating app_metadata requires admin privileges"),
    OTP_DISABLED(422, "Signups not allowed for otp"),
    OTP_EXPIRED(403, "Token has expired or is invalid"),
    EMAIL_INVALID_ON_VERIFY(422, "validation_failed", "Invalid email format"),
    OVER_EMAIL_SEND_RATE_LIMIT(429, "email rate limit exceeded"),
    OVER_SMS_SEND_RATE_LIMIT(429, "SMS rate limit exceeded"),
    CAPTCHA_FAILED(400, "captcha protection: request disallowed"),
    REAUTHENTICATION_NEEDED(400, "Password update requires reauthentication"),
    REAUTHENTICATION_NOT_VALID(422, "Nonce has expired or is invalid"),
    INSUFFICIENT_AAL(401, "AAL2 session is required to update email or password when MFA is enabled."),
    FLOW_STATE_NOT_FOUND(404, "invalid flow state, no valid flow state found"),
    FLOW_NOT_WAITING(400, "flow_state_not_found", "No associated flow state found."),
    FLOW_STATE_EXPIRED(422, "invalid flow state, flow state has expired"),
    BAD_CODE_VERIFIER(400, "code challenge does not match previously saved code verifier"),
    UNSUPPORTED_GRANT_TYPE(400, "invalid_credentials", "unsupported_grant_type"),
    REFRESH_TOKEN_REQUIRED(400, "refresh_token required"),
    REFRESH_TOKEN_NOT_FOUND(400, "Invalid Refresh Token: Refresh Token Not Found"),
    REFRESH_TOKEN_ALREADY_USED(400, "Invalid Refresh Token: Already Used"),
    REFRESH_SESSION_NOT_FOUND(400, "session_not_found", "Invalid Refresh Token: No Valid Session Found"),
    SESSION_EXPIRED(400, "Invalid Refresh Token: Session Expired"),
    REFRESH_USER_BANNED(400, "user_banned", "Invalid Refresh Token: User Banned"),
    UNEXPECTED_FAILURE(500, "Unexpected failure, please check server logs for more information"),
    MANUAL_LINKING_DISABLED(404, "Manual linking is disabled"),
    SINGLE_IDENTITY_NOT_DELETABLE(422, "User must have at least 1 identity after unlinking"),
    IDENTITY_NOT_FOUND(422, "Identity doesn't exist"),
    IDENTITY_ALREADY_EXISTS(422, "Identity is already linked to another user"),
    EMAIL_CONFLICT_IDENTITY_NOT_DELETABLE(422, "Unable to unlink identity due to email conflict"),
    PROVIDER_EMAIL_NEEDS_VERIFICATION(422, "Unverified email of the provider"),
    PROVIDER_DISABLED(400, "Provider is not enabled"),
    ID_TOKEN_REFUSED(400, "invalid_request", "Bad ID token"),
    NONCE_MISMATCH(400, "invalid_nonce", "Nonces mismatch"),
    ANONYMOUS_NOT_ALLOWED(403, "no_authorization", "Anonymous user not allowed to perform these actions"),
    MFA_FACTOR_NAME_CONFLICT(422, "A factor with this friendly name already exists"),
    TOO_MANY_ENROLLED_MFA_FACTORS(422, "Maximum number of verified factors reached, unenroll to continue"),
    ENROLL_NEEDS_AAL2(403, "insufficient_aal", "AAL2 required to enroll a new factor"),
    UNENROLL_NEEDS_AAL2(422, "insufficient_aal", "AAL2 required to unenroll verified factor"),
    MFA_FACTOR_NOT_FOUND(404, "Factor not found"),
    MFA_CHALLENGE_NOT_FOUND(422, "mfa_factor_not_found", "MFA factor with the provided challenge ID not found"),
    MFA_CHALLENGE_EXPIRED(422, "MFA challenge has expired"),
    MFA_VERIFICATION_FAILED(422, "Invalid TOTP code entered"),
    MFA_TRIED_TOO_OFTEN(429, "over_request_rate_limit", "Request rate limit reached"),
    MFA_PHONE_ENROLL_NOT_ENABLED(422, "MFA enroll is disabled for Phone"),
    MFA_WEBAUTHN_ENROLL_NOT_ENABLED(422, "MFA enroll is disabled for WebAuthn"),
    SAML_PROVIDER_DISABLED(404, "SAML 2.0 is disabled"),
    WEB3_PROVIDER_DISABLED(422, "Web3 provider is disabled"),
    PASSKEY_DISABLED(404, "Passkeys are disabled"),
    FEATURE_DISABLED(404, "This feature is disabled"),
    MANAGED_USER_NOT_FOUND(404, "user_not_found", "User not found"),
    SERVICE_REQUIRED(403, "not_admin", "User not allowed");

    private final int status;
    private final String wire;
    private final String message;

    GoTrueProblem(int status, String message) {
        this.status = status;
        this.wire = name().toLowerCase(Locale.ROOT);
        this.message = message;
    }

    GoTrueProblem(int status, String wire, String message) {
        this.status = status;
        this.wire = wire;
        this.message = message;
    }

    /// The refusal of somebody another issuer knows.
    static ProblemException ofExternal(String code, String sentence) {
        return switch (code) {
            case "signup_disabled" -> IdentityProblem.SIGNUP_DISABLED.problem();
            case "user_banned" -> BANNED.problem();
            case "identity_already_exists" -> IDENTITY_ALREADY_EXISTS.problem(sentence);
            case "provider_email_needs_verification" -> PROVIDER_EMAIL_NEEDS_VERIFICATION.problem(sentence);
            case "user_not_found" -> USER_NOT_FOUND.problem(sentence);
            default -> UNEXPECTED_FAILURE.problem(sentence);
        };
    }

    /// Written as OAuth does.
    boolean oauth() {
        return this == ID_TOKEN_REFUSED || this == NONCE_MISMATCH;
    }

    /// The string that clients branch on.
    String wire() {
        return wire;
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
