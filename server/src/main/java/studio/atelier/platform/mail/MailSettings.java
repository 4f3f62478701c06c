package studio.atelier.platform.mail;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import studio.atelier.platform.settings.Secret;
import studio.atelier.platform.settings.SettingsReader;

/// By which way messages leave.
///
/// @param from who writes, as mail shows it: `Name <address>`
public record MailSettings(Mail mail, Sms sms, String from) {

    /// The way of e-mail.
    public sealed interface Mail {

        /// Nothing leaves; administrators read the messages.
        record Sink() implements Mail {}

        /// @param security what TLS is asked for: from the first byte, by STARTTLS, or none
        record Smtp(String host, int port, Security security, Optional<String> user, Optional<Secret> password)
                implements Mail {}

        /// @param url of the API
        record Resend(Secret key, URI url) implements Mail {}
    }

    public enum Security {
        TLS,
        STARTTLS,
        NONE
    }

    /// The way of text messages.
    public sealed interface Sms {

        record Sink() implements Sms {}

        /// @param from a number in E.164 or a messaging service's id
        /// @param url  of the API
        record Twilio(String account, Secret token, String from, URI url) implements Sms {}
    }

    /// Whether e-mail reaches nobody but the administrators of this server.
    public boolean development() {
        return mail instanceof Mail.Sink;
    }

    public static MailSettings read(SettingsReader settings) {
        String from = settings.text(
                "ATELIER_MAIL_FROM", "Atelier <atelier@localhost>", "Who writes e-mail: a name and an address.");
        String way = settings.text(
                        "ATELIER_MAIL", "sink", "How e-mail leaves: smtp, resend, or sink (administrators read it).")
                .toLowerCase(Locale.ROOT);
        Mail smtp = smtp(settings);
        Mail resend = resend(settings);
        Mail mail = switch (way) {
            case "sink" -> new Mail.Sink();
            case "smtp" -> smtp;
            case "resend" -> resend;
            default -> {
                settings.fault("ATELIER_MAIL", "takes smtp, resend or sink");
                yield new Mail.Sink();
            }
        };
        needs(settings, way.equals("smtp") && ((Mail.Smtp) smtp).host().isEmpty(), "ATELIER_SMTP_HOST");
        needs(
                settings,
                way.equals("resend") && ((Mail.Resend) resend).key().reveal().isEmpty(),
                "ATELIER_RESEND_KEY");
        return new MailSettings(mail, sms(settings), from);
    }

    private static Mail smtp(SettingsReader settings) {
        String host = settings.optional("ATELIER_SMTP_HOST", "Mail server.").orElse("");
        int port = (int) settings.whole("ATELIER_SMTP_PORT", 587, 1, 65_535, "Port of the mail server.");
        String word = settings.text(
                        "ATELIER_SMTP_SECURITY",
                        "starttls",
                        "How the connection to it is secured: tls from the first byte, starttls, or none for a server on this machine.")
                .toUpperCase(Locale.ROOT);
        Security security = Security.STARTTLS;
        try {
            security = Security.valueOf(word);
        } catch (IllegalArgumentException _) {
            settings.fault("ATELIER_SMTP_SECURITY", "takes tls, starttls or none");
        }
        return new Mail.Smtp(
                host,
                port,
                security,
                settings.optional("ATELIER_SMTP_USER", "Name to sign in with at the mail server."),
                settings.secret("ATELIER_SMTP_PASSWORD", "Password for it."));
    }

    private static Mail resend(SettingsReader settings) {
        Secret key =
                settings.secret("ATELIER_RESEND_KEY", "Key of the Resend API.").orElse(new Secret(""));
        return new Mail.Resend(
                key, url(settings, "ATELIER_RESEND_URL", "https://api.resend.com", "Address of the Resend API."));
    }

    private static Sms sms(SettingsReader settings) {
        String way = settings.text(
                        "ATELIER_SMS", "sink", "How text messages leave: twilio, or sink (administrators read them).")
                .toLowerCase(Locale.ROOT);
        String account = settings.optional("ATELIER_TWILIO_ACCOUNT", "Account SID at Twilio.")
                .orElse("");
        Secret token = settings.secret("ATELIER_TWILIO_TOKEN", "Auth token of that account.")
                .orElse(new Secret(""));
        String from = settings.optional(
                        "ATELIER_TWILIO_FROM", "Number text messages come from, or a messaging service SID.")
                .orElse("");
        URI url = url(settings, "ATELIER_TWILIO_URL", "https://api.twilio.com", "Address of the Twilio API.");
        if (way.equals("twilio")) {
            needs(settings, account.isEmpty(), "ATELIER_TWILIO_ACCOUNT");
            needs(settings, token.reveal().isEmpty(), "ATELIER_TWILIO_TOKEN");
            needs(settings, from.isEmpty(), "ATELIER_TWILIO_FROM");
            return new Sms.Twilio(account, token, from, url);
        }
        if (!way.equals("sink")) {
            settings.fault("ATELIER_SMS", "takes twilio or sink");
        }
        return new Sms.Sink();
    }

    private static void needs(SettingsReader settings, boolean missing, String name) {
        if (missing) {
            settings.fault(name, "is missing; the chosen way to send needs it");
        }
    }

    private static URI url(SettingsReader settings, String name, String initial, String purpose) {
        String text = settings.text(name, initial, purpose);
        try {
            URI url = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            if (url.getHost() != null
                    && url.getScheme() != null
                    && url.getScheme().startsWith("http")) {
                return url;
            }
        } catch (IllegalArgumentException _) {
            // the one message below says what is wanted
        }
        settings.fault(name, "takes an address such as " + initial);
        return URI.create(initial);
    }
}
