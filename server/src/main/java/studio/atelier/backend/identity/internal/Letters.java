package studio.atelier.backend.identity.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.database.Tx;
import studio.atelier.platform.http.Exchange;
import studio.atelier.platform.mail.MailSettings;
import studio.atelier.platform.mail.Message;
import studio.atelier.platform.mail.Outbox;

/// Writes the messages with codes and links. Thread-safe.
final class Letters {

    private static final Pattern AMBIGUOUS = Pattern.compile("[^A-Za-z0-9:/?.~_*@!$'(),;-]");

    private final Outbox outbox;
    private final OneTimeTokens tokens;
    private final AccountStore accounts;
    private final MailTemplates templates;
    private final boolean development;

    Letters(
            Outbox outbox,
            OneTimeTokens tokens,
            AccountStore accounts,
            MailTemplates templates,
            MailSettings settings) {
        this.outbox = outbox;
        this.tokens = tokens;
        this.accounts = accounts;
        this.templates = templates;
        this.development = settings.development();
    }

    /// Where the link of a message leads.
    ///
    /// @param server     under which the reader reaches this server
    /// @param site       the site's own address, for the text
    /// @param redirectTo where the browser is sent afterwards; already checked
    /// @param pkce       the browser comes back with a code and not with a session
    record Way(URI server, URI site, String redirectTo, boolean pkce) {}

    /// A link in a message uses the configured address, because whoever asks for the message chooses the `Host` of
    /// the request. Only where messages do not leave, a request on this machine may say how it got here.
    Way way(Exchange exchange, String redirectTo, boolean pkce) {
        URI server = development && exchange.local() ? exchange.host() : exchange.site();
        return new Way(server, exchange.site(), redirectTo, pkce);
    }

    /// What was made, for an administrator who hands the link on.
    record Written(OneTimeTokens.Issued token, String link, UUID messageId) {

        @Override
        public String toString() {
            return "Written[" + messageId + "]";
        }
    }

    /// Makes a code for the account and leaves the message with it.
    ///
    /// @param address what it goes to
    Written send(Tx tx, Account account, Letter letter, String address, Way way) {
        OneTimeTokens.Issued issued = issue(tx, account, letter, address, way);
        String link = link(letter, issued.hash(), way);
        var filled = templates.fill(letter, values(account, issued, link, way));
        Message message = letter.phone()
                ? new Message.Sms(address, letter.type(), filled.text())
                : new Message.Email(address, letter.type(), filled.subject(), filled.text(), filled.html());
        return new Written(issued, link, outbox.leave(tx, message));
    }

    /// Makes the code only.
    OneTimeTokens.Issued issue(Tx tx, Account account, Letter letter, String address, Way way) {
        OneTimeTokens.Issued issued = tokens.issue(tx, account.id(), letter.kind(), address, way.pkce());
        AccountStore.Stamp stamp = switch (letter) {
            case CONFIRMATION, PHONE_CONFIRMATION -> AccountStore.Stamp.CONFIRMATION;
            case INVITATION -> AccountStore.Stamp.INVITATION;
            case MAGIC_LINK, RECOVERY -> AccountStore.Stamp.RECOVERY;
            case REAUTHENTICATION, PHONE_REAUTHENTICATION -> AccountStore.Stamp.REAUTHENTICATION;
            case EMAIL_CHANGE_CURRENT, EMAIL_CHANGE_NEW, PHONE_CHANGE -> null;
        };
        if (stamp != null) {
            accounts.stamp(tx, account.id(), stamp);
        }
        return issued;
    }

    String link(Letter letter, String hash, Way way) {
        return way.server() + "/auth/v1/verify?token=" + hash + "&type=" + letter.type() + "&redirect_to="
                + inQuery(way.redirectTo());
    }

    /// Clients look for the plain address in the link, so it is encoded only where it would end early.
    private static String inQuery(String address) {
        return AMBIGUOUS.matcher(address).find() ? URLEncoder.encode(address, UTF_8) : address;
    }

    private static Map<String, String> values(Account account, OneTimeTokens.Issued issued, String link, Way way) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("ConfirmationURL", link);
        values.put("Token", issued.code());
        values.put("Code", issued.code());
        values.put("TokenHash", issued.hash());
        values.put("SiteURL", way.site().toString());
        values.put("RedirectTo", way.redirectTo());
        values.put("Email", orEmpty(account.email()));
        values.put("NewEmail", orEmpty(account.pending().newEmail()));
        return values;
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
