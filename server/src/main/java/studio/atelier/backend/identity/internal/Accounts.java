package studio.atelier.backend.identity.internal;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.audit.Audit;
import studio.atelier.backend.identity.IdentityProblem;
import studio.atelier.backend.identity.UserSignedUp;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.Ids;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.Tx;
import studio.atelier.platform.events.Events;
import studio.atelier.platform.problem.Faults;
import studio.atelier.platform.problem.ProblemException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Accounts: made, found, checked, changed. Thread-safe.
final class Accounts {

    private final Transactions transactions;
    private final AccountStore store;
    private final PasswordHashes passwords;
    private final PasswordRule rule;
    private final Events events;
    private final Audit audit;
    private final Ids ids;
    private final JsonMapper json = JsonMapper.shared();

    Accounts(
            Transactions transactions,
            AccountStore store,
            PasswordHashes passwords,
            PasswordRule rule,
            Announcer announcer) {
        this.transactions = transactions;
        this.store = store;
        this.passwords = passwords;
        this.rule = rule;
        this.events = announcer.events();
        this.audit = announcer.audit();
        this.ids = announcer.ids();
    }

    /// What tells others of a change.
    record Announcer(Events events, Audit audit, Ids ids) {}

    Optional<Account> byId(UUID id) {
        return transactions.asSystem("account", tx -> store.byId(tx, id));
    }

    PasswordRule rule(boolean admin) {
        return rule.forAdmin(admin);
    }

    ObjectNode noData() {
        return json.createObjectNode();
    }

    /// Looks at address and password of somebody new, all faults at once.
    ///
    /// @throws ProblemException `identity.invalid`
    void check(NewPerson person) {
        var faults = new Faults();
        String email = faults.required("/email", person.email(), EmailAddress.LENGTH_MAX);
        if (!email.isEmpty() && !EmailAddress.valid(email)) {
            faults.add("/email", "invalid", "This is not an e-mail address.");
        }
        checkPassword(faults, "/password", person.password(), person.admin());
        faults.check(IdentityProblem.INVALID);
    }

    void checkPassword(Faults faults, String pointer, String password, boolean admin) {
        if (password.isEmpty()) {
            faults.add(pointer, "required", "This field is required.");
        } else if (rule.forAdmin(admin).tooShort(password)) {
            faults.add(pointer, "too_short", "At least " + rule.forAdmin(admin).lengthMin() + " characters.");
        } else if (PasswordRule.tooLong(password)) {
            faults.add(pointer, "too_long", "At most " + PasswordRule.BYTES_MAX + " bytes.");
        }
    }

    /// The slow part, done before a transaction is opened.
    ///
    /// @throws ProblemException `identity.busy`
    String hash(NewPerson person) {
        return passwords.hash(person.password());
    }

    /// Makes the account in the caller's transaction, a system one.
    ///
    /// @param by   who makes it for them; null when they do it themselves
    /// @param hash of [#hash]
    /// @return empty when the address is taken
    Optional<Account> create(Tx tx, NewPerson person, String hash, boolean first, @Nullable Actor by) {
        UUID id = ids.next();
        String email = EmailAddress.normal(person.email());
        ObjectNode app = json.createObjectNode().put("provider", "email");
        app.putArray("providers").add("email");
        if (person.admin()) {
            app.put("role", "admin");
        }
        ObjectNode subject = json.createObjectNode()
                .put("sub", id.toString())
                .put("email", email)
                .put("email_verified", true)
                .put("phone_verified", false);
        ObjectNode user = person.data().deepCopy();
        user.setAll(subject);
        var account = new AccountStore.NewAccount(id, ids.next(), email, hash, app, user, user);
        if (!store.insert(tx, account)) {
            return Optional.empty();
        }
        events.publish(tx, new UserSignedUp(id, first));
        if (person.admin() || by != null) {
            audit.record(
                    tx, by, "identity.user_created", "user " + id, Map.of("admin", person.admin(), "first", first));
        }
        return store.byId(tx, id);
    }

    /// Checks a password; takes the same time whether or not the account exists.
    ///
    /// @throws ProblemException `identity.busy`
    Optional<Account> verified(String email, String password) {
        Optional<Account> account = EmailAddress.valid(email)
                ? transactions.asSystem("sign-in", tx -> store.byEmail(tx, EmailAddress.normal(email)))
                : Optional.empty();
        String hash = account.map(Account::passwordHash).orElse(null);
        if (!passwords.matches(password, hash) || hash == null) {
            return Optional.empty();
        }
        if (passwords.outdated(hash)) {
            String better = passwords.hash(password);
            UUID id = account.orElseThrow().id();
            transactions.asSystem("password rehash", tx -> {
                store.passwordHash(tx, id, better);
                return true;
            });
        }
        return account;
    }

    /// @param email    null: stays
    /// @param password null: stays
    /// @param data     merged into `user_metadata`; null: stays
    record Change(
            @Nullable String email,
            @Nullable String password,
            @Nullable JsonNode data) {

        @Override
        public String toString() {
            return "Change[***]";
        }
    }

    /// What came of a change.
    sealed interface Changed {

        record Done(Account account) implements Changed {}

        record EmailTaken() implements Changed {}

        record SamePassword() implements Changed {}
    }

    /// Changes a person's own account; a new password ends their other sign-ins.
    ///
    /// @param keep the sign-in that stays
    Changed change(Actor actor, Account account, Change change, @Nullable UUID keep, SessionStore sessions) {
        String password = change.password();
        if (password != null && passwords.matches(password, account.passwordHash())) {
            return new Changed.SamePassword();
        }
        String hash = password == null ? null : passwords.hash(password);
        return transactions.asSystem("account change", tx -> {
            if (change.email() != null && !store.email(tx, account.id(), EmailAddress.normal(change.email()))) {
                return new Changed.EmailTaken();
            }
            if (change.data() != null) {
                store.mergeUserMetadata(tx, account.id(), change.data());
            }
            if (hash != null) {
                store.passwordHash(tx, account.id(), hash);
                sessions.deleteOthers(tx, account.id(), keep);
            }
            Account changed = store.byId(tx, account.id()).orElseThrow();
            if (hash != null || change.email() != null) {
                audit.record(
                        tx,
                        actor,
                        "identity.credentials_changed",
                        "user " + account.id(),
                        Map.of("password", hash != null, "email", change.email() != null));
            }
            return new Changed.Done(changed);
        });
    }
}
