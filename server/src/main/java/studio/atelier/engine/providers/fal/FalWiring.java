package studio.atelier.engine.providers.fal;

import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.engine.catalog.Catalog;
import studio.atelier.engine.providers.Adapter;
import studio.atelier.platform.outbound.Outbound;

@Configuration(proxyBeanMethods = false)
class FalWiring {

    @Bean
    Adapter fal(Catalog catalog, Outbound outbound) {
        return new Adapter("fal", provider -> new FalProvider(provider, catalog, outbound, Clock.systemUTC()));
    }
}
