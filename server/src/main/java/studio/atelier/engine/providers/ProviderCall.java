package studio.atelier.engine.providers;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import studio.atelier.engine.catalog.GenerationType;
import studio.atelier.engine.vault.ProviderCredentials;
import tools.jackson.databind.JsonNode;

/// One piece of work for a provider, complete in itself.
///
/// @param id          the generation's id; also the client-chosen id where a provider takes one
/// @param model       the id as sent on the wire
/// @param prompt      as the person wrote it; empty when `parameters` carry `messages`
/// @param parameters  valid against the model's schema, defaults filled in; a chat may carry `messages`
/// @param references  pictures to work from, in order
/// @param credentials to sign in with
public record ProviderCall(
        UUID id,
        String model,
        GenerationType type,
        String prompt,
        Map<String, JsonNode> parameters,
        List<Reference> references,
        ProviderCredentials credentials) {

    public ProviderCall {
        parameters = Map.copyOf(parameters);
        references = List.copyOf(references);
    }
}
