package studio.atelier.backend.identity.internal;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.audit.Audit;
import studio.atelier.backend.identity.IdentityProblem;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.Tx;
import studio.atelier.platform.problem.Problem;

/// The second half of a sign-in on our own pages, where the account has an authenticator. The first half gives a ticket
/// and nothing else: no cookie, no token. Only the ticket together with a code opens the studio (B86). Thread-safe.
final class SecondSteps {

    static final Duration LIFETIME = Duration.ofMinutes(5);

    /// Wrong codes for one ticket; [Factors#WRONG_TRIES_MAX] counts over all of them.
    static final int TRIES_MAX = 5;

    private static final int TICKET_BYTES = 32;

    /// Longer texts are not looked at.
    private static final int TICKET_LENGTH_MAX = 200;

    private final Transactions transactions;
    private final Factors factors;
    private final Sessions sessions;
    private final AccountStore accounts;
    private final Audit audit;
    private final SecureRandom random;
    private final Clock clock;

    SecondSteps(Transactions transactions, Rooms rooms, Audit audit, SecureRandom random, Clock clock) {
        this.transactions = transactions;
        this.factors = rooms.factors();
        this.sessions = rooms.sessions();
        this.accounts = rooms.accounts();
        this.audit = audit;
        this.random = random;
        this.clock = clock;
    }

    record Rooms(Factors factors, Sessions sessions, AccountStore accounts) {}

    /// What a first proof brings.
    sealed interface Entered {

        /// @param cookie null where none was asked for
        record In(
                Account account,
                Tokens.AccessToken access,
                @Nullable String cookie) implements Entered {

            static In of(SignedIn signedIn) {
                return new In(signedIn.account(), signedIn.access(), signedIn.cookie());
            }

            @Override
            public String toString() {
                return "In[" + account.id() + "]";
            }
        }

        /// @param authenticators their names, for whoever has to find the right one
        record Asked(String ticket, List<String> authenticators) implements Entered {

            @Override
            public String toString() {
                return "Asked[***]";
            }
        }
    }

    /// The password was right.
    Entered enter(Account account, Visit visit, String method) {
        return transactions.asSystem("sign-in", tx -> {
            List<String> names = FactorStore.verifiedNames(tx, account.id());
            return names.isEmpty()
                    ? Entered.In.of(sessions.begin(tx, account, visit, method))
                    : ask(tx, account.id(), null, method, names);
        });
    }

    /// Somebody holds a token of a sign-in, as it comes from a message or another issuer.
    ///
    /// @param cookie whether the sign-in gets one, if it has none yet
    /// @return empty when the sign-in has ended
    Optional<Entered> enter(UUID sessionId, Visit visit, boolean cookie) {
        return transactions.asSystem(
                "refresh on our own pages",
                tx -> sessions.standing(tx, sessionId)
                        .flatMap(session -> accounts.byId(tx, session.userId())
                                .filter(account -> !sessions.banned(account))
                                .map(account -> enter(tx, session, account, visit, cookie))));
    }

    private Entered enter(Tx tx, SessionStore.SessionRow session, Account account, Visit visit, boolean cookie) {
        List<String> names = session.aal().equals("aal2") ? List.of() : FactorStore.verifiedNames(tx, account.id());
        if (!names.isEmpty()) {
            return ask(tx, account.id(), session.id(), "", names);
        }
        return new Entered.In(
                account,
                sessions.access(tx, account, session, visit.site()),
                cookie ? sessions.cookieFor(tx, session.id()).orElse(null) : null);
    }

    private Entered ask(Tx tx, UUID userId, @Nullable UUID sessionId, String method, List<String> names) {
        String ticket = Digests.random(random, TICKET_BYTES);
        SecondStepStore.insert(
                tx, new SecondStepStore.Step(Digests.sha256(ticket), userId, sessionId, method, 0, clock.instant()));
        return new Entered.Asked(ticket, names);
    }

    private sealed interface Finished {

        record In(SignedIn signedIn) implements Finished {}

        record Refused(IdentityProblem problem) implements Finished {}
    }

    /// A code for a ticket opens the studio.
    ///
    /// @throws studio.atelier.platform.problem.ProblemException `identity.second_step_over`, `identity.code_wrong`,
    ///     `identity.too_many_tries`, `identity.user_banned`
    SignedIn finish(String ticket, String code, Visit visit) {
        if (ticket.isEmpty() || ticket.length() > TICKET_LENGTH_MAX) {
            throw IdentityProblem.SECOND_STEP_OVER.problem();
        }
        // What is refused is counted, so it is thrown only when the count is committed.
        Finished finished = transactions.asSystem("second step", tx -> finish(tx, Digests.sha256(ticket), code, visit));
        return switch (finished) {
            case Finished.In(SignedIn signedIn) -> signedIn;
            case Finished.Refused(IdentityProblem problem) ->
                throw problem == IdentityProblem.TOO_MANY_TRIES
                        ? Problem.of(problem, "Too many wrong codes for this account; wait and sign in again.")
                                .withRetryAfter(Factors.WRONG_TRIES_PERIOD)
                                .exception()
                        : problem.problem();
        };
    }

    private Finished finish(Tx tx, String hash, String code, Visit visit) {
        var step = SecondStepStore.lock(tx, hash).orElse(null);
        Instant now = clock.instant();
        if (step == null || !step.createdAt().plus(LIFETIME).isAfter(now) || step.wrongTries() >= TRIES_MAX) {
            return new Finished.Refused(IdentityProblem.SECOND_STEP_OVER);
        }
        Account account = accounts.byId(tx, step.userId()).orElseThrow();
        if (sessions.banned(account)) {
            return new Finished.Refused(IdentityProblem.USER_BANNED);
        }
        return switch (factors.take(tx, account.id(), code)) {
            case RIGHT -> begin(tx, step, account, visit);
            case NONE -> new Finished.Refused(IdentityProblem.SECOND_STEP_OVER);
            case TOO_OFTEN -> new Finished.Refused(IdentityProblem.TOO_MANY_TRIES);
            case WRONG -> {
                SecondStepStore.wrongTry(tx, hash);
                if (step.wrongTries() + 1 == TRIES_MAX) {
                    audit.record(
                            tx,
                            Actor.person(account.id()),
                            "identity.second_step_failed",
                            "user " + account.id(),
                            Map.of("wrong_codes", TRIES_MAX));
                }
                yield new Finished.Refused(IdentityProblem.CODE_WRONG);
            }
        };
    }

    private Finished begin(Tx tx, SecondStepStore.Step step, Account account, Visit visit) {
        SecondStepStore.delete(tx, step.ticketHash());
        if (step.sessionId() == null) {
            return new Finished.In(sessions.beginRaised(tx, account, visit, step.method(), "totp"));
        }
        return sessions.raise(tx, step.sessionId(), account, "totp", visit)
                .<Finished>map(Finished.In::new)
                .orElseGet(() -> new Finished.Refused(IdentityProblem.SECOND_STEP_OVER));
    }
}
