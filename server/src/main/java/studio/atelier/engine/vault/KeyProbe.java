package studio.atelier.engine.vault;

import java.util.Optional;

/// Asks a provider whether it accepts a key. A port, because the rooms that know providers stand above the
/// vault.
public interface KeyProbe {

    /// Blocks for at most some 30 seconds; throws nothing for what a provider or network does.
    Probe probe(String provider, ProviderCredentials credentials);

    /// The one name under which a provider's keys are kept: people and programs may use an alias (E69).
    ///
    /// @return empty when nobody knows the provider
    default Optional<String> canonical(String provider) {
        return Optional.of(provider);
    }
}
