package studio.atelier.platform.events;

import java.util.List;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.platform.database.Database;
import studio.atelier.platform.database.Transactions;

@Configuration(proxyBeanMethods = false)
class EventsWiring {

    /// Started and stopped by the lifecycle below.
    @Bean(destroyMethod = "")
    Signals signals(Database database) {
        return new Signals(() -> database.owner().connect("signals"));
    }

    @Bean
    Events events(Signals signals) {
        return new Events(signals);
    }

    @Bean
    SmartLifecycle eventsLifecycle(
            Signals signals, Transactions transactions, EventsSettings settings, List<EventConsumer> consumers) {
        return new EventsLifecycle(signals, transactions, settings, consumers);
    }
}
