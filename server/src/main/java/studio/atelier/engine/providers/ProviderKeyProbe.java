package studio.atelier.engine.providers;

import java.util.Optional;
import studio.atelier.engine.vault.KeyProbe;
import studio.atelier.engine.vault.Probe;
import studio.atelier.engine.vault.ProviderCredentials;

/// Tries keys for the vault. Thread-safe.
final class ProviderKeyProbe implements KeyProbe {

    private final Providers providers;

    ProviderKeyProbe(Providers providers) {
        this.providers = providers;
    }

    @Override
    public Optional<String> canonical(String provider) {
        return providers.find(provider).map(Provider::name);
    }

    @Override
    public Probe probe(String provider, ProviderCredentials credentials) {
        Optional<Provider> known = providers.find(provider);
        if (known.isEmpty()) {
            return new Probe.UnknownProvider();
        }
        return switch (known.get().discover(credentials)) {
            case Discovery.Models(var models) -> new Probe.Accepted(models.size());
            case Discovery.Rejected(String message) -> new Probe.Rejected(message);
            case Discovery.Unreachable(String message) -> new Probe.Unreachable(message);
        };
    }
}
