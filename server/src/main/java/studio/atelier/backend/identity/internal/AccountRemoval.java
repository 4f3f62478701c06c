package studio.atelier.backend.identity.internal;

import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.identity.IdentityProblem;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.limits.Limiter;
import studio.atelier.platform.problem.Faults;

/// A person takes the own account away: named once more, and proven by the password or by a sign-in of
/// a moment ago.
/// Thread-safe.
final class AccountRemoval {

    static final Duration RECENT = Duration.ofMinutes(10);

    private final Transactions transactions;
    private final Accounts accounts;
    private final SessionStore sessions;
    private final PasswordHashes passwords;
    private final Removal removal;
    private final Limiter attempts;
    private final Clock clock;

    AccountRemoval(Transactions transactions, Rooms rooms, Removal removal, Limiter attempts, Clock clock) {
        this.transactions = transactions;
        this.accounts = rooms.accounts();
        this.sessions = rooms.sessions();
        this.passwords = rooms.passwords();
        this.removal = removal;
        this.attempts = attempts;
        this.clock = clock;
    }

    record Rooms(Accounts accounts, SessionStore sessions, PasswordHashes passwords) {}

    /// @param confirm  the own address, or the account's id where there is none
    /// @param password empty where the sign-in is recent
    record Asked(String confirm, String password) {

        @Override
        public String toString() {
            return "Asked[***]";
        }
    }

    /// @param session the sign-in it is asked with; null for a key, which may not
    /// @throws studio.atelier.platform.problem.ProblemException with a code of this room, or why not yet
    Removal.Report remove(Actor actor, @Nullable UUID session, Asked asked) {
        Account account = accounts.byId(actor.person()).orElseThrow(IdentityProblem.SESSION_NOT_FOUND::problem);
        var row = session == null
                ? null
                : transactions
                        .asSystem("session", tx -> sessions.byId(tx, session))
                        .orElse(null);
        if (row == null) {
            throw IdentityProblem.SIGN_IN_NEEDED.problem();
        }
        var faults = new Faults();
        String name = account.email() == null ? account.id().toString() : account.email();
        if (!asked.confirm().strip().toLowerCase(Locale.ROOT).equals(name)) {
            faults.add("/confirm", "mismatch", "Type " + name + " to confirm.");
        }
        boolean recent = row.signedInAt().plus(RECENT).isAfter(clock.instant());
        if (!asked.password().isEmpty()) {
            attempts.check(account.id().toString());
            if (!passwords.matches(asked.password(), account.passwordHash())) {
                faults.add("/password", "wrong", "This is not your password.");
            }
        } else if (!recent) {
            faults.add(
                    "/password",
                    "required",
                    account.passwordHash() == null
                            ? "Sign out and in again first; this sign-in is too old for it."
                            : "Enter your password, or sign out and in again first.");
        }
        faults.check(IdentityProblem.INVALID);
        return removal.remove(actor, account);
    }
}
