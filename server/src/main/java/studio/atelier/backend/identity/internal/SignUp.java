package studio.atelier.backend.identity.internal;

import java.util.Map;
import java.util.Optional;
import studio.atelier.backend.audit.Audit;
import studio.atelier.backend.identity.IdentitySettings;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.Tx;
import studio.atelier.platform.problem.ProblemException;

/// Whether strangers may make an account, and making it. Off until the first person exists. Thread-safe.
final class SignUp {

    private final Transactions transactions;
    private final InstanceStore instances;
    private final Accounts accounts;
    private final Audit audit;
    private final IdentitySettings settings;

    SignUp(
            Transactions transactions,
            InstanceStore instances,
            Accounts accounts,
            Audit audit,
            IdentitySettings settings) {
        this.transactions = transactions;
        this.instances = instances;
        this.accounts = accounts;
        this.audit = audit;
        this.settings = settings;
    }

    boolean enabled() {
        return transactions.asSystem("sign-up state", this::enabled);
    }

    /// @param tx in its system part
    boolean enabled(Tx tx) {
        var instance = instances.read(tx);
        boolean on = instance.signup() == null ? settings.signup() : instance.signup();
        return instance.setupCompleted() && on;
    }

    void enable(Actor admin, boolean enabled) {
        transactions.asSystem("sign-up switch", tx -> {
            instances.signup(tx, enabled);
            audit.record(tx, admin, "identity.signup_switched", "settings", Map.of("signup_enabled", enabled));
            return true;
        });
    }

    /// Made by an administrator for somebody else.
    ///
    /// @throws ProblemException `identity.invalid`
    /// @return empty when the address is taken
    Optional<Account> create(NewPerson person, @org.jspecify.annotations.Nullable Actor by) {
        accounts.check(person);
        String hash = accounts.hash(person);
        return transactions.asSystem("sign-up", tx -> accounts.create(tx, person, hash, false, by));
    }
}
