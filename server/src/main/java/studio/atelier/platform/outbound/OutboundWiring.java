package studio.atelier.platform.outbound;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class OutboundWiring {

    @Bean
    Outbound outbound(OutboundSettings settings) {
        return new Outbound(settings);
    }
}
