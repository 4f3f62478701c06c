package studio.atelier.platform.mail.internal;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.platform.database.Ids;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.events.Signals;
import studio.atelier.platform.mail.MailSettings;
import studio.atelier.platform.mail.Outbox;
import studio.atelier.platform.mail.Sender;
import studio.atelier.platform.outbound.Outbound;
import studio.atelier.platform.schedule.Schedule;

@Configuration(proxyBeanMethods = false)
class MailWiring {

    private static final Duration SWEEP_EVERY = Duration.ofHours(1);
    private static final Duration KEPT = Duration.ofDays(7);
    private static final int KEPT_MAX = 1_000;

    @Bean
    MessageStore messageStore() {
        return new MessageStore();
    }

    @Bean
    Outbox outbox(MailSettings settings, Signals signals, Ids ids) {
        return new Outbox(settings, signals, ids);
    }

    @Bean
    Dispatcher messageDispatcher(
            Transactions transactions, MessageStore store, Signals signals, MailSettings settings, Outbound outbound) {
        return new Dispatcher(
                transactions,
                store,
                signals,
                new Dispatcher.Senders(mail(settings, outbound), sms(settings, outbound)));
    }

    private static @Nullable Sender mail(MailSettings settings, Outbound outbound) {
        return switch (settings.mail()) {
            case MailSettings.Mail.Sink() -> null;
            case MailSettings.Mail.Smtp smtp -> new SmtpMail(smtp, settings.from());
            case MailSettings.Mail.Resend resend -> new ResendMail(resend, settings.from(), outbound);
        };
    }

    private static @Nullable Sender sms(MailSettings settings, Outbound outbound) {
        return switch (settings.sms()) {
            case MailSettings.Sms.Sink() -> null;
            case MailSettings.Sms.Twilio twilio -> new TwilioSms(twilio, outbound);
        };
    }

    @Bean
    Schedule oldMessages(Transactions transactions, MessageStore store) {
        return Schedule.every(
                "mail.old_messages",
                SWEEP_EVERY,
                () -> transactions.asSystem("old messages", tx -> store.deleteOld(tx, KEPT, KEPT_MAX)));
    }
}
