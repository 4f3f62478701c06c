package studio.atelier.engine.moderation;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.platform.settings.DataFolder;

@Configuration(proxyBeanMethods = false)
class ModerationWiring {

    @Bean
    Moderation moderation(DataFolder data) {
        return Moderation.load(data.path().resolve("moderation").resolve("rules.yaml"));
    }
}
