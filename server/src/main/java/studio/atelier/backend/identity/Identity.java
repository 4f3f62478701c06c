package studio.atelier.backend.identity;

import java.util.Optional;
import java.util.UUID;
import studio.atelier.backend.identity.internal.EmailAddress;
import studio.atelier.backend.identity.internal.FirstPerson;
import studio.atelier.backend.identity.internal.People;
import studio.atelier.platform.database.Tx;
import studio.atelier.platform.settings.Secret;

/// Who people are, for other rooms. Thread-safe.
public final class Identity {

    private final People people;
    private final FirstPerson firstPerson;

    public Identity(People people, FirstPerson firstPerson) {
        this.people = people;
        this.firstPerson = firstPerson;
    }

    public Optional<Person> person(UUID id) {
        return people.byId(id);
    }

    /// Whether there is an account with this address, as it is kept.
    ///
    /// @param tx in its system part
    public boolean known(Tx tx, String email) {
        return people.known(tx, email);
    }

    /// An address as it is kept and compared; empty for a text that is none.
    public static Optional<String> address(String text) {
        return EmailAddress.valid(text) ? Optional.of(EmailAddress.normal(text)) : Optional.empty();
    }

    /// The name a person has in the ledger and the audit log, where rows outlive the account. Empty for who
    /// is gone.
    ///
    /// @param tx in its system part
    public Optional<UUID> pseudonym(Tx tx, UUID userId) {
        return people.pseudonym(tx, userId);
    }

    /// For the operator's `run.json` and an administrator's eyes.
    public ProjectKeys projectKeys() {
        return people.projectKeys();
    }

    /// The one-time code that makes the first person; for the console and `run.json` only. Empty once
    /// somebody exists.
    public Optional<Secret> setupCode() {
        return firstPerson.code();
    }
}
