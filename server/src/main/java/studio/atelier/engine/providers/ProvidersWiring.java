package studio.atelier.engine.providers;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.engine.catalog.Catalog;
import studio.atelier.engine.vault.KeyProbe;
import studio.atelier.engine.vault.Vault;

@Configuration(proxyBeanMethods = false)
class ProvidersWiring {

    @Bean
    Providers providers(
            Catalog catalog,
            ObjectProvider<Adapter> adapters,
            ObjectProvider<Provider> single,
            ObjectProvider<MeterRegistry> metrics) {
        List<Adapter> all = new ArrayList<>(adapters.stream().toList());
        single.stream().map(Adapter::only).forEach(all::add);
        return new Providers(catalog, all, ProviderLimits.STANDARD, metrics.getIfAvailable(SimpleMeterRegistry::new));
    }

    @Bean
    KeyProbe keyProbe(Providers providers) {
        return new ProviderKeyProbe(providers);
    }

    @Bean
    DiscoveredModels discoveredModels(Providers providers, Vault vault) {
        return new DiscoveredModels(providers, vault);
    }
}
