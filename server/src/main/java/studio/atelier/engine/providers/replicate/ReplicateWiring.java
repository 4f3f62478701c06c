package studio.atelier.engine.providers.replicate;

import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.engine.catalog.Catalog;
import studio.atelier.engine.providers.Adapter;
import studio.atelier.platform.outbound.Outbound;

@Configuration(proxyBeanMethods = false)
class ReplicateWiring {

    @Bean
    Adapter replicateAdapter(Catalog catalog, Outbound outbound) {
        return new Adapter(
                "replicate", provider -> new ReplicateProvider(provider, catalog, outbound, Clock.systemUTC()));
    }
}
