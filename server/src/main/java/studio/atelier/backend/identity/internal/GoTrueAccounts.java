package studio.atelier.backend.identity.internal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import studio.atelier.platform.http.Caller;
import studio.atelier.platform.http.Means;
import studio.atelier.platform.problem.Problem;
import studio.atelier.platform.problem.ProblemException;

/// What GoTrue checks before an account is shown or changed, in its order and its words. Source: wire
/// reference 2.5, 2.10, 8.4.
final class GoTrueAccounts {

    private final Accounts accounts;
    private final Sessions sessions;

    GoTrueAccounts(Accounts accounts, Sessions sessions) {
        this.accounts = accounts;
        this.sessions = sessions;
    }

    /// @throws ProblemException in the order in which GoTrue finds faults
    void checkSignUp(String password) {
        if (password.isEmpty()) {
            throw GoTrueProblem.VALIDATION_FAILED.problem("Signup requires a valid password");
        }
        checkPassword(password, false);
    }

    /// The account behind an access token whose sign-in still stands.
    ///
    /// @param bearer whether there was an `Authorization` header; a project key in it is a wrong token, a
    ///     project key beside it is none
    Account signedIn(Caller caller, boolean bearer) {
        requireToken(caller, bearer);
        UUID person = caller.actor().userId();
        if (person == null) {
            throw GoTrueJson.claim(caller.actor(), "sub").isEmpty()
                    ? GoTrueProblem.BAD_JWT.problem()
                    : GoTrueProblem.SUBJECT_INVALID.problem();
        }
        UUID session = caller.sessionId();
        // A token of another issuer has no sign-in here; the person must be one of ours all the same.
        Account account = session == null
                ? accounts.byId(person).orElseThrow(GoTrueProblem.USER_NOT_FOUND::problem)
                : sessions.standing(session, person).orElseThrow(GoTrueProblem.SESSION_NOT_FOUND::problem);
        if (sessions.banned(account)) {
            throw GoTrueProblem.BANNED.problem();
        }
        return account;
    }

    private static void requireToken(Caller caller, boolean bearer) {
        if (caller.means() != Means.ACCESS_TOKEN && caller.means() != Means.COOKIE) {
            throw caller.means() == Means.PROJECT_KEY && bearer
                    ? GoTrueProblem.BAD_JWT.problem()
                    : GoTrueProblem.NO_AUTHORIZATION.problem();
        }
    }

    /// What is wrong with a password that was good enough once.
    Optional<Map<String, Object>> weakness(String password, boolean admin) {
        List<PasswordRule.Weakness> weaknesses = accounts.rule(admin).weaknesses(password);
        return weaknesses.isEmpty()
                ? Optional.empty()
                : Optional.of(Map.of("message", sentence(weaknesses), "reasons", reasons(weaknesses)));
    }

    private static String sentence(List<PasswordRule.Weakness> weaknesses) {
        return weaknesses.stream().map(PasswordRule.Weakness::sentence).collect(Collectors.joining(" "));
    }

    private static List<String> reasons(List<PasswordRule.Weakness> weaknesses) {
        return weaknesses.stream().map(PasswordRule.Weakness::reason).toList();
    }

    /// What no password may be, whoever sets it.
    void checkLength(String password) {
        if (PasswordRule.tooLong(password)) {
            throw GoTrueProblem.VALIDATION_FAILED.problem(
                    "Password cannot be longer than " + PasswordRule.BYTES_MAX + " characters");
        }
    }

    void checkPassword(String password, boolean admin) {
        checkLength(password);
        List<PasswordRule.Weakness> weaknesses = accounts.weaknesses(password, admin);
        if (!weaknesses.isEmpty()) {
            throw Problem.of(GoTrueProblem.WEAK_PASSWORD, sentence(weaknesses))
                    .with("reasons", reasons(weaknesses))
                    .exception();
        }
    }
}
