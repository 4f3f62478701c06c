package studio.atelier.backend.identity.internal;

import java.util.Map;
import studio.atelier.backend.audit.Audit;
import studio.atelier.platform.database.Transactions;

/// Links that let somebody in without a password, asked for on our own pages. They are sent only to those who
/// have an account, and what is answered does not tell who does. Thread-safe.
final class MagicLinks {

    private final Transactions transactions;
    private final AccountStore accounts;
    private final Letters letters;
    private final Audit audit;

    MagicLinks(Transactions transactions, AccountStore accounts, Letters letters, Audit audit) {
        this.transactions = transactions;
        this.accounts = accounts;
        this.letters = letters;
        this.audit = audit;
    }

    /// @param email normalised
    /// @return whether somebody was written to, which is nobody else's to know
    boolean send(String email, Letters.Way way) {
        return transactions.asSystem("magic link", tx -> {
            Account account = accounts.byEmail(tx, email).orElse(null);
            if (account == null) {
                return false;
            }
            letters.send(tx, account, account.emailConfirmed() ? Letter.MAGIC_LINK : Letter.CONFIRMATION, email, way);
            audit.record(tx, null, "identity.sign_in_code_requested", "user " + account.id(), Map.of());
            return true;
        });
    }
}
