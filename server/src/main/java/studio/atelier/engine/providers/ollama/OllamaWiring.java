package studio.atelier.engine.providers.ollama;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.engine.catalog.Catalog;
import studio.atelier.engine.providers.Adapter;
import studio.atelier.platform.outbound.Outbound;

@Configuration(proxyBeanMethods = false)
class OllamaWiring {

    @Bean
    Adapter ollamaAdapter(Catalog catalog, Outbound outbound) {
        return new Adapter("ollama", provider -> new OllamaProvider(provider, catalog, outbound));
    }
}
