package studio.atelier.backend.identity.internal;

import java.util.UUID;
import studio.atelier.platform.http.Caller;
import studio.atelier.platform.http.Means;
import studio.atelier.platform.problem.ProblemException;

/// What GoTrue checks before an account is shown or changed, in its order and its words. Source: wire
/// reference 2.5, 2.10, 8.4.
final class GoTrueAccounts {

    private final Accounts accounts;
    private final Sessions sessions;
    private final SessionStore store;

    GoTrueAccounts(Accounts accounts, Sessions sessions, SessionStore store) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.store = store;
    }

    /// @throws ProblemException in the order in which GoTrue finds faults
    void checkSignUp(String email, String password) {
        if (password.isEmpty()) {
            throw GoTrueProblem.VALIDATION_FAILED.problem("Signup requires a valid password");
        }
        checkEmail(email);
        checkPassword(password, false);
    }

    /// The account behind an access token whose sign-in still stands.
    ///
    /// @param bearer whether there was an `Authorization` header; a project key in it is a wrong token, a
    ///     project key beside it is none
    Account signedIn(Caller caller, boolean bearer) {
        UUID session = session(caller, bearer);
        return sessions.standing(session, caller.actor().person())
                .orElseThrow(GoTrueProblem.SESSION_NOT_FOUND::problem);
    }

    private static UUID session(Caller caller, boolean bearer) {
        if (caller.means() != Means.ACCESS_TOKEN && caller.means() != Means.COOKIE) {
            throw caller.means() == Means.PROJECT_KEY && bearer
                    ? GoTrueProblem.BAD_JWT.problem()
                    : GoTrueProblem.NO_AUTHORIZATION.problem();
        }
        if (caller.sessionId() == null) {
            throw GoTrueProblem.BAD_JWT.problem("invalid claim: missing session_id claim");
        }
        return caller.sessionId();
    }

    Account change(Caller caller, Account account, Accounts.Change change) {
        if (change.email() != null) {
            checkEmail(change.email());
        }
        if (change.password() != null) {
            checkPassword(change.password(), account.admin());
        }
        return switch (accounts.change(caller.actor(), account, change, caller.sessionId(), store)) {
            case Accounts.Changed.Done(Account changed) -> changed;
            case Accounts.Changed.EmailTaken() -> throw GoTrueProblem.EMAIL_EXISTS.problem();
            case Accounts.Changed.SamePassword() -> throw GoTrueProblem.SAME_PASSWORD.problem();
        };
    }

    private static void checkEmail(String email) {
        if (!EmailAddress.valid(email)) {
            throw GoTrueProblem.VALIDATION_FAILED.problem("Unable to validate email address: invalid format");
        }
    }

    private void checkPassword(String password, boolean admin) {
        if (PasswordRule.tooLong(password)) {
            throw GoTrueProblem.VALIDATION_FAILED.problem(
                    "Password cannot be longer than " + PasswordRule.BYTES_MAX + " characters");
        }
        PasswordRule rule = accounts.rule(admin);
        if (rule.tooShort(password)) {
            throw GoTrueProblem.WEAK_PASSWORD.problem(
                    "Password should be at least " + rule.lengthMin() + " characters.");
        }
    }
}
