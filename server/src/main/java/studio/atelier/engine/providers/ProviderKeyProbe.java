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
    public Probe probe(String provider, ProviderCredentials credentials) {
        // A key is kept under the name it came with, so an alias would never be found again.
        Optional<Provider> known =
                providers.find(provider).filter(found -> found.name().equals(provider));
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
