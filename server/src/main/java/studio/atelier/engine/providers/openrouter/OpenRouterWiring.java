package studio.atelier.engine.providers.openrouter;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.engine.catalog.Catalog;
import studio.atelier.engine.providers.Adapter;
import studio.atelier.platform.outbound.Outbound;

@Configuration(proxyBeanMethods = false)
class OpenRouterWiring {

    @Bean
    Adapter openRouter(Catalog catalog, Outbound outbound) {
        return new Adapter("openrouter", provider -> new OpenRouterProvider(provider, catalog, outbound));
    }
}
