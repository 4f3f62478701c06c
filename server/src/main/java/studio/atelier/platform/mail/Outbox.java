package studio.atelier.platform.mail;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.database.Ids;
import studio.atelier.platform.database.Tx;
import studio.atelier.platform.events.Signals;

/// Where rooms leave messages. Thread-safe.
public final class Outbox {

    /// The signal that a message was committed.
    public static final String SIGNAL = "messages";

    private final MailSettings settings;
    private final Signals signals;
    private final Ids ids;

    public Outbox(MailSettings settings, Signals signals, Ids ids) {
        this.settings = settings;
        this.signals = signals;
        this.ids = ids;
    }

    /// Leaves a message; it is sent if and only if the transaction commits. A sender out of reach never
    /// fails
    /// the caller.
    ///
    /// @param tx in its system part
    /// @return the id of the message
    public UUID leave(Tx tx, Message message) {
        UUID id = ids.next();
        switch (message) {
            case Message.Email email ->
                insert(
                        tx,
                        new Row(
                                id,
                                "email",
                                email.recipient(),
                                email.kind(),
                                email.subject(),
                                email.text(),
                                email.html(),
                                state(settings.mail() instanceof MailSettings.Mail.Sink)));
            case Message.Sms sms ->
                insert(
                        tx,
                        new Row(
                                id,
                                "sms",
                                sms.recipient(),
                                sms.kind(),
                                "",
                                sms.text(),
                                null,
                                state(settings.sms() instanceof MailSettings.Sms.Sink)));
        }
        signals.afterCommit(tx, SIGNAL);
        return id;
    }

    /// Forgets messages to this address and those that name it; for somebody who goes.
    ///
    /// @param tx      in its system part
    /// @param address an e-mail address, or a number in digits
    public void forget(Tx tx, String address) {
        tx.sql("""
                        delete from atelier.messages
                        where recipient = :address
                           or strpos(lower(concat_ws(' ', subject, body_text, body_html)), :address) > 0
                        """).param("address", address).update();
    }

    private record Row(
            UUID id,
            String channel,
            String recipient,
            String kind,
            String subject,
            String text,
            @Nullable String html,
            String state) {}

    private static String state(boolean sink) {
        return sink ? "kept" : "pending";
    }

    private static void insert(Tx tx, Row row) {
        tx.sql("""
                        insert into atelier.messages (id, channel, recipient, kind, subject, body_text, body_html, state)
                        values (:id, :channel, :recipient, :kind, :subject, :text, :html, :state)
                        """)
                .param("id", row.id())
                .param("channel", row.channel())
                .param("recipient", row.recipient())
                .param("kind", row.kind())
                .param("subject", row.subject())
                .param("text", row.text())
                .param("html", row.html(), java.sql.Types.VARCHAR)
                .param("state", row.state())
                .update();
    }
}
