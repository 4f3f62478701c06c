package studio.atelier.engine.vault;

import java.util.UUID;

/// Whose key a run of a person would use: the own one, else the server's.
public sealed interface KeyChoice {

    /// The person's own; the provider bills the person.
    record OwnKey(UUID keyId) implements KeyChoice {}

    /// Set by an administrator for everyone; a run costs credits.
    record ServerKey(UUID keyId) implements KeyChoice {}

    /// None that can be used.
    ///
    /// @param rejected the person has an active key and the provider refused it. Then the server's key is
    ///     not used in its place: who pays never changes silently
    record NoKey(boolean rejected) implements KeyChoice {}
}
