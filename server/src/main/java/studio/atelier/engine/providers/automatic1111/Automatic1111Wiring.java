package studio.atelier.engine.providers.automatic1111;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.engine.providers.Adapter;
import studio.atelier.platform.outbound.Outbound;

@Configuration(proxyBeanMethods = false)
class Automatic1111Wiring {

    @Bean
    Adapter automatic1111Adapter(Outbound outbound) {
        return new Adapter("automatic1111", provider -> new Automatic1111Provider(provider, outbound));
    }
}
