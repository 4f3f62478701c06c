package studio.atelier.engine.providers.elevenlabs;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.engine.catalog.Catalog;
import studio.atelier.engine.providers.Adapter;
import studio.atelier.platform.outbound.Outbound;

@Configuration(proxyBeanMethods = false)
class ElevenLabsWiring {

    @Bean
    Adapter elevenlabsAdapter(Catalog catalog, Outbound outbound) {
        return new Adapter("elevenlabs", provider -> new ElevenLabsProvider(provider, catalog, outbound));
    }
}
