package studio.atelier.backend.identity.internal;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.audit.Audit;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.Tx;

/// Messages to people who have an account, asked for by whoever knows their address. Thread-safe.
final class Correspondence {

    private final Transactions transactions;
    private final AccountStore store;
    private final Letters letters;
    private final FlowStates flows;
    private final AccountChanges changes;
    private final Audit audit;

    Correspondence(Transactions transactions, Rooms rooms, AccountChanges changes, Audit audit) {
        this.transactions = transactions;
        this.store = rooms.store();
        this.letters = rooms.letters();
        this.flows = rooms.flows();
        this.changes = changes;
        this.audit = audit;
    }

    record Rooms(AccountStore store, Letters letters, FlowStates flows) {}

    /// A link to a new password; nobody is written to where there is no such account.
    void recover(String email, Letters.Way way, FlowStates.@Nullable Challenge challenge) {
        transactions.asSystem("recovery", tx -> {
            Optional<Account> account = store.byEmail(tx, email);
            account.ifPresent(known -> {
                open(tx, known, Letter.RECOVERY, challenge);
                letters.send(tx, known, Letter.RECOVERY, email, way);
                audit.record(tx, null, "identity.recovery_requested", "user " + known.id(), Map.of());
            });
            return account.isPresent();
        });
    }

    /// The message of an open sign-up or change once more.
    ///
    /// @param address as the client names the person
    /// @return the message's id; empty when there is nobody, or nothing open
    Optional<UUID> resend(Letter letter, String address, Letters.Way way, FlowStates.@Nullable Challenge challenge) {
        return transactions.asSystem("resend", tx -> {
            boolean phone = letter.phone() && letter != Letter.PHONE_CHANGE;
            Account account = (phone || (letter == Letter.PHONE_CHANGE && !address.contains("@"))
                            ? store.byPhone(tx, address).or(() -> store.byPhoneChange(tx, address))
                            : store.byEmail(tx, address))
                    .orElse(null);
            if (account == null) {
                return Optional.empty();
            }
            return switch (letter) {
                case CONFIRMATION ->
                    account.emailConfirmed()
                            ? Optional.empty()
                            : Optional.of(again(tx, account, letter, address, way, challenge));
                case PHONE_CONFIRMATION ->
                    account.phoneConfirmed()
                            ? Optional.empty()
                            : Optional.of(again(tx, account, letter, address, way, null));
                case PHONE_CHANGE ->
                    Optional.ofNullable(account.pending().newPhone())
                            .map(number -> again(tx, account, letter, number, way, null));
                default -> {
                    String email = account.pending().newEmail();
                    if (email != null) {
                        open(tx, account, Letter.EMAIL_CHANGE_NEW, challenge);
                        store.newEmail(tx, account.id(), email);
                        changes.sendEmailChange(tx, account, email, way);
                    }
                    yield Optional.empty();
                }
            };
        });
    }

    private UUID again(
            Tx tx,
            Account account,
            Letter letter,
            String address,
            Letters.Way way,
            FlowStates.@Nullable Challenge challenge) {
        open(tx, account, letter, challenge);
        return letters.send(tx, account, letter, address, way).messageId();
    }

    private void open(Tx tx, Account account, Letter letter, FlowStates.@Nullable Challenge challenge) {
        if (challenge != null) {
            flows.open(tx, account.id(), letter, challenge);
        }
    }

    /// Writes to somebody who is signed in.
    UUID write(Account account, Letter letter, String address, Letters.Way way) {
        return transactions.asSystem(
                "message", tx -> letters.send(tx, account, letter, address, way).messageId());
    }
}
