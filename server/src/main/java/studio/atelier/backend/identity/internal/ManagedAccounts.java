package studio.atelier.backend.identity.internal;

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
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What a program with the secret key does with accounts. Source: wire reference 2.13. Thread-safe.
final class ManagedAccounts {

    private static final Instant FOREVER = Instant.parse("2999-01-01T00:00:00Z");

    private final Transactions transactions;
    private final AccountStore store;
    private final IdentityStore identities;
    private final Accounts accounts;
    private final PasswordHashes passwords;
    private final Sessions sessions;
    private final SessionStore sessionStore;
    private final Letters letters;
    private final Removal removal;
    private final Audit audit;
    private final Clock clock;

    ManagedAccounts(Transactions transactions, Rooms rooms, Audit audit, Clock clock) {
        this.transactions = transactions;
        this.store = rooms.store();
        this.identities = rooms.identities();
        this.accounts = rooms.accounts();
        this.passwords = rooms.passwords();
        this.sessions = rooms.sessions();
        this.sessionStore = rooms.sessionStore();
        this.letters = rooms.letters();
        this.removal = rooms.removal();
        this.audit = audit;
        this.clock = clock;
    }

    record Rooms(
            AccountStore store,
            IdentityStore identities,
            Accounts accounts,
            PasswordHashes passwords,
            Sessions sessions,
            SessionStore sessionStore,
            Letters letters,
            Removal removal) {}

    /// A numbered page.
    ///
    /// @param total of all pages
    record Page(List<Account> accounts, long total) {}

    Page page(String search, boolean newestFirst, long number, int size) {
        return transactions.asSystem(
                "users for a program",
                tx -> new Page(
                        store.numberedPage(tx, search, newestFirst, (number - 1) * size, size),
                        store.count(tx, search)));
    }

    Optional<Account> byId(UUID id) {
        return accounts.byId(id);
    }

    /// Fields that are null or empty stay as they are.
    ///
    /// @param passwordHash made elsewhere; null for none
    /// @param banned       how long; zero lifts it
    record Fields(
            @Nullable UUID id,
            @Nullable String email,
            @Nullable String phone,
            @Nullable String password,
            @Nullable String passwordHash,
            boolean emailConfirm,
            boolean phoneConfirm,
            Optional<ObjectNode> userMetadata,
            Optional<ObjectNode> appMetadata,
            String role,
            @Nullable Duration banned) {

        @Override
        public String toString() {
            return "Fields[***]";
        }
    }

    /// @throws studio.atelier.platform.problem.ProblemException where address or number is taken
    Account create(Actor by, Fields fields) {
        String hash = fields.passwordHash() == null && fields.password() != null
                ? passwords.hash(fields.password())
                : fields.passwordHash();
        UUID id = fields.id() == null ? accounts.nextId() : fields.id();
        return transactions.asSystem("user creation", tx -> {
            checkFree(tx, fields, null);
            ObjectNode nothing = accounts.noData();
            var fresh = new Accounts.Fresh(
                    id,
                    fields.email(),
                    fields.phone(),
                    hash,
                    new Accounts.Proven(
                            fields.emailConfirm() && fields.email() != null,
                            fields.phoneConfirm() && fields.phone() != null),
                    accounts.noData(),
                    fields.userMetadata().orElse(nothing),
                    accounts.withSubject(nothing, id, fields.email(), fields.phone(), false));
            Account made = accounts.make(tx, fresh).orElseThrow(GoTrueProblem.CONFLICT::problem);
            if (made.confirmedAt() != null) {
                accounts.joined(tx, id, false);
            }
            apply(tx, made, fields);
            audit.record(tx, by, "identity.user_created", "user " + id, Map.of("by_program", true));
            return store.byId(tx, id).orElseThrow();
        });
    }

    Account update(Actor by, Account account, Fields fields) {
        String hash = fields.password() == null ? null : passwords.hash(fields.password());
        return transactions.asSystem("user change", tx -> {
            UUID id = account.id();
            checkFree(tx, fields, id);
            boolean first = account.confirmedAt() == null;
            if (hash != null) {
                store.passwordHash(tx, id, hash);
                sessionStore.deleteAll(tx, id);
            }
            if (fields.email() != null) {
                store.email(tx, id, fields.email());
                put(tx, account, "email", fields.email(), fields.emailConfirm());
            }
            if (fields.phone() != null) {
                store.phone(tx, id, fields.phone());
                put(tx, account, "phone", fields.phone(), fields.phoneConfirm());
            }
            if (fields.emailConfirm()) {
                store.confirmEmail(tx, id);
            }
            if (fields.phoneConfirm()) {
                store.confirmPhone(tx, id);
            }
            if (fields.emailConfirm() || fields.phoneConfirm()) {
                store.permanent(tx, id);
            }
            fields.userMetadata().ifPresent(data -> store.mergeUserMetadata(tx, id, data));
            apply(tx, account, fields);
            Account changed = store.byId(tx, id).orElseThrow();
            if (first && changed.confirmedAt() != null) {
                accounts.joined(tx, id, false);
            }
            sessions.ended(tx);
            audit.record(tx, by, "identity.user_changed", "user " + id, Map.of("by_program", true));
            return changed;
        });
    }

    private void checkFree(Tx tx, Fields fields, @Nullable UUID owner) {
        if (fields.email() != null && store.emailTaken(tx, fields.email(), owner)) {
            throw GoTrueProblem.EMAIL_EXISTS.problem();
        }
        if (fields.phone() != null && store.phoneTaken(tx, fields.phone(), owner)) {
            throw GoTrueProblem.PHONE_EXISTS.problem(
                    owner == null
                            ? "Phone number already registered by another user"
                            : GoTrueProblem.PHONE_EXISTS.title());
        }
    }

    private void apply(Tx tx, Account account, Fields fields) {
        fields.appMetadata().ifPresent(data -> store.mergeAppMetadata(tx, account.id(), data));
        if (!fields.role().isEmpty()) {
            store.role(tx, account.id(), fields.role());
        }
        Duration banned = fields.banned();
        if (banned != null) {
            store.ban(tx, account.id(), banned.isZero() ? null : clock.instant().plus(banned));
        }
    }

    private void put(Tx tx, Account account, String provider, String address, boolean verified) {
        ObjectNode data =
                JsonMapper.shared().createObjectNode().put(provider, address).put(provider + "_verified", verified);
        if (identities.has(tx, account.id(), provider)) {
            identities.merge(tx, account.id(), provider, data);
            return;
        }
        data.put("sub", account.id().toString());
        identities.insert(tx, account.id(), provider, account.id().toString(), data);
        identities.mirrorProviders(tx, account.id());
    }

    /// What an administrator changes by hand; null stays.
    ///
    /// @param name   merged into `user_metadata`; an empty object stays
    /// @param banned true until it is lifted
    record Change(
            @Nullable String email,
            @Nullable String password,
            ObjectNode name,
            boolean admin,
            @Nullable Boolean banned) {

        @Override
        public String toString() {
            return "Change[***]";
        }
    }

    /// As [#update], in our own words. Whoever loses a role, a password or the right to come in is
    /// signed out at once.
    ///
    /// @throws studio.atelier.platform.problem.ProblemException `identity.email_taken`,
    ///     `identity.last_admin`
    Account manage(Actor by, Account account, Change change) {
        String hash = change.password() == null ? null : passwords.hash(change.password());
        boolean out = Boolean.TRUE.equals(change.banned());
        return transactions.asSystem("user change", tx -> {
            UUID id = account.id();
            if (change.email() != null && store.emailTaken(tx, change.email(), id)) {
                throw IdentityProblem.EMAIL_TAKEN.problem();
            }
            if (account.admin() && (!change.admin() || out)) {
                requireAnotherAdmin(tx, id);
            }
            applyByHand(tx, account, change, hash);
            if (hash != null || out || change.admin() != account.admin()) {
                sessionStore.deleteAll(tx, id);
            }
            sessions.ended(tx);
            Account changed = store.byId(tx, id).orElseThrow();
            audit.record(
                    tx,
                    by,
                    "identity.user_changed",
                    "user " + id,
                    Map.of(
                            "password",
                            hash != null,
                            "email",
                            change.email() != null,
                            "admin",
                            change.admin(),
                            "banned",
                            changed.banned(clock.instant())));
            return changed;
        });
    }

    private void applyByHand(Tx tx, Account account, Change change, @Nullable String hash) {
        UUID id = account.id();
        if (hash != null) {
            store.passwordHash(tx, id, hash);
        }
        if (change.email() != null) {
            store.email(tx, id, change.email());
            put(tx, account, "email", change.email(), true);
            store.confirmEmail(tx, id);
        }
        store.mergeUserMetadata(tx, id, change.name());
        if (change.admin() != account.admin()) {
            ObjectNode role = JsonMapper.shared().createObjectNode();
            store.mergeAppMetadata(tx, id, change.admin() ? role.put("role", "admin") : role.putNull("role"));
        }
        if (change.banned() != null) {
            store.ban(tx, id, change.banned() ? FOREVER : null);
        }
    }

    /// Takes the account and everything that is the person's, refusing to leave the server without an
    /// administrator.
    Removal.Report remove(Actor by, Account account) {
        return removal.remove(by, account);
    }

    static void requireAnotherAdmin(Tx tx, UUID except) {
        // The row of the installation is held, so that two who remove each other do it one after the other.
        tx.sql("select only_row from auth.instance for update")
                .query(Boolean.class)
                .single();
        boolean another = tx.sql("""
                        select exists (
                          select from auth.users
                          where raw_app_meta_data ->> 'role' = 'admin' and id <> :id and deleted_at is null
                            and (banned_until is null or banned_until < now()))
                        """).param("id", except).query(Boolean.class).single();
        if (!another) {
            throw IdentityProblem.LAST_ADMIN.problem();
        }
    }

    /// @return the address the message goes to
    /// @throws studio.atelier.platform.problem.ProblemException `identity.no_address` for a person
    ///     without one
    String sendReset(Actor by, Account account, Letters.Way way) {
        String email = account.email();
        if (email == null) {
            throw IdentityProblem.NO_ADDRESS.problem();
        }
        transactions.asSystem("reset link", tx -> {
            letters.send(tx, account, Letter.RECOVERY, email, way);
            audit.record(tx, by, "identity.reset_sent", "user " + account.id(), Map.of());
            return true;
        });
        return email;
    }

    /// @param softly keep the row, so that what refers to it stays
    void delete(Actor by, Account account, boolean softly) {
        if (!softly) {
            removal.force(by, account);
            return;
        }
        transactions.asSystem("user deletion", tx -> {
            store.deleteSoftly(tx, account.id());
            sessions.ended(tx);
            audit.record(tx, by, "identity.user_deleted", "user " + account.id(), Map.of("softly", true));
            return true;
        });
    }
}
