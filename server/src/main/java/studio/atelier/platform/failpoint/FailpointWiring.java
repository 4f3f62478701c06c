package studio.atelier.platform.failpoint;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class FailpointWiring {

    @Bean
    Failpoints failpoints(FailpointSettings settings) {
        return new Failpoints(settings);
    }
}
