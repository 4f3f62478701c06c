package studio.atelier.engine.providers.demo;

import studio.atelier.engine.providers.ProviderCall;
import tools.jackson.databind.JsonNode;

/// What a call says about how to make it.
final class Parameters {

    private Parameters() {}

    /// Without a seed the call's id is one: another each time, and the same when the same call is made
    /// again.
    static long seed(ProviderCall call) {
        JsonNode seed = call.parameters().get("seed");
        return seed != null && seed.isNumber() ? seed.asLong() : call.id().getLeastSignificantBits();
    }

    static long number(ProviderCall call, String name, long otherwise) {
        JsonNode value = call.parameters().get(name);
        return value != null && value.isNumber() ? value.asLong() : otherwise;
    }

    static boolean flag(ProviderCall call, String name) {
        JsonNode value = call.parameters().get(name);
        return value != null && value.asBoolean(false);
    }

    static String word(ProviderCall call, String name, String otherwise) {
        JsonNode value = call.parameters().get(name);
        return value != null && value.isString() ? value.asString() : otherwise;
    }
}
