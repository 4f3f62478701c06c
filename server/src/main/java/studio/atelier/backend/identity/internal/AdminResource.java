package studio.atelier.backend.identity.internal;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.backend.identity.IdentityProblem;
import studio.atelier.backend.identity.ProjectKeys;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.http.Admin;
import studio.atelier.platform.http.Caller;
import studio.atelier.platform.http.Envelope;
import studio.atelier.platform.problem.Faults;

/// What an administrator does with people, sign-up and project keys.
@RestController
class AdminResource {

    private static final int PAGE_MAX = 100;
    private static final int SEARCH_LENGTH_MAX = 200;

    /// The page of the studio that links of messages lead to.
    private static final String FROM_MAIL = "/from-mail";

    private final Transactions transactions;
    private final AccountStore accounts;
    private final SignUp signUp;
    private final Entry entry;
    private final People people;
    private final ManagedAccounts managed;
    private final Letters letters;
    private final Factors factors;
    private final UserJson users;

    AdminResource(Transactions transactions, Rooms rooms, UserJson users) {
        this.transactions = transactions;
        this.accounts = rooms.accounts();
        this.signUp = rooms.signUp();
        this.entry = rooms.entry();
        this.people = rooms.people();
        this.managed = rooms.managed();
        this.letters = rooms.letters();
        this.factors = rooms.factors();
        this.users = users;
    }

    record Rooms(
            AccountStore accounts,
            SignUp signUp,
            Entry entry,
            People people,
            ManagedAccounts managed,
            Letters letters,
            Factors factors) {}

    record UserBody(
            @Nullable String email,
            @Nullable String password,
            @Nullable String name,
            @Nullable Boolean isAdmin) {}

    record SettingsBody(@Nullable Boolean signupEnabled) {}

    @GetMapping("/api/admin/users")
    Envelope<Map<String, @Nullable Object>> list(
            Admin admin,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable UUID cursor,
            @RequestParam(name = "q", defaultValue = "") String search) {
        int count = Math.clamp(limit, 1, PAGE_MAX);
        String words = search.strip().toLowerCase(Locale.ROOT);
        String sought = words.substring(0, Math.min(words.length(), SEARCH_LENGTH_MAX));
        var found = transactions.asSystem("users for an administrator", tx -> {
            List<Account> some = accounts.page(tx, sought, cursor, count);
            return Map.entry(
                    some, FactorStore.counts(tx, some.stream().map(Account::id).toList()));
        });
        List<Account> page = found.getKey();
        List<Map<String, @Nullable Object>> shown =
                users.many(admin.actor(), page.stream().map(Account::person).toList());
        for (int at = 0; at < page.size(); at++) {
            Account account = page.get(at);
            shown.get(at).put("banned", account.banned(Instant.now()));
            shown.get(at).put("email_confirmed", account.emailConfirmed());
            shown.get(at).put("authenticators", found.getValue().getOrDefault(account.id(), 0L));
            shown.get(at).put("last_sign_in_at", account.lastSignInAt());
        }
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("users", shown);
        data.put("next_cursor", page.size() == count ? page.getLast().id() : null);
        return Envelope.of(data);
    }

    @PostMapping("/api/admin/users")
    @ResponseStatus(HttpStatus.CREATED)
    Envelope<Map<String, @Nullable Object>> create(Admin admin, @RequestBody UserBody body) {
        var person = new NewPerson(
                text(body.email()),
                text(body.password()),
                Boolean.TRUE.equals(body.isAdmin()),
                entry.named(body.name()));
        Account account = signUp.create(person, admin.actor()).orElseThrow(IdentityProblem.EMAIL_TAKEN::problem);
        return Envelope.of(users.one(admin.actor(), account.person()));
    }

    /// @param banned true keeps them out until it is lifted
    record ChangeBody(
            @Nullable String email,
            @Nullable String password,
            @Nullable String name,
            @Nullable Boolean isAdmin,
            @Nullable Boolean banned) {}

    @PutMapping("/api/admin/users/{id}")
    Envelope<Map<String, @Nullable Object>> change(Admin admin, @PathVariable UUID id, @RequestBody ChangeBody body) {
        Account account = managed.byId(id).orElseThrow(IdentityProblem.USER_NOT_FOUND::problem);
        boolean willBeAdmin = body.isAdmin() == null ? account.admin() : body.isAdmin();
        var faults = new Faults();
        if (body.email() != null && !EmailAddress.valid(body.email())) {
            faults.add("/email", "invalid", "This is not an e-mail address.");
        }
        if (body.password() != null) {
            entry.checkPassword(faults, body.password(), willBeAdmin);
        }
        faults.check(IdentityProblem.INVALID);
        Account changed = managed.manage(
                admin.actor(),
                account,
                new ManagedAccounts.Change(
                        body.email() == null ? null : EmailAddress.normal(body.email()),
                        body.password(),
                        entry.named(body.name()),
                        willBeAdmin,
                        body.banned()));
        return Envelope.of(users.one(admin.actor(), changed.person()));
    }

    /// Takes the account and everything that is theirs alone; the answer says what went.
    @DeleteMapping("/api/admin/users/{id}")
    Envelope<Map<String, Object>> delete(Admin admin, @PathVariable UUID id) {
        Account account = managed.byId(id).orElseThrow(IdentityProblem.USER_NOT_FOUND::problem);
        return Envelope.of(managed.remove(admin.actor(), account).json());
    }

    /// A message with a link to a new password, from an administrator. What the person has stays valid
    /// until the link is used.
    @PostMapping("/api/admin/users/{id}/reset-link")
    Envelope<Map<String, Object>> resetLink(Admin admin, Caller caller, @PathVariable UUID id) {
        Account account = managed.byId(id).orElseThrow(IdentityProblem.USER_NOT_FOUND::problem);
        String site = caller.exchange().site().toString();
        String email =
                managed.sendReset(admin.actor(), account, letters.way(caller.exchange(), site + FROM_MAIL, false));
        return Envelope.of(Map.of("sent_to", email));
    }

    /// For somebody who lost the authenticator: the password alone is enough from now on.
    @DeleteMapping("/api/admin/users/{id}/authenticators")
    Envelope<Map<String, Object>> removeAuthenticators(Admin admin, @PathVariable UUID id) {
        Account account = managed.byId(id).orElseThrow(IdentityProblem.USER_NOT_FOUND::problem);
        return Envelope.of(Map.of("removed", factors.removeAllFor(admin.actor(), account.id())));
    }

    @GetMapping("/api/admin/settings")
    Envelope<Map<String, Object>> settings(Admin admin) {
        return Envelope.of(Map.of("signup_enabled", signUp.enabled()));
    }

    @PutMapping("/api/admin/settings")
    Envelope<Map<String, Object>> change(Admin admin, @RequestBody SettingsBody body) {
        Boolean enabled = body.signupEnabled();
        if (enabled == null) {
            var faults = new Faults();
            faults.add("/signup_enabled", "required", "This field is required.");
            faults.check(IdentityProblem.INVALID);
            throw new IllegalStateException("the check above throws");
        }
        signUp.enable(admin.actor(), enabled);
        return settings(admin);
    }

    @GetMapping("/api/project-keys")
    Envelope<Map<String, Object>> projectKeys(Admin admin, Caller caller) {
        ProjectKeys keys = people.projectKeys();
        return Envelope.of(Map.of(
                "url", caller.exchange().site().toString(),
                "anon_key", keys.anon(),
                "service_role_key", keys.serviceRole().reveal(),
                "publishable_key", keys.publishable(),
                "secret_key", keys.secret().reveal()));
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
