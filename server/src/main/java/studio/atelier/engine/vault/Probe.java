package studio.atelier.engine.vault;

/// What a provider said about a key.
public sealed interface Probe {

    /// @param models how many models the key reaches; 0 when the provider does not list them
    record Accepted(int models) implements Probe {}

    /// 401 or 403.
    ///
    /// @param message the provider's own words, without secrets
    record Rejected(String message) implements Probe {}

    /// No answer, or one that says nothing about the key.
    record Unreachable(String message) implements Probe {}

    /// This server has no adapter of that name.
    record UnknownProvider() implements Probe {}
}
