package studio.atelier.engine.providers;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
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
/// @param assets      files that parameters marked `x-asset` name (`mask`, `first_frame`, `audio`), by
///     parameter; such parameters are not among `parameters`
/// @param callback    where the provider may tell that the job moved on; null when this server cannot be
///     reached from outside. Holds an unguessable token, so it is a secret
/// @param credentials to sign in with
public record ProviderCall(
        UUID id,
        String model,
        GenerationType type,
        String prompt,
        Map<String, JsonNode> parameters,
        List<Reference> references,
        Map<String, Reference> assets,
        @Nullable URI callback,
        ProviderCredentials credentials) {

    public ProviderCall {
        parameters = Map.copyOf(parameters);
        references = List.copyOf(references);
        assets = Map.copyOf(assets);
    }

    /// A call without named files and without a way to be called back.
    public ProviderCall(
            UUID id,
            String model,
            GenerationType type,
            String prompt,
            Map<String, JsonNode> parameters,
            List<Reference> references,
            ProviderCredentials credentials) {
        this(id, model, type, prompt, parameters, references, Map.of(), null, credentials);
    }

    /// The same call with other credentials.
    public ProviderCall with(ProviderCredentials others) {
        return new ProviderCall(id, model, type, prompt, parameters, references, assets, callback, others);
    }

    @Override
    public String toString() {
        return "ProviderCall[" + id + ", " + model + ", " + type.word() + "]";
    }
}
