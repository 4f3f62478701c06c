package studio.atelier.engine.providers;

import java.util.List;

/// What a provider says about credentials.
public sealed interface Discovery {

    /// @param models ids on the wire, at most 2,000; empty when the provider does not list them
    record Models(List<String> models) implements Discovery {
        public Models {
            models = List.copyOf(models);
        }
    }

    /// 401 or 403.
    record Rejected(String message) implements Discovery {}

    /// No answer, or one that says nothing about the key.
    record Unreachable(String message) implements Discovery {}
}
