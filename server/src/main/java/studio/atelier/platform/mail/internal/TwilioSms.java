package studio.atelier.platform.mail.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLEncoder;
import java.util.Base64;
import java.util.Map;
import studio.atelier.platform.mail.MailSettings;
import studio.atelier.platform.mail.Message;
import studio.atelier.platform.mail.Sender;
import studio.atelier.platform.outbound.Outbound;
import studio.atelier.platform.outbound.OutboundCall;
import studio.atelier.platform.outbound.OutboundLimits;
import studio.atelier.platform.settings.Secret;

/// Text messages by Twilio: a form to the account's `Messages.json` with basic authentication. Thread-safe.
final class TwilioSms implements Sender {

    private final MailSettings.Sms.Twilio settings;
    private final Outbound outbound;

    TwilioSms(MailSettings.Sms.Twilio settings, Outbound outbound) {
        this.settings = settings;
        this.outbound = outbound;
    }

    @Override
    public Delivery send(Message message) {
        if (!(message instanceof Message.Sms sms)) {
            return new Delivery.Refused("Twilio takes text messages only.");
        }
        // A messaging service is named by its id, which begins with MG; anything else is a number or a name.
        String sender = settings.from().startsWith("MG") ? "MessagingServiceSid" : "From";
        String form = "To=" + encoded("+" + sms.recipient()) + "&" + sender + "=" + encoded(settings.from()) + "&Body="
                + encoded(sms.text());
        String basic = settings.account() + ":" + settings.token().reveal();
        var call = new OutboundCall(
                "POST",
                URI.create(settings.url() + "/2010-04-01/Accounts/" + encoded(settings.account()) + "/Messages.json"),
                Map.of(
                        "Content-Type",
                        new Secret("application/x-www-form-urlencoded"),
                        "Authorization",
                        new Secret("Basic " + Base64.getEncoder().encodeToString(basic.getBytes(UTF_8)))),
                new OutboundCall.Payload.Bytes(form.getBytes(UTF_8)),
                OutboundLimits.BRIEF);
        return Answers.delivery("Twilio", outbound.send(call));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
