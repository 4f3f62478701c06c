package studio.atelier.engine.catalog;

import java.util.Map;

/// What an adapter needs to know to call a model, beside the parameters.
///
/// @param endpoint which call of the provider: `chat`, `images`, `demo`
/// @param switches words the adapter understands, such as `token_limit: max_tokens`
public record Wire(String endpoint, Map<String, String> switches) {

    public Wire {
        switches = Map.copyOf(switches);
    }

    public String value(String name, String otherwise) {
        return switches.getOrDefault(name, otherwise);
    }
}
