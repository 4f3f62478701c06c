package studio.atelier.engine.vault;

import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.backend.audit.Audit;
import studio.atelier.platform.crypto.Envelope;
import studio.atelier.platform.crypto.MasterKey;
import studio.atelier.platform.crypto.SealedTables;
import studio.atelier.platform.database.Ids;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.outbound.Outbound;

@Configuration(proxyBeanMethods = false)
class VaultWiring {

    /// The rooms that know providers need the vault, so the probe is looked up when a key is tried.
    @Bean
    Vault vault(
            Transactions transactions,
            Envelope envelope,
            Outbound outbound,
            ObjectProvider<KeyProbe> probes,
            Ids ids,
            Audit audit) {
        KeyProbe later = new KeyProbe() {
            @Override
            public Probe probe(String provider, ProviderCredentials credentials) {
                return probes.getObject().probe(provider, credentials);
            }

            @Override
            public Optional<String> canonical(String provider) {
                return probes.getObject().canonical(provider);
            }
        };
        return new Vault(transactions, envelope, outbound, later, ids, audit);
    }

    @Bean
    SmartLifecycle vaultLifecycle(Transactions transactions, Envelope envelope, MasterKey master) {
        return new VaultLifecycle(new KeyRotation(transactions, envelope, master, SealedTables.bundled()));
    }
}
