package studio.atelier.backend.identity.internal;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.audit.Audit;
import studio.atelier.backend.identity.IdentityProblem;
import studio.atelier.backend.identity.IdentitySettings;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.Tx;
import tools.jackson.databind.node.ObjectNode;

/// Strangers become people: by address, by number, or without saying who they are. Where an address must be confirmed,
/// an answer never tells whether it had an account before. Source: wire reference 2.5, 2.7. Thread-safe.
final class Registration {

    private final Transactions transactions;
    private final AccountStore store;
    private final Accounts accounts;
    private final Sessions sessions;
    private final Letters letters;
    private final FlowStates flows;
    private final SignUp signUp;
    private final Audit audit;
    private final IdentitySettings.Doors doors;

    Registration(Transactions transactions, Rooms rooms, SignUp signUp, Audit audit, IdentitySettings settings) {
        this.transactions = transactions;
        this.store = rooms.store();
        this.accounts = rooms.accounts();
        this.sessions = rooms.sessions();
        this.letters = rooms.letters();
        this.flows = rooms.flows();
        this.signUp = signUp;
        this.audit = audit;
        this.doors = settings.doors();
    }

    record Rooms(AccountStore store, Accounts accounts, Sessions sessions, Letters letters, FlowStates flows) {}

    /// Who wants to come in.
    ///
    /// @param email     normalised; null when they come by number
    /// @param phone     digits; null when they come by address
    /// @param password  null: by messages only
    /// @param data      becomes `user_metadata`
    /// @param challenge null in the implicit flow
    record Newcomer(
            @Nullable String email,
            @Nullable String phone,
            @Nullable String password,
            ObjectNode data,
            FlowStates.@Nullable Challenge challenge,
            Letters.Way way) {

        String address() {
            return String.valueOf(email == null ? phone : email);
        }

        Letter confirmation() {
            return email == null ? Letter.PHONE_CONFIRMATION : Letter.CONFIRMATION;
        }

        @Override
        public String toString() {
            return "Newcomer[***]";
        }
    }

    /// What came of it.
    sealed interface Outcome {

        record In(SignedIn signedIn) implements Outcome {}

        /// A message is on its way.
        record Waiting(Account account, UUID messageId) implements Outcome {}

        /// There is such an account already, which only its owner may learn.
        record Known(Account account) implements Outcome {}
    }

    /// @throws studio.atelier.platform.problem.ProblemException `identity.signup_disabled`, `identity.busy`
    Outcome register(Newcomer newcomer, Visit visit) {
        if (!signUp.enabled()) {
            throw IdentityProblem.SIGNUP_DISABLED.problem();
        }
        // Before anybody looks whether the address is known: hashing is what takes time.
        String hash = newcomer.password() == null ? null : accounts.hash(newcomer.password());
        return transactions.asSystem("sign-up", tx -> {
            Optional<Account> known = newcomer.email() == null
                    ? store.byPhone(tx, newcomer.address())
                    : store.byEmail(tx, newcomer.address());
            boolean confirmed = known.map(
                            account -> newcomer.email() == null ? account.phoneConfirmed() : account.emailConfirmed())
                    .orElse(false);
            if (confirmed || (known.isPresent() && doors.autoconfirm())) {
                return new Outcome.Known(known.get());
            }
            // A known but unconfirmed account keeps its password: nobody has shown whose it is.
            Account account = known.orElseGet(() -> make(tx, newcomer, hash));
            return doors.autoconfirm() ? in(tx, account, visit) : confirm(tx, account, newcomer);
        });
    }

    private Account make(Tx tx, Newcomer newcomer, @Nullable String hash) {
        UUID id = accounts.nextId();
        boolean own = doors.autoconfirm();
        ObjectNode data = accounts.withSubject(newcomer.data(), id, newcomer.email(), newcomer.phone(), own);
        var fresh = new Accounts.Fresh(
                id,
                newcomer.email(),
                newcomer.phone(),
                hash,
                new Accounts.Proven(own && newcomer.email() != null, own && newcomer.phone() != null),
                accounts.noData(),
                data,
                data);
        Account made = accounts.make(tx, fresh).orElseThrow(GoTrueProblem.CONFLICT::problem);
        if (own) {
            accounts.joined(tx, id, false);
        }
        return made;
    }

    private Outcome in(Tx tx, Account account, Visit visit) {
        SignedIn signedIn = sessions.begin(tx, account, visit, "password");
        audit.record(tx, null, "identity.user_signed_up", "user " + account.id(), Map.of());
        return new Outcome.In(signedIn);
    }

    private Outcome confirm(Tx tx, Account account, Newcomer newcomer) {
        FlowStates.Challenge challenge = newcomer.challenge();
        if (challenge != null) {
            flows.open(tx, account.id(), newcomer.confirmation(), challenge);
        }
        var written = letters.send(tx, account, newcomer.confirmation(), newcomer.address(), newcomer.way());
        Account waiting = store.byId(tx, account.id()).orElseThrow();
        audit.record(tx, null, "identity.confirmation_requested", "user " + account.id(), Map.of());
        return new Outcome.Waiting(waiting, written.messageId());
    }

    /// Somebody who does not say who they are.
    ///
    /// @throws studio.atelier.platform.problem.ProblemException `identity.signup_disabled`, and when it is off
    SignedIn anonymous(ObjectNode data, Visit visit) {
        if (!doors.anonymous()) {
            throw GoTrueProblem.ANONYMOUS_PROVIDER_DISABLED.problem();
        }
        if (!signUp.enabled()) {
            throw IdentityProblem.SIGNUP_DISABLED.problem();
        }
        return transactions.asSystem("anonymous sign-in", tx -> {
            UUID id = accounts.nextId();
            var fresh = new Accounts.Fresh(
                    id, null, null, null, new Accounts.Proven(false, false), accounts.noData(), data, data);
            Account account = accounts.make(tx, fresh).orElseThrow(GoTrueProblem.CONFLICT::problem);
            return sessions.begin(tx, account, visit, "anonymous");
        });
    }

    /// A code and a link to sign in by. Makes an account where there is none, as the first message confirms it.
    ///
    /// @param create whether an account may be made
    /// @return the message's id; empty when nobody is written to
    /// @throws studio.atelier.platform.problem.ProblemException when an account is missing and none may be made
    Optional<UUID> sendCode(Newcomer newcomer, boolean create) {
        boolean open = create && signUp.enabled();
        return transactions.asSystem("sign-in code", tx -> {
            Optional<Account> known = newcomer.email() == null
                    ? store.byPhone(tx, newcomer.address())
                    : store.byEmail(tx, newcomer.address());
            if (known.isEmpty() && !create) {
                throw GoTrueProblem.OTP_DISABLED.problem();
            }
            if (known.isEmpty() && !open) {
                throw IdentityProblem.SIGNUP_DISABLED.problem();
            }
            boolean newHere = known.isEmpty();
            Account account = known.orElseGet(() -> makeUnconfirmed(tx, newcomer));
            Letter letter = newcomer.email() == null
                    ? Letter.PHONE_CONFIRMATION
                    : newHere || !account.emailConfirmed() ? Letter.CONFIRMATION : Letter.MAGIC_LINK;
            FlowStates.Challenge challenge = newcomer.challenge();
            if (challenge != null && !letter.phone()) {
                flows.open(tx, account.id(), letter, challenge);
            }
            UUID message = letters.send(tx, account, letter, newcomer.address(), newcomer.way())
                    .messageId();
            audit.record(tx, null, "identity.sign_in_code_requested", "user " + account.id(), Map.of());
            return Optional.of(message);
        });
    }

    private Account makeUnconfirmed(Tx tx, Newcomer newcomer) {
        UUID id = accounts.nextId();
        ObjectNode data = accounts.withSubject(newcomer.data(), id, newcomer.email(), newcomer.phone(), false);
        var fresh = new Accounts.Fresh(
                id,
                newcomer.email(),
                newcomer.phone(),
                null,
                new Accounts.Proven(false, false),
                accounts.noData(),
                data,
                data);
        return accounts.make(tx, fresh).orElseThrow(GoTrueProblem.CONFLICT::problem);
    }
}
