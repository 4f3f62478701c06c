package studio.atelier.engine.vault;

import java.util.Locale;
import java.util.UUID;

/// Whose key a run of a person would use: the own one, else the one of the project's organisation, else the
/// server's. Who pays never changes silently: where the keys of one level are all refused by the provider,
/// the next level is not asked.
public sealed interface KeyChoice {

    /// Whose a key is.
    enum Source {
        /// The person's own; the provider bills the person.
        OWN,
        /// Of the organisation the project belongs to; the provider bills the organisation.
        ORGANISATION,
        /// Set by an administrator; a run costs credits.
        SERVER;

        /// As in rows and answers.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    record Key(Source source, UUID keyId, String keyName) implements KeyChoice {}

    /// There is an active key, and the provider refused it.
    record Rejected(Source source, String keyName) implements KeyChoice {}

    /// None at all.
    record NoKey() implements KeyChoice {}
}
