package studio.atelier.engine.providers;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.backend.audit.Audit;
import studio.atelier.engine.catalog.Catalog;
import studio.atelier.engine.vault.KeyProbe;
import studio.atelier.engine.vault.Vault;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.telemetry.HealthCheck;

@Configuration(proxyBeanMethods = false)
class ProvidersWiring {

    @Bean
    Maintenance maintenance(Transactions transactions, Catalog catalog, Audit audit) {
        return new Maintenance(transactions, catalog, audit, Clock.systemUTC());
    }

    /// Never down: a provider's trouble must not take the server out of service.
    @Bean
    HealthCheck providersCheck(Providers providers) {
        return new HealthCheck() {
            @Override
            public String name() {
                return "providers";
            }

            @Override
            public Health check() {
                String trouble = providers.health().stream()
                        .filter(each ->
                                !each.state().equals("ok") && !each.state().equals("unknown"))
                        .map(each -> each.provider() + " " + each.state())
                        .collect(Collectors.joining(", "));
                return Health.up(trouble.isEmpty() ? "No trouble in the last hour." : "Trouble: " + trouble + ".");
            }
        };
    }

    @Bean
    Providers providers(
            Catalog catalog,
            Maintenance maintenance,
            Transactions transactions,
            ObjectProvider<Adapter> adapters,
            ObjectProvider<Provider> single,
            ObjectProvider<MeterRegistry> metrics) {
        List<Adapter> all = new ArrayList<>(adapters.stream().toList());
        single.stream().map(Adapter::only).forEach(all::add);
        return new Providers(
                catalog,
                all,
                ProviderLimits.STANDARD,
                metrics.getIfAvailable(SimpleMeterRegistry::new),
                maintenance,
                new OpenCircuits(transactions, Clock.systemUTC()));
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
