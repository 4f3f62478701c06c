package studio.atelier.engine.providers.google;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.engine.catalog.Catalog;
import studio.atelier.engine.providers.Adapter;
import studio.atelier.platform.outbound.Outbound;

@Configuration(proxyBeanMethods = false)
class GeminiWiring {

    @Bean
    Adapter gemini(Catalog catalog, Outbound outbound) {
        return new Adapter("google", provider -> new GeminiProvider(provider, catalog, outbound));
    }
}
