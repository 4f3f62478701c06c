package studio.atelier.engine.providers.kie;

import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.engine.catalog.Catalog;
import studio.atelier.engine.providers.Adapter;
import studio.atelier.platform.outbound.Outbound;

@Configuration(proxyBeanMethods = false)
class KieWiring {

    @Bean
    Adapter kieAdapter(Catalog catalog, Outbound outbound) {
        return new Adapter("kie", provider -> new KieProvider(provider, catalog, outbound, Clock.systemUTC()));
    }
}
