package studio.atelier.engine.providers.openai;

import studio.atelier.engine.catalog.Wire;
import studio.atelier.engine.providers.wire.Address;
import studio.atelier.engine.vault.ProviderCredentials;

/// What servers of this API do not agree on. Comes from the model's `wire`, and from headers of the
/// connection that begin with `x-atelier-` and are not sent on: `x-atelier-token-limit: max_tokens`.
///
/// @param tokenLimit     name of the field that limits an answer: `max_completion_tokens` or `max_tokens`
/// @param systemRole     `developer` or `system`: what a system message is called
/// @param streamUsage    ask for the tokens at the end of a stream
/// @param stream         ask for a stream at all
/// @param responseFormat asked for pictures; empty when the server refuses the field
/// @param speechStream   ask for speech as a stream, which ends with what was used
/// @param usage          what the server says about what was used
record OpenAiSwitches(
        String tokenLimit,
        String systemRole,
        boolean streamUsage,
        boolean stream,
        String responseFormat,
        boolean speechStream,
        OpenAiUsage usage) {

    static OpenAiSwitches of(Wire wire, ProviderCredentials credentials) {
        return new OpenAiSwitches(
                value("token_limit", "max_completion_tokens", wire, credentials),
                value("system_role", "developer", wire, credentials),
                !value("stream_usage", "true", wire, credentials).equals("false"),
                !value("stream", "true", wire, credentials).equals("false"),
                value("response_format", "", wire, credentials),
                value("speech_stream", "false", wire, credentials).equals("true"),
                // Not for a connection to say: whoever names the cost decides about money.
                wire.value("cost", "").equals("usd") ? OpenAiUsage.WITH_COST : OpenAiUsage.PLAIN);
    }

    private static String value(String name, String otherwise, Wire wire, ProviderCredentials credentials) {
        return Address.wish(credentials, name.replace('_', '-')).orElseGet(() -> wire.value(name, otherwise));
    }
}
