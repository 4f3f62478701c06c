package studio.atelier.engine.providers.openai;

import java.net.URI;
import java.util.List;
import studio.atelier.engine.providers.wire.Address;

/// The base of a server's API, whatever people typed: with or without `/v1`, with a slash at its end, or
/// with the path of a call.
record OpenAiAddress(URI base) {

    private static final List<String> CALLS = List.of(
            "/chat/completions",
            "/images/generations",
            "/images/edits",
            "/audio/speech",
            "/audio/transcriptions",
            "/embeddings",
            "/moderations",
            "/models");

    static OpenAiAddress of(URI given) {
        String text = given.toString();
        int cut = text.indexOf('?') >= 0 ? text.indexOf('?') : text.length();
        text = text.substring(0, cut).replaceAll("/+$", "");
        for (String call : CALLS) {
            if (text.endsWith(call)) {
                text = text.substring(0, text.length() - call.length());
            }
        }
        return new OpenAiAddress(Address.versioned(URI.create(text), "/v1", ""));
    }

    /// @param call such as `/models`
    URI to(String call) {
        return URI.create(base + call);
    }
}
