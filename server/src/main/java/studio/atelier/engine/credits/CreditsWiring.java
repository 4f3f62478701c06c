package studio.atelier.engine.credits;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.backend.audit.Audit;
import studio.atelier.backend.dossier.PersonalRecords;
import studio.atelier.backend.identity.UserMembers;
import studio.atelier.backend.identity.UserSignedUp;
import studio.atelier.platform.database.Ids;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.events.EventConsumer;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
class CreditsWiring {

    @Bean
    PersonalRecords ledgerRecords() {
        return new LedgerRecords();
    }

    @Bean
    Credits credits(Transactions transactions, JsonMapper json, Audit audit, Ids ids) {
        return new Credits(transactions, new LedgerStore(json), audit, ids);
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
