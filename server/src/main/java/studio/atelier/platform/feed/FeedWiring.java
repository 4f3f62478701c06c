package studio.atelier.platform.feed;

import java.time.Duration;
import java.util.List;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.platform.database.Database;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
class FeedWiring {

    private static final Duration COMMENT_EVERY = Duration.ofSeconds(15);

    /// Closed by the lifecycle below.
    @Bean(destroyMethod = "")
    FeedHub feedHub() {
        return new FeedHub();
    }

    @Bean
    Feed feed(FeedHub hub) {
        return new Feed(hub);
    }

    @Bean
    EventStream eventStream(FeedHub hub, JsonMapper json, List<FeedView> views) {
        return new EventStream(hub, json, views, COMMENT_EVERY);
    }

    @Bean
    SmartLifecycle feedLifecycle(FeedHub hub, Database database) {
        return new FeedLifecycle(hub, new FeedReader(database::owner, hub));
    }
}
