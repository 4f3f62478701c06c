package studio.atelier.engine.providers.runware;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.engine.catalog.Catalog;
import studio.atelier.engine.providers.Adapter;
import studio.atelier.platform.outbound.Outbound;

@Configuration(proxyBeanMethods = false)
class RunwareWiring {

    @Bean
    Adapter runwareAdapter(Catalog catalog, Outbound outbound) {
        return new Adapter("runware", provider -> new RunwareProvider(provider, catalog, outbound));
    }
}
