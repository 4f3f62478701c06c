package studio.atelier.engine.credits;

import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.backend.audit.Audit;
import studio.atelier.backend.dossier.PersonalRecords;
import studio.atelier.backend.identity.UserMembers;
import studio.atelier.backend.identity.UserSignedUp;
import studio.atelier.engine.budgets.Budgets;
import studio.atelier.platform.database.Ids;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.events.EventConsumer;
import studio.atelier.platform.events.Events;
import studio.atelier.platform.schedule.Schedule;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
class CreditsWiring {

    /// A grant that has ended can be spent this long at most.
    private static final Duration EXPIRE_EVERY = Duration.ofMinutes(1);

    @Bean
    PersonalRecords ledgerRecords() {
        return new LedgerRecords();
    }

    @Bean
    Grants grants(Transactions transactions, JsonMapper json, Events events, Ids ids, Clock clock) {
        return new Grants(transactions, new LedgerStore(json), events, ids, clock);
    }

    @Bean
    Credits.Books books(Transactions transactions, JsonMapper json, Grants grants) {
        return new Credits.Books(transactions, new LedgerStore(json), new StatementStore(json), grants);
    }

    @Bean
    Credits credits(Credits.Books books, Budgets budgets, Audit audit, Ids ids, Clock clock) {
        return new Credits(books, budgets, audit, ids, clock);
    }

    @Bean
    Schedule expireGrants(Grants grants) {
        return Schedule.every("credits.expire", EXPIRE_EVERY, grants::expire);
    }

    @Bean
    UserMembers creditsMembers(Credits credits) {
        return new CreditsMembers(credits);
    }

    /// New people start with what the operator gives them, once.
    @Bean
    EventConsumer signupCredits(Credits credits, CreditsSettings settings) {
        return EventConsumer.of("credits.signup", UserSignedUp.class, (tx, event) -> {
            if (settings.signup().isPositive()) {
                credits.grant(tx, event.userId(), settings.signup(), "welcome", "signup:" + event.userId());
            }
        });
    }
}
