package studio.atelier.engine.providers.comfyui;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.engine.providers.Adapter;
import studio.atelier.platform.outbound.Outbound;

@Configuration(proxyBeanMethods = false)
class ComfyUiWiring {

    @Bean
    Adapter comfyuiAdapter(Outbound outbound) {
        return new Adapter("comfyui", provider -> new ComfyUiProvider(provider, outbound));
    }
}
