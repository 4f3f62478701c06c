package studio.atelier.backend.identity.internal;

import java.util.Optional;
import java.util.UUID;
import studio.atelier.backend.identity.Person;
import studio.atelier.backend.identity.ProjectKeys;
import studio.atelier.platform.database.Tx;

/// What other rooms may know. Thread-safe.
public final class People {

    private final Accounts accounts;
    private final Tokens tokens;

    People(Accounts accounts, Tokens tokens) {
        this.accounts = accounts;
        this.tokens = tokens;
    }

    public Optional<Person> byId(UUID id) {
        return accounts.byId(id).map(Account::person);
    }

    public Optional<UUID> pseudonym(Tx tx, UUID userId) {
        return tx.sql("select pseudonym from atelier.pseudonyms where user_id = :user")
                .param("user", userId)
                .query(UUID.class)
                .optional();
    }

    public boolean known(Tx tx, String email) {
        return tx.sql("select exists (select from auth.users where email = :email)")
                .param("email", email)
                .query(Boolean.class)
                .single();
    }

    public ProjectKeys projectKeys() {
        return tokens.projectKeys();
    }
}
