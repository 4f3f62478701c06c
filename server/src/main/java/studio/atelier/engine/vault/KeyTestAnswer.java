package studio.atelier.engine.vault;

import org.jspecify.annotations.Nullable;

/// What trying a key found; the components are the JSON members.
///
/// @param models how many the key reaches; null when that is not known
record KeyTestAnswer(
        KeyStatus status,
        @Nullable String message,
        @Nullable Integer models) {

    static KeyTestAnswer of(Probe probe) {
        return switch (probe) {
            case Probe.Accepted(int models) -> new KeyTestAnswer(KeyStatus.VALID, null, models == 0 ? null : models);
            case Probe.Rejected(String message) -> new KeyTestAnswer(KeyStatus.INVALID, message, null);
            case Probe.Unreachable(String message) -> new KeyTestAnswer(KeyStatus.UNVERIFIED, message, null);
            case Probe.UnknownProvider _ ->
                new KeyTestAnswer(KeyStatus.UNVERIFIED, "This server does not know the provider any more.", null);
        };
    }
}
