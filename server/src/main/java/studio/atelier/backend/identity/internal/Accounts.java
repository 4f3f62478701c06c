package studio.atelier.backend.identity.internal;

import java.util.List;
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
    private final LeakedPasswords leaked;
    private final IdentityStore identities;
    private final JsonMapper json = JsonMapper.shared();

    Accounts(Transactions transactions, AccountStore store, Passwords passwords, Announcer announcer) {
        this.transactions = transactions;
        this.store = store;
        this.passwords = passwords.hashes();
        this.rule = passwords.rule();
        this.leaked = passwords.leaked();
        this.events = announcer.events();
        this.audit = announcer.audit();
        this.ids = announcer.ids();
        this.identities = announcer.identities();
    }

    /// How passwords are kept, and what a new one must be and not be.
    record Passwords(PasswordHashes hashes, PasswordRule rule, LeakedPasswords leaked) {}

    /// What tells others of a change.
    record Announcer(Events events, Audit audit, Ids ids, IdentityStore identities) {}

    Optional<Account> byId(UUID id) {
        return transactions.asSystem("account", tx -> store.byId(tx, id));
    }

    PasswordRule rule(boolean admin) {
        return rule.forAdmin(admin);
    }

    /// What is wrong with a new password, in the words of GoTrue.
    List<PasswordRule.Weakness> weaknesses(String password, boolean admin) {
        List<PasswordRule.Weakness> found = rule(admin).weaknesses(password);
        return found.isEmpty() && leaked.contains(password) ? List.of(PasswordRule.Weakness.LEAKED) : found;
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
        } else if (rule.lacksCharacters(password)) {
            faults.add(pointer, "characters_missing", "At least one of each: " + rule.needed() + ".");
        } else if (PasswordRule.tooLong(password)) {
            faults.add(pointer, "too_long", "At most " + PasswordRule.BYTES_MAX + " bytes.");
        } else if (leaked.contains(password)) {
            faults.add(pointer, "leaked", "It is in lists of leaked passwords; choose another.");
        }
    }

    /// The slow part, done before a transaction is opened.
    ///
    /// @throws ProblemException `identity.busy`
    String hash(NewPerson person) {
        return hash(person.password());
    }

    /// As [#hash(NewPerson)].
    String hash(String password) {
        return passwords.hash(password);
    }

    /// Makes the account of somebody whose address counts as confirmed, in the caller's transaction, a system one.
    ///
    /// @param by   who makes it for them; null when they do it themselves
    /// @param hash of [#hash]
    /// @return empty when the address is taken
    Optional<Account> create(Tx tx, NewPerson person, String hash, boolean first, @Nullable Actor by) {
        String email = EmailAddress.normal(person.email());
        ObjectNode app = json.createObjectNode();
        if (person.admin()) {
            app.put("role", "admin");
        }
        UUID id = ids.next();
        ObjectNode user = withSubject(person.data(), id, email, null, true);
        var fresh = new Fresh(id, email, null, hash, new Proven(true, false), app, user, user);
        Optional<Account> made = make(tx, fresh);
        made.ifPresent(account -> {
            joined(tx, id, first);
            if (person.admin() || by != null) {
                audit.record(
                        tx, by, "identity.user_created", "user " + id, Map.of("admin", person.admin(), "first", first));
            }
        });
        return made;
    }

    /// What sign-up adds to a person's own data.
    ObjectNode withSubject(ObjectNode data, UUID id, @Nullable String email, @Nullable String phone, boolean verified) {
        ObjectNode all = data.deepCopy();
        all.put("sub", id.toString());
        if (email != null) {
            all.put("email", email);
        }
        if (phone != null) {
            all.put("phone", phone);
        }
        all.put("email_verified", verified && email != null);
        all.put("phone_verified", verified && phone != null);
        return all;
    }

    record Proven(boolean email, boolean phone) {}

    /// @param email        normalised; null for none
    /// @param phone        digits; null for none
    /// @param hash         null: no password
    /// @param proven       which of the two are the person's own
    /// @param userMetadata kept exactly as given
    /// @param identityData of the identities by e-mail and phone
    record Fresh(
            UUID id,
            @Nullable String email,
            @Nullable String phone,
            @Nullable String hash,
            Proven proven,
            ObjectNode appMetadata,
            ObjectNode userMetadata,
            ObjectNode identityData) {

        @Override
        public String toString() {
            return "Fresh[" + id + "]";
        }
    }

    UUID nextId() {
        return ids.next();
    }

    /// Makes an account with its identities; with neither address nor number it is an anonymous one.
    ///
    /// @return empty when address, number or id is taken
    Optional<Account> make(Tx tx, Fresh fresh) {
        boolean anonymous = fresh.email() == null && fresh.phone() == null;
        boolean inserted = store.insert(
                tx,
                new AccountStore.NewAccount(
                        fresh.id(),
                        fresh.email(),
                        fresh.phone(),
                        fresh.hash(),
                        fresh.proven().email(),
                        fresh.proven().phone(),
                        anonymous,
                        fresh.appMetadata(),
                        fresh.userMetadata()));
        if (!inserted) {
            return Optional.empty();
        }
        if (fresh.email() != null) {
            identities.insert(tx, fresh.id(), "email", fresh.id().toString(), fresh.identityData());
        }
        if (fresh.phone() != null) {
            identities.insert(tx, fresh.id(), "phone", fresh.id().toString(), fresh.identityData());
        }
        identities.mirrorProviders(tx, fresh.id());
        return store.byId(tx, fresh.id());
    }

    /// Makes the account of somebody another issuer knows, without an identity yet.
    ///
    /// @return empty when the address is taken
    Optional<Account> makeExternal(Tx tx, UUID id, String email, boolean confirmed, ObjectNode data) {
        boolean inserted = store.insert(
                tx,
                new AccountStore.NewAccount(
                        id, email, null, null, confirmed, false, false, json.createObjectNode(), data));
        return inserted ? store.byId(tx, id) : Optional.empty();
    }

    /// Somebody has proven who they are for the first time.
    void joined(Tx tx, UUID id, boolean first) {
        events.publish(tx, new UserSignedUp(id, first));
    }

    /// Checks a password; takes the same time whether or not the account exists.
    ///
    /// @throws ProblemException `identity.busy`
    Optional<Account> verified(String email, String password) {
        return verified(
                EmailAddress.valid(email)
                        ? transactions.asSystem("sign-in", tx -> store.byEmail(tx, EmailAddress.normal(email)))
                        : Optional.empty(),
                password);
    }

    /// As [#verified], by telephone number.
    ///
    /// @throws ProblemException `identity.busy`
    Optional<Account> verifiedByPhone(String phone, String password) {
        return verified(
                PhoneNumber.normal(phone)
                        .flatMap(digits -> transactions.asSystem("sign-in", tx -> store.byPhone(tx, digits))),
                password);
    }

    private Optional<Account> verified(Optional<Account> account, String password) {
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
}
