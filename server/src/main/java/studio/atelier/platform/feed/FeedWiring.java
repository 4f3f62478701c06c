package studio.atelier.platform.feed;

import java.time.Duration;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.platform.database.Database;
import studio.atelier.platform.database.Transactions;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
class FeedWiring {

    private static final Duration COMMENT_EVERY = Duration.ofSeconds(15);
    private static final Duration VISIBLE_WITHIN = Duration.ofSeconds(10);

    /// Closed by the lifecycle below.
    @Bean(destroyMethod = "")
    FeedHub feedHub(ObjectProvider<FeedView> views) {
        return new FeedHub(new ToldTables(views::stream));
    }

    @Bean
    Feed feed(FeedHub hub) {
        return new Feed(hub);
    }

    @Bean
    Visibility visibility(Transactions transactions) {
        return new Visibility(transactions, VISIBLE_WITHIN);
    }

    @Bean
    EventStream eventStream(FeedHub hub, JsonMapper json, List<FeedView> views, Visibility visibility) {
        return new EventStream(hub, json, views, visibility, COMMENT_EVERY);
    }

    @Bean
    SmartLifecycle feedLifecycle(FeedHub hub, Database database) {
        return new FeedLifecycle(hub, new FeedReader(database::owner, hub));
    }
}
