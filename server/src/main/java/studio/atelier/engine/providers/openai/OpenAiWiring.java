package studio.atelier.engine.providers.openai;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.engine.catalog.Catalog;
import studio.atelier.engine.providers.Adapter;
import studio.atelier.platform.outbound.Outbound;

@Configuration(proxyBeanMethods = false)
class OpenAiWiring {

    @Bean
    Adapter openAi(Catalog catalog, Outbound outbound) {
        return new Adapter("openai", provider -> new OpenAiProvider(provider, catalog, outbound));
    }
}
