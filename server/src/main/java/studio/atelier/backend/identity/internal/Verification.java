package studio.atelier.backend.identity.internal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.audit.Audit;
import studio.atelier.backend.identity.internal.OneTimeTokens.Kind;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.Tx;
import tools.jackson.databind.json.JsonMapper;

/// Takes codes and links that come back, and does what they were sent for. Source: wire reference 2.7. Thread-safe.
final class Verification {

    private static final List<Kind> EMAIL_CHANGE = List.of(Kind.EMAIL_CHANGE_CURRENT, Kind.EMAIL_CHANGE_NEW);

    private final Transactions transactions;
    private final AccountStore store;
    private final IdentityStore identities;
    private final Accounts accounts;
    private final OneTimeTokens tokens;
    private final Sessions sessions;
    private final FlowStates flows;
    private final Audit audit;

    Verification(Transactions transactions, Rooms rooms, FlowStates flows, Audit audit) {
        this.transactions = transactions;
        this.store = rooms.store();
        this.identities = rooms.identities();
        this.accounts = rooms.accounts();
        this.tokens = rooms.tokens();
        this.sessions = rooms.sessions();
        this.flows = flows;
        this.audit = audit;
    }

    record Rooms(
            AccountStore store, IdentityStore identities, Accounts accounts, OneTimeTokens tokens, Sessions sessions) {}

    /// What came of it.
    sealed interface Outcome {

        record In(SignedIn signedIn) implements Outcome {}

        /// The browser gets a code to be exchanged.
        record Code(String code) implements Outcome {}

        /// The other of two addresses has to agree too.
        record Half(boolean pkce) implements Outcome {}

        record Expired() implements Outcome {}

        record Banned() implements Outcome {}

        /// Somebody else has the new address by now.
        record Taken() implements Outcome {}

        /// The code is good, but nobody waits for it with a verifier.
        record NoFlow() implements Outcome {}
    }

    /// The kinds of code that a type of `/verify` takes.
    ///
    /// @return empty for a type that is none
    static List<Kind> kinds(String type) {
        return switch (type) {
            case "signup", "invite" -> List.of(Kind.CONFIRMATION);
            case "recovery", "magiclink" -> List.of(Kind.RECOVERY);
            case "email" -> List.of(Kind.CONFIRMATION, Kind.RECOVERY);
            case "email_change" -> EMAIL_CHANGE;
            case "sms" -> List.of(Kind.PHONE_CONFIRMATION);
            case "phone_change" -> List.of(Kind.PHONE_CHANGE);
            default -> List.of();
        };
    }

    /// A link, or its token posted by a page.
    ///
    /// @param browser whether a link in the PKCE flow answers with a code
    Outcome byHash(String hash, String type, Visit visit, boolean browser) {
        return transactions.asSystem(
                "verification",
                tx -> tokens.byHash(tx, hash, kinds(type))
                        .map(found ->
                                take(tx, found, type, visit, browser && hash.startsWith(OneTimeTokens.PKCE_PREFIX)))
                        .orElseGet(Outcome.Expired::new));
    }

    /// A code somebody typed.
    ///
    /// @param address what it was sent to, normalised
    Outcome byCode(String address, String code, String type, Visit visit) {
        return transactions.asSystem("verification", tx -> {
            Optional<Account> account = switch (type) {
                case "email_change" -> store.byEmailChange(tx, address);
                case "phone_change" -> store.byPhoneChange(tx, address);
                case "sms" -> store.byPhone(tx, address);
                default -> store.byEmail(tx, address);
            };
            return account.flatMap(known -> tokens.byCode(tx, known.id(), address, code, kinds(type)))
                    .map(found -> take(tx, found, type, visit, false))
                    .orElseGet(Outcome.Expired::new);
        });
    }

    private Outcome take(Tx tx, OneTimeTokens.Found found, String type, Visit visit, boolean code) {
        Account account = store.byId(tx, found.userId()).orElse(null);
        if (account == null) {
            return new Outcome.Expired();
        }
        if (sessions.banned(account)) {
            return new Outcome.Banned();
        }
        Outcome hindrance = apply(tx, account, found);
        if (hindrance != null) {
            return hindrance;
        }
        Account changed = store.byId(tx, account.id()).orElseThrow();
        if (code) {
            String method = type.equals("signup") ? Letter.CONFIRMATION.method() : type;
            return flows.codeFor(tx, account.id(), method)
                    .<Outcome>map(Outcome.Code::new)
                    .orElseGet(Outcome.NoFlow::new);
        }
        SignedIn signedIn = sessions.begin(tx, changed, visit, "otp");
        audit.record(tx, null, "identity.signed_in_by_message", "user " + account.id(), Map.of("type", type));
        return new Outcome.In(signedIn);
    }

    /// @return null when the sign-in may begin
    private @Nullable Outcome apply(Tx tx, Account account, OneTimeTokens.Found found) {
        tokens.use(tx, account.id(), found.kind());
        switch (found.kind()) {
            case CONFIRMATION, RECOVERY -> confirmEmail(tx, account);
            case EMAIL_CHANGE_CURRENT, EMAIL_CHANGE_NEW -> {
                return changeEmail(tx, account, found);
            }
            case PHONE_CONFIRMATION -> {
                boolean first = account.confirmedAt() == null;
                store.confirmPhone(tx, account.id());
                if (first) {
                    accounts.joined(tx, account.id(), false);
                }
            }
            case PHONE_CHANGE -> {
                return changePhone(tx, account, account.pending().newPhone());
            }
            case REAUTHENTICATION -> {
                return new Outcome.Expired();
            }
        }
        return null;
    }

    private void confirmEmail(Tx tx, Account account) {
        boolean first = account.confirmedAt() == null;
        store.confirmEmail(tx, account.id());
        if (first) {
            accounts.joined(tx, account.id(), false);
        }
    }

    private @Nullable Outcome changeEmail(Tx tx, Account account, OneTimeTokens.Found found) {
        String email = account.pending().newEmail();
        if (email == null) {
            return new Outcome.Expired();
        }
        boolean both = account.email() != null && account.emailConfirmed();
        if (both && !account.pending().emailChangeHalf()) {
            store.emailChangeHalf(tx, account.id());
            return new Outcome.Half(found.pkce());
        }
        return setEmail(tx, account, email);
    }

    /// Gives an account its new address, which is confirmed.
    ///
    /// @return null when it is done
    @Nullable
    Outcome setEmail(Tx tx, Account account, String email) {
        if (store.emailTaken(tx, email, account.id())) {
            return new Outcome.Taken();
        }
        boolean first = account.confirmedAt() == null;
        store.email(tx, account.id(), email);
        var data = JsonMapper.shared().createObjectNode().put("email", email).put("email_verified", true);
        if (identities.has(tx, account.id(), "email")) {
            identities.merge(tx, account.id(), "email", data);
        } else {
            data.put("sub", account.id().toString());
            identities.insert(tx, account.id(), "email", account.id().toString(), data);
            identities.mirrorProviders(tx, account.id());
        }
        store.mergeUserMetadata(
                tx, account.id(), JsonMapper.shared().createObjectNode().put("email", email));
        store.confirmEmail(tx, account.id());
        store.permanent(tx, account.id());
        store.newEmail(tx, account.id(), null);
        tokens.use(tx, account.id(), Kind.EMAIL_CHANGE_CURRENT);
        tokens.use(tx, account.id(), Kind.EMAIL_CHANGE_NEW);
        if (first) {
            accounts.joined(tx, account.id(), false);
        }
        return null;
    }

    /// Gives an account its new number, which is confirmed.
    ///
    /// @return null when it is done
    @Nullable
    Outcome changePhone(Tx tx, Account account, @Nullable String phone) {
        if (phone == null) {
            return new Outcome.Expired();
        }
        if (store.phoneTaken(tx, phone, account.id())) {
            return new Outcome.Taken();
        }
        boolean first = account.confirmedAt() == null;
        store.phone(tx, account.id(), phone);
        var data = JsonMapper.shared().createObjectNode().put("phone", phone).put("phone_verified", true);
        if (identities.has(tx, account.id(), "phone")) {
            identities.merge(tx, account.id(), "phone", data);
        } else {
            data.put("sub", account.id().toString());
            identities.insert(tx, account.id(), "phone", account.id().toString(), data);
            identities.mirrorProviders(tx, account.id());
        }
        store.confirmPhone(tx, account.id());
        store.permanent(tx, account.id());
        store.newPhone(tx, account.id(), null);
        if (first) {
            accounts.joined(tx, account.id(), false);
        }
        return null;
    }
}
