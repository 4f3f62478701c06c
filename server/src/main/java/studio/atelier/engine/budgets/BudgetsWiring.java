package studio.atelier.engine.budgets;

import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.backend.audit.Audit;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.events.Events;
import studio.atelier.platform.feed.Feed;
import studio.atelier.platform.schedule.Schedule;

@Configuration(proxyBeanMethods = false)
class BudgetsWiring {

    private static final Duration FORGET_EVERY = Duration.ofDays(1);

    @Bean
    Budgets budgets(Events events, Feed feed) {
        return new Budgets(new CapStore(), events, feed);
    }

    @Bean
    BudgetDesk budgetDesk(Transactions transactions, Audit audit, Clock clock) {
        return new BudgetDesk(transactions, new BudgetStore(), audit, clock);
    }

    @Bean
    Schedule forgetBudgetUsage(BudgetDesk budgetDesk) {
        return Schedule.every("budgets.forget", FORGET_EVERY, budgetDesk::forget);
    }
}
