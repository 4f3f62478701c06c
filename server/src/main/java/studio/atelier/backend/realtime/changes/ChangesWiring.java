package studio.atelier.backend.realtime.changes;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.feed.Feed;
import studio.atelier.platform.feed.Visibility;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
class ChangesWiring {

    @Bean
    Changes changes(
            Transactions transactions, Visibility visibility, Feed feed, JsonMapper json, MeterRegistry registry) {
        Clock clock = Clock.systemUTC();
        var changes = new Changes(transactions, visibility, json, clock, new Tally(registry, clock));
        changes.follow(feed);
        return changes;
    }
}
