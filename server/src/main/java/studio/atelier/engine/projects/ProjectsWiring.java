package studio.atelier.engine.projects;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.backend.audit.Audit;
import studio.atelier.backend.isolation.IsolationProbe;
import studio.atelier.platform.database.Ids;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.feed.FeedView;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
class ProjectsWiring {

    @Bean
    IsolationProbe projectsProbe(Projects projects) {
        return new ProjectsProbe(projects);
    }

    @Bean
    Projects projects(Transactions transactions, JsonMapper json, Audit audit, Ids ids) {
        return new Projects(transactions, new ProjectStore(json), audit, ids);
    }

    @Bean
    FeedView projectFeed(Projects projects) {
        return new ProjectFeed(projects);
    }
}
