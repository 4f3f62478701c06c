package studio.atelier.backend.identity.internal;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.audit.Audit;
import studio.atelier.backend.identity.IdentityProblem;
import studio.atelier.backend.identity.IdentitySettings;
import studio.atelier.backend.identity.internal.OneTimeTokens.Kind;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.Tx;
import tools.jackson.databind.JsonNode;

/// What a person changes of their own account. A new address or number counts once a message to it was answered; a new
/// password ends the other sign-ins. Source: wire reference 2.10. Thread-safe.
final class AccountChanges {

    private static final Duration RECENT = Duration.ofHours(24);

    private final Transactions transactions;
    private final AccountStore store;
    private final IdentityStore identities;
    private final PasswordHashes passwords;
    private final OneTimeTokens tokens;
    private final Letters letters;
    private final FlowStates flows;
    private final Verification verification;
    private final Sessions sessions;
    private final SessionStore sessionStore;
    private final Audit audit;
    private final IdentitySettings.Doors doors;
    private final Clock clock;

    AccountChanges(Transactions transactions, Rooms rooms, Audit audit, IdentitySettings settings, Clock clock) {
        this.transactions = transactions;
        this.store = rooms.store();
        this.identities = rooms.identities();
        this.passwords = rooms.passwords();
        this.tokens = rooms.tokens();
        this.letters = rooms.letters();
        this.flows = rooms.flows();
        this.verification = rooms.verification();
        this.sessions = rooms.sessions();
        this.sessionStore = rooms.sessionStore();
        this.audit = audit;
        this.doors = settings.doors();
        this.clock = clock;
    }

    record Rooms(
            AccountStore store,
            IdentityStore identities,
            PasswordHashes passwords,
            OneTimeTokens tokens,
            Letters letters,
            FlowStates flows,
            Verification verification,
            Sessions sessions,
            SessionStore sessionStore) {}

    /// @param email     normalised; null: stays
    /// @param phone     digits; null: stays
    /// @param password  null: stays
    /// @param nonce     of a reauthentication; empty for none
    /// @param data      merged into `user_metadata`; null: stays
    /// @param challenge null in the implicit flow
    record Change(
            @Nullable String email,
            @Nullable String phone,
            @Nullable String password,
            String nonce,
            @Nullable JsonNode data,
            FlowStates.@Nullable Challenge challenge,
            Letters.Way way) {

        @Override
        public String toString() {
            return "Change[***]";
        }
    }

    /// @param session the sign-in by which it is done; it stays. Null for a token of another issuer
    /// @throws studio.atelier.platform.problem.ProblemException in the words of GoTrue
    Account change(Actor actor, Account account, Change change, SessionStore.@Nullable SessionRow session) {
        boolean newEmail = change.email() != null && !change.email().equals(account.email());
        boolean newPhone = change.phone() != null && !change.phone().equals(account.phone());
        String password = change.password();
        boolean secrets = newEmail || newPhone || password != null;
        if (secrets && session != null && session.aal().equals("aal1") && secondFactor(account)) {
            throw GoTrueProblem.INSUFFICIENT_AAL.problem(
                    "AAL2 session is required to update email or password when MFA is enabled.");
        }
        if (account.anonymous() && password != null && change.email() == null && change.phone() == null) {
            throw GoTrueProblem.ANONYMOUS_PASSWORD.problem();
        }
        checkFree(account, newEmail ? change.email() : null, newPhone ? change.phone() : null);
        if (password != null) {
            checkNonce(account, change.nonce(), session);
        }
        if (password != null && passwords.matches(password, account.passwordHash())) {
            throw GoTrueProblem.SAME_PASSWORD.problem();
        }
        String hash = password == null ? null : passwords.hash(password);
        return transactions.asSystem("account change", tx -> {
            if (hash != null) {
                newPassword(tx, account, hash, session);
            }
            if (change.data() != null) {
                store.mergeUserMetadata(tx, account.id(), change.data());
            }
            if (newEmail) {
                newEmail(tx, account, String.valueOf(change.email()), change);
            }
            if (newPhone) {
                newPhone(tx, account, String.valueOf(change.phone()), change.way());
            }
            Account changed = store.byId(tx, account.id()).orElseThrow();
            if (secrets) {
                audit.record(
                        tx,
                        actor,
                        "identity.credentials_changed",
                        "user " + account.id(),
                        Map.of("password", hash != null, "email", newEmail, "phone", newPhone));
            }
            return changed;
        });
    }

    private boolean secondFactor(Account account) {
        return transactions.asSystem("factors", tx -> FactorStore.anyVerified(tx, account.id()));
    }

    private void checkFree(Account account, @Nullable String email, @Nullable String phone) {
        if (email == null && phone == null) {
            return;
        }
        transactions.asSystem("address check", tx -> {
            if (email != null && store.emailTaken(tx, email, account.id())) {
                throw GoTrueProblem.EMAIL_EXISTS.problem();
            }
            if (phone != null && store.phoneTaken(tx, phone, account.id())) {
                throw GoTrueProblem.PHONE_EXISTS.problem();
            }
            return true;
        });
    }

    private void checkNonce(Account account, String nonce, SessionStore.@Nullable SessionRow session) {
        boolean recent = session != null && session.signedInAt().plus(RECENT).isAfter(clock.instant());
        if (!doors.securePassword() || recent) {
            return;
        }
        if (nonce.isEmpty()) {
            throw GoTrueProblem.REAUTHENTICATION_NEEDED.problem();
        }
        String address = String.valueOf(account.email() == null ? account.phone() : account.email());
        boolean good = transactions.asSystem("reauthentication", tx -> {
            boolean found = tokens.byCode(tx, account.id(), address, nonce, List.of(Kind.REAUTHENTICATION))
                    .isPresent();
            if (found) {
                tokens.use(tx, account.id(), Kind.REAUTHENTICATION);
            }
            return found;
        });
        if (!good) {
            throw GoTrueProblem.REAUTHENTICATION_NOT_VALID.problem();
        }
    }

    private void newPassword(Tx tx, Account account, String hash, SessionStore.@Nullable SessionRow session) {
        store.passwordHash(tx, account.id(), hash);
        tokens.useAll(tx, account.id());
        sessionStore.deleteOthers(tx, account.id(), session == null ? null : session.id());
        sessions.ended(tx);
        if (account.email() != null && !identities.has(tx, account.id(), "email")) {
            var data = tools.jackson.databind.json.JsonMapper.shared()
                    .createObjectNode()
                    .put("sub", account.id().toString())
                    .put("email", account.email())
                    .put("email_verified", account.emailConfirmed());
            identities.insert(tx, account.id(), "email", account.id().toString(), data);
            identities.mirrorProviders(tx, account.id());
        }
    }

    private void newEmail(Tx tx, Account account, String email, Change change) {
        // Somebody who had no address is as new as at sign-up; everybody else confirms a change.
        if (account.anonymous() && doors.autoconfirm()) {
            if (verification.setEmail(tx, account, email) != null) {
                throw GoTrueProblem.EMAIL_EXISTS.problem();
            }
            return;
        }
        FlowStates.Challenge challenge = change.challenge();
        if (challenge != null) {
            flows.open(tx, account.id(), Letter.EMAIL_CHANGE_NEW, challenge);
        }
        store.newEmail(tx, account.id(), email);
        sendEmailChange(tx, store.byId(tx, account.id()).orElseThrow(), email, change.way());
    }

    /// To the old address, if it is known to be the person's, and to the new one.
    void sendEmailChange(Tx tx, Account account, String email, Letters.Way way) {
        String current = account.email();
        if (current != null && account.emailConfirmed()) {
            letters.send(tx, account, Letter.EMAIL_CHANGE_CURRENT, current, way);
        } else {
            tokens.use(tx, account.id(), Kind.EMAIL_CHANGE_CURRENT);
        }
        letters.send(tx, account, Letter.EMAIL_CHANGE_NEW, email, way);
    }

    /// Whoever asked for another address stays with the one they have.
    void withdrawEmail(Actor actor) {
        transactions.asSystem("address change withdrawn", tx -> {
            Account account = store.byId(tx, actor.person()).orElseThrow(IdentityProblem.USER_NOT_FOUND::problem);
            if (account.pending().newEmail() == null) {
                return false;
            }
            store.newEmail(tx, account.id(), null);
            tokens.use(tx, account.id(), Kind.EMAIL_CHANGE_CURRENT);
            tokens.use(tx, account.id(), Kind.EMAIL_CHANGE_NEW);
            audit.record(tx, actor, "identity.email_change_withdrawn", "user " + account.id(), Map.of());
            return true;
        });
    }

    private void newPhone(Tx tx, Account account, String phone, Letters.Way way) {
        if (doors.autoconfirm()) {
            if (verification.changePhone(tx, account, phone) != null) {
                throw GoTrueProblem.PHONE_EXISTS.problem();
            }
            return;
        }
        store.newPhone(tx, account.id(), phone);
        letters.send(tx, account, Letter.PHONE_CHANGE, phone, way);
    }
}
