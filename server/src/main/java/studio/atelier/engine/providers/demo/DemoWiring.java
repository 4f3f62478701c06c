package studio.atelier.engine.providers.demo;

import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.engine.providers.Provider;

@Configuration(proxyBeanMethods = false)
class DemoWiring {

    /// Fast enough for nobody to wait, slow enough to see that it streams.
    private static final Duration PACE = Duration.ofMillis(7);

    @Bean
    Provider demoProvider() {
        return new DemoProvider(PACE);
    }
}
