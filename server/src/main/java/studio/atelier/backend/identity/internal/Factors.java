package studio.atelier.backend.identity.internal;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import studio.atelier.backend.audit.Audit;
import studio.atelier.platform.crypto.Envelope;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.Ids;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.Tx;
import studio.atelier.platform.settings.Secret;

/// Second factors: an authenticator is added, asked and taken away. Source: wire reference 2.10. Thread-safe.
final class Factors {

    private static final int FACTORS_MAX = 10;
    static final int NAME_LENGTH_MAX = 200;
    private static final Duration CHALLENGE_LIFETIME = Duration.ofMinutes(5);

    /// Wrong codes for one factor in [#WRONG_TRIES_PERIOD]; of a million codes, three are right at a time.
    static final int WRONG_TRIES_MAX = 20;

    static final Duration WRONG_TRIES_PERIOD = Duration.ofMinutes(10);
    private static final String PLACE = "auth.mfa_factors/";

    private final Transactions transactions;
    private final AccountStore accounts;
    private final SessionStore sessionStore;
    private final Sessions sessions;
    private final Envelope envelope;
    private final Audit audit;
    private final Ids ids;
    private final SecureRandom random;
    private final Clock clock;

    Factors(Transactions transactions, Rooms rooms, Audit audit, AccessKeys.Randomness randomness, Clock clock) {
        this.transactions = transactions;
        this.accounts = rooms.accounts();
        this.sessionStore = rooms.sessionStore();
        this.sessions = rooms.sessions();
        this.envelope = rooms.envelope();
        this.audit = audit;
        this.ids = randomness.ids();
        this.random = randomness.random();
        this.clock = clock;
    }

    record Rooms(AccountStore accounts, SessionStore sessionStore, Sessions sessions, Envelope envelope) {}

    /// Who asks, and by which sign-in.
    record By(Actor actor, Account account, SessionStore.SessionRow session) {

        boolean raised() {
            return session.aal().equals("aal2");
        }
    }

    /// A new factor with its secret, which is shown this once.
    record Enrolled(UUID id, String secret, String uri) {

        @Override
        public String toString() {
            return "Enrolled[" + id + "]";
        }
    }

    /// @param name   may be empty
    /// @param issuer as the authenticator shows it
    Enrolled enroll(By by, String name, String issuer) {
        String secret = Totp.secret(random);
        UUID id = ids.next();
        var sealed = envelope.seal(new Secret(secret), PLACE + id);
        transactions.asSystem("factor", tx -> {
            checkRoom(by, FactorStore.of(tx, by.account().id()), name);
            FactorStore.insert(tx, id, by.account().id(), name, sealed);
            audit.record(tx, by.actor(), "identity.factor_enrolled", "factor " + id, Map.of());
            return true;
        });
        String account = by.account().email() == null
                ? by.account().id().toString()
                : by.account().email();
        return new Enrolled(id, secret, Totp.uri(secret, issuer, account));
    }

    private static void checkRoom(By by, List<FactorStore.Factor> existing, String name) {
        checkName(existing, name);
        if (existing.size() >= FACTORS_MAX) {
            throw GoTrueProblem.TOO_MANY_ENROLLED_MFA_FACTORS.problem();
        }
        if (!by.raised() && existing.stream().anyMatch(FactorStore.Factor::verified)) {
            throw GoTrueProblem.ENROLL_NEEDS_AAL2.problem();
        }
    }

    private static void checkName(List<FactorStore.Factor> existing, String name) {
        if (!name.isEmpty() && existing.stream().anyMatch(factor -> name.equals(factor.friendlyName()))) {
            throw GoTrueProblem.MFA_FACTOR_NAME_CONFLICT.problem(
                    "A factor with the friendly name \"" + name + "\" for this user already exists");
        }
    }

    record Challenge(UUID id, Instant expiresAt) {}

    Challenge challenge(By by, UUID factorId) {
        Instant now = clock.instant();
        UUID id = ids.next();
        transactions.asSystem("challenge", tx -> {
            FactorStore.Factor factor = factor(tx, by, factorId);
            FactorStore.challenge(tx, id, factor.id(), now);
            return true;
        });
        return new Challenge(id, now.plus(CHALLENGE_LIFETIME));
    }

    private enum Refusal {
        NO_CHALLENGE,
        EXPIRED,
        WRONG,
        TOO_OFTEN
    }

    private sealed interface Checked {

        record Right(SignedIn signedIn) implements Checked {}

        record Refused(Refusal refusal) implements Checked {}
    }

    /// A code for a challenge raises the sign-in.
    SignedIn verify(By by, UUID factorId, UUID challengeId, String code, Visit visit) {
        // What is refused is counted, so it is thrown only when the count is committed.
        Checked checked =
                transactions.asSystem("factor check", tx -> check(tx, by, factorId, challengeId, code, visit));
        return switch (checked) {
            case Checked.Right(SignedIn signedIn) -> signedIn;
            case Checked.Refused(Refusal refusal) ->
                throw switch (refusal) {
                    case NO_CHALLENGE -> GoTrueProblem.MFA_CHALLENGE_NOT_FOUND.problem();
                    case EXPIRED ->
                        GoTrueProblem.MFA_CHALLENGE_EXPIRED.problem("MFA challenge " + challengeId
                                + " has expired, verify against another challenge or create a new challenge.");
                    case WRONG -> GoTrueProblem.MFA_VERIFICATION_FAILED.problem();
                    case TOO_OFTEN -> GoTrueProblem.MFA_TRIED_TOO_OFTEN.problem();
                };
        };
    }

    private Checked check(Tx tx, By by, UUID factorId, UUID challengeId, String code, Visit visit) {
        FactorStore.Factor factor = factor(tx, by, factorId);
        FactorStore.Challenge challenge =
                FactorStore.challenge(tx, challengeId, factorId).orElse(null);
        if (challenge == null) {
            return new Checked.Refused(Refusal.NO_CHALLENGE);
        }
        Instant now = clock.instant();
        if (!challenge.createdAt().plus(CHALLENGE_LIFETIME).isAfter(now)) {
            FactorStore.deleteChallenge(tx, challengeId);
            return new Checked.Refused(Refusal.EXPIRED);
        }
        if (FactorStore.wrongTries(tx, factorId, WRONG_TRIES_PERIOD) >= WRONG_TRIES_MAX) {
            return new Checked.Refused(Refusal.TOO_OFTEN);
        }
        String secret = envelope.open(factor.sealed(), PLACE + factor.id()).reveal();
        OptionalLong step = Totp.step(secret, code, now, factor.lastStep());
        if (step.isEmpty()) {
            FactorStore.wrongTry(tx, challengeId);
            return new Checked.Refused(Refusal.WRONG);
        }
        FactorStore.verified(tx, factorId, step.getAsLong());
        FactorStore.deleteChallenge(tx, challengeId);
        if (!factor.verified()) {
            FactorStore.deleteUnverified(tx, by.account().id(), factorId);
        }
        var session = sessionStore.lock(tx, by.session().id()).orElseThrow(GoTrueProblem.SESSION_NOT_FOUND::problem);
        Account account = accounts.byId(tx, by.account().id()).orElseThrow();
        SignedIn raised = sessions.raise(tx, session, account, "totp", visit.site());
        audit.record(tx, by.actor(), "identity.factor_verified", "factor " + factorId, Map.of());
        return new Checked.Right(raised);
    }

    /// What came of a code where it was not said of which authenticator it is.
    enum Taken {
        RIGHT,
        WRONG,
        /// Every authenticator was guessed at too often.
        TOO_OFTEN,
        /// There is no authenticator that counts.
        NONE
    }

    /// Takes a code of any authenticator of a person. What is wrong counts against each that was asked.
    ///
    /// @param tx in its system part; it is to be committed whatever is answered
    Taken take(Tx tx, UUID userId, String code) {
        Instant now = clock.instant();
        List<FactorStore.Factor> all = FactorStore.lockVerified(tx, userId);
        List<FactorStore.Factor> asked = all.stream()
                .filter(factor -> FactorStore.wrongTries(tx, factor.id(), WRONG_TRIES_PERIOD) < WRONG_TRIES_MAX)
                .toList();
        if (asked.isEmpty()) {
            return all.isEmpty() ? Taken.NONE : Taken.TOO_OFTEN;
        }
        for (FactorStore.Factor factor : asked) {
            String secret = envelope.open(factor.sealed(), PLACE + factor.id()).reveal();
            OptionalLong step = Totp.step(secret, code, now, factor.lastStep());
            if (step.isPresent()) {
                FactorStore.verified(tx, factor.id(), step.getAsLong());
                return Taken.RIGHT;
            }
        }
        for (FactorStore.Factor factor : asked) {
            UUID challenge = ids.next();
            FactorStore.challenge(tx, challenge, factor.id(), now);
            FactorStore.wrongTry(tx, challenge);
        }
        return Taken.WRONG;
    }

    void unenroll(By by, UUID factorId) {
        transactions.asSystem("factor removal", tx -> {
            FactorStore.Factor factor = factor(tx, by, factorId);
            if (factor.verified() && !by.raised()) {
                throw GoTrueProblem.UNENROLL_NEEDS_AAL2.problem();
            }
            remove(tx, by.actor(), factor);
            return true;
        });
    }

    /// Takes a factor away for somebody who lost it.
    FactorStore.Factor removeFor(Actor admin, UUID userId, UUID factorId) {
        return transactions.asSystem("factor removal", tx -> {
            FactorStore.Factor factor =
                    FactorStore.lock(tx, userId, factorId).orElseThrow(GoTrueProblem.MFA_FACTOR_NOT_FOUND::problem);
            remove(tx, admin, factor);
            return factor;
        });
    }

    /// Takes every factor away from somebody who lost them; the password alone opens the account again.
    ///
    /// @return how many there were
    int removeAllFor(Actor admin, UUID userId) {
        return transactions.asSystem("factor removal", tx -> {
            List<FactorStore.Factor> all = FactorStore.of(tx, userId);
            all.forEach(factor -> remove(tx, admin, factor));
            return all.size();
        });
    }

    /// @param name  an empty one stays as it is
    FactorStore.Factor rename(Actor admin, UUID userId, UUID factorId, String name) {
        if (name.length() > NAME_LENGTH_MAX) {
            throw GoTrueProblem.VALIDATION_FAILED.problem("friendly_name is too long");
        }
        return transactions.asSystem("factor name", tx -> {
            FactorStore.Factor factor =
                    FactorStore.lock(tx, userId, factorId).orElseThrow(GoTrueProblem.MFA_FACTOR_NOT_FOUND::problem);
            if (!name.isEmpty()) {
                checkName(FactorStore.of(tx, userId), name);
                FactorStore.rename(tx, factor.id(), name);
            }
            audit.record(tx, admin, "identity.factor_renamed", "factor " + factorId, Map.of());
            return FactorStore.lock(tx, userId, factorId).orElseThrow();
        });
    }

    private void remove(Tx tx, Actor by, FactorStore.Factor factor) {
        FactorStore.delete(tx, factor.id());
        if (!FactorStore.anyVerified(tx, factor.userId())) {
            sessionStore.lower(tx, factor.userId());
            sessions.ended(tx);
        }
        audit.record(tx, by, "identity.factor_removed", "factor " + factor.id(), Map.of("verified", factor.verified()));
    }

    private static FactorStore.Factor factor(Tx tx, By by, UUID factorId) {
        return FactorStore.lock(tx, by.account().id(), factorId)
                .orElseThrow(GoTrueProblem.MFA_FACTOR_NOT_FOUND::problem);
    }
}
