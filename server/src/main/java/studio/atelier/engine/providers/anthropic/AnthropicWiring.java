package studio.atelier.engine.providers.anthropic;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.engine.providers.Adapter;
import studio.atelier.platform.outbound.Outbound;

@Configuration(proxyBeanMethods = false)
class AnthropicWiring {

    @Bean
    Adapter anthropic(Outbound outbound) {
        return new Adapter("anthropic", provider -> new AnthropicProvider(provider, outbound));
    }
}
