package studio.atelier.engine.vault;

/// Asks a provider whether it accepts a key. A port, because the rooms that know providers stand above the vault.
public interface KeyProbe {

    /// Blocks for at most some 30 seconds; throws nothing for what a provider or network does.
    Probe probe(String provider, ProviderCredentials credentials);
}
