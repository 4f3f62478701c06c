package studio.atelier.platform.limits.internal;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.platform.limits.LimitSettings;
import studio.atelier.platform.limits.Limits;

@Configuration(proxyBeanMethods = false)
class LimitsWiring {

    @Bean
    Limits limits(LimitSettings settings, MeterRegistry meters) {
        return settings.redis()
                .filter(_ -> settings.on())
                .map(redis -> Limits.shared(redis, settings.redisAnswer(), meters))
                .orElseGet(() -> new Limits(settings.on()));
    }
}
