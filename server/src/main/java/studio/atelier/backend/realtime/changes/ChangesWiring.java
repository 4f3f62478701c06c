package studio.atelier.backend.realtime.changes;

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
    Changes changes(Transactions transactions, Visibility visibility, Feed feed, JsonMapper json) {
        var changes = new Changes(transactions, visibility, json, Clock.systemUTC());
        changes.follow(feed);
        return changes;
    }
}
