package studio.atelier.platform.limits.internal;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.platform.limits.LimitSettings;
import studio.atelier.platform.limits.Limits;

@Configuration(proxyBeanMethods = false)
class LimitsWiring {

    @Bean
    Limits limits(LimitSettings settings) {
        return new Limits(settings.on());
    }
}
