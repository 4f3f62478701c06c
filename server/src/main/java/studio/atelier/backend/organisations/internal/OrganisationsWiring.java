package studio.atelier.backend.organisations.internal;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.backend.identity.Identity;
import studio.atelier.backend.identity.Leaving;
import studio.atelier.backend.isolation.IsolationProbe;
import studio.atelier.backend.organisations.Organisations;
import studio.atelier.platform.database.Ids;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.limits.Limits;
import studio.atelier.platform.mail.MailTemplate;
import studio.atelier.platform.mail.Outbox;
import studio.atelier.platform.schedule.Schedule;
import studio.atelier.platform.settings.DataFolder;

@Configuration(proxyBeanMethods = false)
class OrganisationsWiring {

    private static final int INVITATIONS_PER_HOUR = 100;
    private static final int PER_RECIPIENT = 3;
    private static final Duration PER_RECIPIENT_PERIOD = Duration.ofMinutes(10);

    @Bean
    Directory organisationDirectory(Transactions transactions, Ids ids) {
        return new Directory(transactions, new OrganisationStore(), ids);
    }

    @Bean
    Organisations organisations(Directory directory) {
        return new Organisations(directory);
    }

    @Bean
    OrganisationInvitations organisationInvitations(
            Transactions transactions,
            Directory directory,
            Identity identity,
            OrganisationInvitations.Post post,
            Ids ids) {
        return new OrganisationInvitations(
                transactions,
                new OrganisationInvitations.Rooms(directory, new InvitationStore(), identity),
                post,
                ids,
                Clock.systemUTC(),
                new SecureRandom());
    }

    @Bean
    OrganisationInvitations.Post organisationPost(Outbox outbox, Limits limits, DataFolder data) {
        return new OrganisationInvitations.Post(
                outbox,
                MailTemplate.read("organisation-invitation", data.path().resolve("mail")),
                limits.limiter("invitations", INVITATIONS_PER_HOUR, Duration.ofHours(1)),
                limits.limiter("invitations to one address", PER_RECIPIENT, PER_RECIPIENT_PERIOD));
    }

    @Bean
    IsolationProbe organisationsProbe(Directory directory) {
        return new MembersProbe(directory);
    }

    @Bean
    Leaving organisationOwnersLeaving(Directory directory) {
        return new OwnersLeaving(directory);
    }

    @Bean
    Schedule organisationInvitationsTidying(OrganisationInvitations invitations) {
        return Schedule.every("organisations.tidy", Duration.ofHours(12), invitations::tidy);
    }
}
