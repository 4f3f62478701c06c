package studio.atelier.platform.mail.internal;

import jakarta.mail.Authenticator;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Properties;
import studio.atelier.platform.mail.MailSettings;
import studio.atelier.platform.mail.Message;
import studio.atelier.platform.mail.Sender;
import studio.atelier.platform.settings.Secret;

/// E-mail by a mail server. A connection for each message, as few are sent. Thread-safe.
final class SmtpMail implements Sender {

    private static final Duration CONNECT_MAX = Duration.ofSeconds(10);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(30);

    private final Session session;
    private final String from;

    SmtpMail(MailSettings.Mail.Smtp settings, String from) {
        this.from = from;
        Properties properties = new Properties();
        properties.put("mail.transport.protocol", "smtp");
        properties.put("mail.smtp.host", settings.host());
        properties.put("mail.smtp.port", Integer.toString(settings.port()));
        properties.put("mail.smtp.connectiontimeout", Long.toString(CONNECT_MAX.toMillis()));
        properties.put("mail.smtp.timeout", Long.toString(ANSWER_MAX.toMillis()));
        properties.put("mail.smtp.writetimeout", Long.toString(ANSWER_MAX.toMillis()));
        switch (settings.security()) {
            case TLS -> {
                properties.put("mail.smtp.ssl.enable", "true");
                properties.put("mail.smtp.ssl.checkserveridentity", "true");
            }
            case STARTTLS -> {
                properties.put("mail.smtp.starttls.enable", "true");
                // Without it a listener in between could have everything sent in the clear.
                properties.put("mail.smtp.starttls.required", "true");
                properties.put("mail.smtp.ssl.checkserveridentity", "true");
            }
            case NONE -> properties.put("mail.smtp.starttls.enable", "false");
        }
        this.session = settings.user().isEmpty()
                ? Session.getInstance(properties)
                : Session.getInstance(
                        properties,
                        credentials(settings.user().get(), settings.password().orElse(new Secret("")), properties));
    }

    private static Authenticator credentials(String user, Secret password, Properties properties) {
        properties.put("mail.smtp.auth", "true");
        return new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication(user, password.reveal());
            }
        };
    }

    @Override
    public Delivery send(Message message) {
        if (!(message instanceof Message.Email email)) {
            return new Delivery.Refused("A mail server takes e-mail only.");
        }
        try {
            Transport.send(mime(email));
            return new Delivery.Sent();
        } catch (AddressException _) {
            return new Delivery.Refused("The address cannot be written to.");
        } catch (SendFailedException failure) {
            return failure.getInvalidAddresses() != null && failure.getInvalidAddresses().length > 0
                    ? new Delivery.Refused("The mail server refuses the address.")
                    : new Delivery.Delayed("The mail server did not take the message.");
        } catch (MessagingException failure) {
            return new Delivery.Delayed(
                    "The mail server is out of reach: " + failure.getClass().getSimpleName() + ".");
        }
    }

    private MimeMessage mime(Message.Email email) throws MessagingException {
        MimeMessage mime = new MimeMessage(session);
        mime.setFrom(new InternetAddress(from));
        mime.setRecipient(jakarta.mail.Message.RecipientType.TO, new InternetAddress(email.recipient(), true));
        mime.setSubject(email.subject(), "UTF-8");
        mime.setHeader("Auto-Submitted", "auto-generated");
        mime.setHeader("Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)));
        String html = email.html();
        if (html == null) {
            mime.setText(email.text(), "UTF-8");
        } else {
            MimeBodyPart plain = new MimeBodyPart();
            plain.setText(email.text(), "UTF-8");
            MimeBodyPart rich = new MimeBodyPart();
            rich.setText(html, "UTF-8", "html");
            mime.setContent(new MimeMultipart("alternative", plain, rich));
        }
        return mime;
    }
}
