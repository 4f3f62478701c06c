package studio.atelier.backend.identity.internal;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.audit.Audit;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.Tx;
import tools.jackson.databind.node.ObjectNode;

/// Invitations by mail, and links that a program hands on itself. Source: wire reference 2.13. Thread-safe.
final class Invitations {

    private final Transactions transactions;
    private final AccountStore store;
    private final Accounts accounts;
    private final Letters letters;
    private final Audit audit;

    Invitations(Transactions transactions, Rooms rooms, Audit audit) {
        this.transactions = transactions;
        this.store = rooms.store();
        this.accounts = rooms.accounts();
        this.letters = rooms.letters();
        this.audit = audit;
    }

    record Rooms(AccountStore store, Accounts accounts, Letters letters) {}

    /// @param email normalised
    /// @throws studio.atelier.platform.problem.ProblemException where the address has a confirmed account
    Account invite(Actor by, String email, ObjectNode data, Letters.Way way) {
        return transactions.asSystem("invitation", tx -> {
            Account account = unconfirmed(tx, email, data, null);
            letters.send(tx, account, Letter.INVITATION, email, way);
            audit.record(tx, by, "identity.user_invited", "user " + account.id(), Map.of());
            return store.byId(tx, account.id()).orElseThrow();
        });
    }

    /// What a program asks for.
    ///
    /// @param type     of GoTrue's names
    /// @param email    normalised
    /// @param newEmail of a change; normalised, null for none
    /// @param password of a sign-up; null for none
    record Asked(
            String type,
            String email,
            @Nullable String newEmail,
            @Nullable String password,
            ObjectNode data) {

        @Override
        public String toString() {
            return "Asked[" + type + "]";
        }
    }

    /// @param type what `/verify` wants to be told
    record Link(Account account, OneTimeTokens.Issued token, String link, String type) {}

    /// Makes a code and a link and sends nothing.
    ///
    /// @throws studio.atelier.platform.problem.ProblemException in the words of GoTrue
    Link link(Actor by, Asked asked, Letters.Way way) {
        String hash = asked.password() == null ? null : accounts.hash(asked.password());
        return transactions.asSystem("link", tx -> {
            Account known = store.byEmail(tx, asked.email()).orElse(null);
            Link made = switch (asked.type()) {
                case "signup" -> signUp(tx, asked, hash, way);
                case "invite" -> {
                    Account account = unconfirmed(tx, asked.email(), asked.data(), null);
                    yield issue(tx, account, Letter.INVITATION, asked.email(), way, "invite");
                }
                case "magiclink" ->
                    known == null
                            ? signUp(tx, asked, null, way)
                            : issue(tx, known, Letter.MAGIC_LINK, asked.email(), way, "magiclink");
                case "recovery" -> issue(tx, required(known), Letter.RECOVERY, asked.email(), way, "recovery");
                case "email_change_current" -> change(tx, required(known), asked, Letter.EMAIL_CHANGE_CURRENT, way);
                case "email_change_new" -> change(tx, required(known), asked, Letter.EMAIL_CHANGE_NEW, way);
                default ->
                    throw GoTrueProblem.VALIDATION_FAILED.problem(
                            "Invalid email action link type requested: " + asked.type());
            };
            audit.record(tx, by, "identity.link_made", "user " + made.account().id(), Map.of("type", asked.type()));
            return new Link(store.byId(tx, made.account().id()).orElseThrow(), made.token(), made.link(), made.type());
        });
    }

    private Link signUp(Tx tx, Asked asked, @Nullable String hash, Letters.Way way) {
        Account account = unconfirmed(tx, asked.email(), asked.data(), hash);
        return issue(tx, account, Letter.CONFIRMATION, asked.email(), way, "signup");
    }

    private Link change(Tx tx, Account account, Asked asked, Letter letter, Letters.Way way) {
        String email = asked.newEmail();
        if (email == null) {
            throw GoTrueProblem.VALIDATION_FAILED.problem("Unable to validate email address: invalid format");
        }
        if (store.emailTaken(tx, email, account.id())) {
            throw GoTrueProblem.EMAIL_EXISTS.problem();
        }
        if (!email.equals(account.pending().newEmail())) {
            store.newEmail(tx, account.id(), email);
        }
        boolean current = letter == Letter.EMAIL_CHANGE_CURRENT;
        return issue(
                tx,
                account,
                letter,
                current ? asked.email() : email,
                way,
                current ? "email_change_current" : "email_change_new");
    }

    private Link issue(Tx tx, Account account, Letter letter, String address, Letters.Way way, String type) {
        OneTimeTokens.Issued token = letters.issue(tx, account, letter, address, way);
        return new Link(account, token, letters.link(letter, token.hash(), way), type);
    }

    private static Account required(@Nullable Account account) {
        if (account == null) {
            throw GoTrueProblem.MANAGED_USER_NOT_FOUND.problem("User with this email not found");
        }
        return account;
    }

    /// The account of an address that nobody has confirmed; made where there is none.
    private Account unconfirmed(Tx tx, String email, ObjectNode data, @Nullable String hash) {
        Account known = store.byEmail(tx, email).orElse(null);
        if (known != null && known.emailConfirmed()) {
            throw GoTrueProblem.EMAIL_EXISTS.problem();
        }
        if (known != null) {
            store.mergeUserMetadata(tx, known.id(), data);
            return known;
        }
        UUID id = accounts.nextId();
        var fresh = new Accounts.Fresh(
                id,
                email,
                null,
                hash,
                new Accounts.Proven(false, false),
                accounts.noData(),
                data,
                accounts.withSubject(accounts.noData(), id, email, null, false));
        return accounts.make(tx, fresh).orElseThrow(GoTrueProblem.CONFLICT::problem);
    }
}
