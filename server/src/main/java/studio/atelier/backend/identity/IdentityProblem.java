package studio.atelier.backend.identity;

import studio.atelier.platform.problem.ProblemCode;

/// What identity refuses.
public enum IdentityProblem implements ProblemCode {
    INVALID("identity.invalid", 422, "Fields need a change", "Correct the fields that are named."),
    INVALID_CREDENTIALS(
            "identity.invalid_credentials", 400, "Sign-in refused", "E-mail or password is wrong; try again."),
    USER_BANNED("identity.user_banned", 400, "Account blocked", "This account is blocked; ask an administrator."),
    EMAIL_TAKEN("identity.email_taken", 409, "Address in use", "There is an account with this address; sign in."),
    SIGNUP_DISABLED(
            "identity.signup_disabled", 403, "Sign-up is off", "Ask an administrator of this server for an account."),
    SETUP_CODE_INVALID(
            "identity.setup_code_invalid",
            403,
            "Wrong set-up code",
            "Take the code from the server's console or from run.json in its data folder."),
    SETUP_DONE("identity.setup_done", 409, "Already set up", "This server has its first person; sign in."),
    TOO_MANY_TRIES("identity.too_many_tries", 429, "Too many tries", "Wait for the time named in `Retry-After`."),
    BUSY("identity.busy", 429, "Too many sign-ins at once", "Try again in a few seconds."),
    TOKEN_INVALID(
            "identity.token_invalid",
            401,
            "Token not accepted",
            "The token is wrong or has expired; sign in again or refresh it."),
    ACCESS_KEY_INVALID(
            "identity.access_key_invalid",
            401,
            "Access key not accepted",
            "The access key is unknown, expired or revoked; make a new one."),
    PROJECT_KEY_INVALID(
            "identity.project_key_invalid",
            401,
            "Project key not accepted",
            "Take the key from the page of keys, or from run.json in the data folder."),
    ACCOUNT_BLOCKED(
            "identity.account_blocked", 403, "Account blocked", "This account is blocked; ask an administrator."),
    EMAIL_NOT_CONFIRMED(
            "identity.email_not_confirmed",
            400,
            "Address not confirmed",
            "Follow the link in the message that was sent to your address, then sign in."),
    SESSION_NOT_FOUND("identity.session_not_found", 401, "Signed out", "This sign-in has ended; sign in again."),
    CAPTCHA_FAILED(
            "identity.captcha_failed",
            400,
            "Are you a person?",
            "Solve the challenge on the page and try again; programs use an access key."),
    SECOND_STEP_OVER(
            "identity.second_step_over",
            400,
            "Sign in again",
            "This sign-in waited too long for its code, or was tried too often; begin anew."),
    CODE_WRONG(
            "identity.code_wrong",
            400,
            "The code does not fit",
            "Enter the six digits your authenticator shows now; each works once."),
    SECOND_STEP_REQUIRED(
            "identity.second_step_required",
            403,
            "A code is needed",
            "This account has an authenticator; POST /api/auth/refresh gives a ticket for its code."),
    SIGN_IN_NOT_FOUND("identity.sign_in_not_found", 404, "No such sign-in", "There is no such sign-in of yours."),
    ACCESS_KEY_NOT_FOUND("identity.access_key_not_found", 404, "No such key", "There is no such access key of yours."),
    SIGNING_KEY_NOT_FOUND(
            "identity.signing_key_not_found",
            404,
            "No such key",
            "There is no retired signing key with this id; make a new one first to retire the one that signs."),
    USER_NOT_FOUND("identity.user_not_found", 404, "No such person", "There is no account with this id."),
    NO_ADDRESS("identity.no_address", 409, "No e-mail address", "Give the account an address first."),
    SIGN_IN_NEEDED(
            "identity.sign_in_needed",
            403,
            "Only after signing in",
            "Do this in the studio or with an access token; a key is not enough."),
    LAST_ADMIN(
            "identity.last_admin",
            409,
            "The last administrator",
            "Make somebody else an administrator first; a server without one cannot be managed."),
    ACCESS_KEYS_FULL(
            "identity.access_keys_full", 409, "Too many keys", "Revoke a key that is no longer used and try again.");

    private final String code;
    private final int status;
    private final String title;
    private final String action;

    IdentityProblem(String code, int status, String title, String action) {
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
