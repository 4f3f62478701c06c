package studio.atelier.backend.identity.internal;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.audit.Audit;
import studio.atelier.backend.identity.IdentitySettings;
import studio.atelier.backend.identity.internal.ExternalIssuer.ExternalPerson;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.Tx;

/// Which account somebody gets whom another issuer knows. Source: wire reference 2.9. Thread-safe.
final class ExternalAccounts {

    private final Transactions transactions;
    private final AccountStore store;
    private final IdentityStore identities;
    private final Accounts accounts;
    private final Sessions sessions;
    private final SessionStore sessionStore;
    private final Letters letters;
    private final SignUp signUp;
    private final Audit audit;
    private final boolean autoconfirm;

    ExternalAccounts(
            Transactions transactions,
            ManagedAccounts.Rooms rooms,
            SignUp signUp,
            Audit audit,
            IdentitySettings settings) {
        this.transactions = transactions;
        this.store = rooms.store();
        this.identities = rooms.identities();
        this.accounts = rooms.accounts();
        this.sessions = rooms.sessions();
        this.sessionStore = rooms.sessionStore();
        this.letters = rooms.letters();
        this.signUp = signUp;
        this.audit = audit;
        this.autoconfirm = settings.doors().autoconfirm();
    }

    /// What came of it.
    sealed interface Outcome {

        record Known(Account account) implements Outcome {}

        /// @param status as HTTP would have it
        record Refused(int status, String code, String sentence) implements Outcome {}
    }

    /// @param linking who adds the identity to their account; null for a sign-in
    /// @param way     for a message, should the address need one
    Outcome admit(Tx tx, String provider, ExternalPerson person, @Nullable UUID linking, Letters.Way way) {
        Optional<IdentityStore.IdentityRow> known = identities.bySubject(tx, provider, person.subject());
        if (linking != null) {
            return link(tx, provider, person, linking, known.orElse(null));
        }
        if (known.isPresent()) {
            identities.used(tx, known.get().id(), person.data());
            return entered(tx, known.get().userId(), person);
        }
        if (person.email() == null) {
            return new Outcome.Refused(500, "unexpected_failure", "Error getting user email from external provider");
        }
        Account owner = store.byEmail(tx, person.email()).orElse(null);
        if (owner == null) {
            return create(tx, provider, person, way);
        }
        if (!person.verified()) {
            return needsVerification(provider, false);
        }
        if (!owner.emailConfirmed()) {
            takeOver(tx, owner);
        }
        identities.insert(tx, owner.id(), provider, person.subject(), person.data());
        identities.mirrorProviders(tx, owner.id());
        audit.record(tx, null, "identity.identity_linked", "user " + owner.id(), Map.of("provider", provider));
        return entered(tx, owner.id(), person);
    }

    /// Whoever made the account never showed that the address is theirs; what they left must not let them in.
    private void takeOver(Tx tx, Account owner) {
        identities.deleteOf(tx, owner.id());
        store.forgetPassword(tx, owner.id());
        sessionStore.deleteAll(tx, owner.id());
        sessions.ended(tx);
        store.confirmEmail(tx, owner.id());
        accounts.joined(tx, owner.id(), false);
    }

    private Outcome entered(Tx tx, UUID userId, ExternalPerson person) {
        Account account = store.byId(tx, userId).orElse(null);
        if (account == null) {
            return new Outcome.Refused(422, "user_not_found", "User not found");
        }
        if (sessions.banned(account)) {
            return new Outcome.Refused(403, "user_banned", "User is banned");
        }
        store.mergeUserMetadata(tx, userId, person.data());
        return new Outcome.Known(store.byId(tx, userId).orElseThrow());
    }

    private Outcome create(Tx tx, String provider, ExternalPerson person, Letters.Way way) {
        if (!signUp.enabled(tx)) {
            return new Outcome.Refused(422, "signup_disabled", "Signups not allowed for this instance");
        }
        boolean confirmed = person.verified() || autoconfirm;
        UUID id = accounts.nextId();
        String email = String.valueOf(person.email());
        Account made = accounts.makeExternal(tx, id, email, confirmed, person.data())
                .orElseThrow(GoTrueProblem.CONFLICT::problem);
        identities.insert(tx, id, provider, person.subject(), person.data());
        identities.mirrorProviders(tx, id);
        audit.record(tx, null, "identity.user_signed_up", "user " + id, Map.of("provider", provider));
        if (!confirmed) {
            letters.send(tx, made, Letter.CONFIRMATION, email, way);
            return needsVerification(provider, true);
        }
        accounts.joined(tx, id, false);
        return new Outcome.Known(store.byId(tx, id).orElseThrow());
    }

    private static Outcome needsVerification(String provider, boolean sent) {
        String rest = sent
                ? "A confirmation email has been sent to your " + provider + " email"
                : "Verify the email with " + provider + " in order to sign in";
        return new Outcome.Refused(
                422, "provider_email_needs_verification", "Unverified email with " + provider + ". " + rest);
    }

    private Outcome link(
            Tx tx, String provider, ExternalPerson person, UUID userId, IdentityStore.@Nullable IdentityRow known) {
        if (known != null) {
            return new Outcome.Refused(
                    422,
                    "identity_already_exists",
                    known.userId().equals(userId)
                            ? "Identity is already linked"
                            : "Identity is already linked to another user");
        }
        Account account = store.byId(tx, userId).orElse(null);
        if (account == null) {
            return new Outcome.Refused(422, "user_not_found", "Linking target user not found");
        }
        identities.insert(tx, userId, provider, person.subject(), person.data());
        identities.mirrorProviders(tx, userId);
        boolean needsEmail = account.email() == null && person.email() != null && person.verified();
        if (needsEmail && !store.emailTaken(tx, String.valueOf(person.email()), userId)) {
            store.email(tx, userId, String.valueOf(person.email()));
            store.confirmEmail(tx, userId);
        }
        if (account.anonymous()) {
            store.permanent(tx, userId);
            accounts.joined(tx, userId, false);
        }
        audit.record(tx, null, "identity.identity_linked", "user " + userId, Map.of("provider", provider));
        return entered(tx, userId, person);
    }

    /// Takes a way to sign in away; at least one stays.
    ///
    /// @throws studio.atelier.platform.problem.ProblemException in the words of GoTrue
    void unlink(Actor by, Account account, UUID identity) {
        transactions.asSystem("unlink", tx -> {
            var all = identities.of(tx, account.id());
            if (all.size() <= 1) {
                throw GoTrueProblem.SINGLE_IDENTITY_NOT_DELETABLE.problem();
            }
            var gone = all.stream()
                    .filter(row -> row.id().equals(identity))
                    .findFirst()
                    .orElseThrow(GoTrueProblem.IDENTITY_NOT_FOUND::problem);
            identities.delete(tx, identity);
            if (gone.provider().equals("phone")) {
                store.dropPhone(tx, account.id());
            }
            var rest = all.stream().filter(row -> !row.id().equals(identity)).toList();
            boolean kept = rest.stream().anyMatch(row -> java.util.Objects.equals(row.email(), account.email()));
            String next = rest.stream()
                    .map(IdentityStore.IdentityRow::email)
                    .filter(java.util.Objects::nonNull)
                    .findFirst()
                    .orElse(null);
            if (!kept && account.email() != null && next != null) {
                if (store.emailTaken(tx, next, account.id())) {
                    throw GoTrueProblem.EMAIL_CONFLICT_IDENTITY_NOT_DELETABLE.problem();
                }
                store.email(tx, account.id(), next);
            }
            identities.mirrorProviders(tx, account.id());
            audit.record(
                    tx, by, "identity.identity_unlinked", "user " + account.id(), Map.of("provider", gone.provider()));
            return true;
        });
    }
}
