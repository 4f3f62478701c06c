package studio.atelier.platform.mail.internal;

import java.net.URI;
import java.util.List;
import studio.atelier.platform.mail.MailSettings;
import studio.atelier.platform.mail.Message;
import studio.atelier.platform.mail.Sender;
import studio.atelier.platform.outbound.Outbound;
import studio.atelier.platform.outbound.OutboundCall;
import studio.atelier.platform.outbound.OutboundLimits;
import studio.atelier.platform.settings.Secret;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// E-mail by Resend: `POST /emails` with a bearer key. Thread-safe.
final class ResendMail implements Sender {

    private final MailSettings.Mail.Resend settings;
    private final String from;
    private final Outbound outbound;
    private final JsonMapper json = JsonMapper.shared();

    ResendMail(MailSettings.Mail.Resend settings, String from, Outbound outbound) {
        this.settings = settings;
        this.from = from;
        this.outbound = outbound;
    }

    @Override
    public Delivery send(Message message) {
        if (!(message instanceof Message.Email email)) {
            return new Delivery.Refused("Resend takes e-mail only.");
        }
        ObjectNode body = json.createObjectNode().put("from", from);
        body.set("to", json.valueToTree(List.of(email.recipient())));
        body.put("subject", email.subject()).put("text", email.text());
        if (email.html() != null) {
            body.put("html", email.html());
        }
        var call = OutboundCall.postJson(URI.create(settings.url() + "/emails"), body.toString(), OutboundLimits.BRIEF)
                .with("Authorization", new Secret("Bearer " + settings.key().reveal()));
        return Answers.delivery("Resend", outbound.send(call));
    }
}
