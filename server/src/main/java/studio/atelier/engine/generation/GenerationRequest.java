package studio.atelier.engine.generation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.problem.Faults;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What somebody asks for, as any surface translates it. Not validated: accepting does that, all faults at
/// once.
///
/// @param provider        null when `model` says it (`openai/gpt-image-2`) or is unambiguous
/// @param generationType  null: the model's own
/// @param prompt          null counts as missing, unless the parameters carry `messages`, `input` or `audio`
/// @param parameters      as given; defaults are filled in
/// @param references      ids of the person's own pictures
/// @param idempotencyKey  the same key within 24 hours on the same route is the same generation; null for
///     none
/// @param route           the surface's route, for the idempotency key: `generate`, `v1.images`
/// @param tokens          values for the tokens of the prompt, see [Tokens]; null leaves a prompt as it is
/// @param lane            how urgent it is among the person's own
/// @param reuse           whether an answer given before may be given again
public record GenerationRequest(
        @Nullable UUID projectId,
        @Nullable String provider,
        @Nullable String model,
        @Nullable String generationType,
        @Nullable String prompt,
        Map<String, JsonNode> parameters,
        List<UUID> references,
        @Nullable String idempotencyKey,
        String route,
        @Nullable Map<String, String> tokens,
        Lane lane,
        Reuse reuse) {

    public GenerationRequest {
        tokens = tokens == null ? null : Map.copyOf(tokens);
        parameters = Map.copyOf(parameters);
        references = List.copyOf(references);
    }

    /// A prompt without tokens, in the usual lane.
    public GenerationRequest(
            @Nullable UUID projectId,
            @Nullable String provider,
            @Nullable String model,
            @Nullable String generationType,
            @Nullable String prompt,
            Map<String, JsonNode> parameters,
            List<UUID> references,
            @Nullable String idempotencyKey,
            String route) {
        this(
                projectId,
                provider,
                model,
                generationType,
                prompt,
                parameters,
                references,
                idempotencyKey,
                route,
                null,
                Lane.NORMAL,
                Reuse.NEVER);
    }

    /// The same, where an answer given before may do.
    public GenerationRequest with(Reuse reuse) {
        return new GenerationRequest(
                projectId,
                provider,
                model,
                generationType,
                prompt,
                parameters,
                references,
                idempotencyKey,
                route,
                tokens,
                lane,
                reuse);
    }

    /// The same with the tokens of the prompt replaced.
    GenerationRequest resolved(Faults faults) {
        if (tokens == null || prompt == null) {
            return this;
        }
        String whole = Tokens.parse(prompt).resolve(tokens, "/prompt", faults);
        return new GenerationRequest(
                projectId,
                provider,
                model,
                generationType,
                whole,
                parameters,
                references,
                idempotencyKey,
                route,
                null,
                lane,
                reuse);
    }

    /// What is not said here is as the draft says.
    GenerationRequest over(Generation draft) {
        Map<String, JsonNode> values = new LinkedHashMap<>();
        draft.parameters().properties().forEach(each -> values.put(each.getKey(), each.getValue()));
        values.putAll(parameters);
        return new GenerationRequest(
                projectId == null ? draft.projectId() : projectId,
                provider == null && model == null ? draft.provider() : provider,
                model == null ? draft.model() : model,
                generationType == null ? draft.generationType() : generationType,
                prompt == null ? draft.prompt() : prompt,
                values,
                references.isEmpty() ? draft.referenceAssetIds() : references,
                idempotencyKey,
                route,
                tokens,
                lane,
                reuse);
    }

    /// The same for the same request, whatever the order of its parameters and tokens: tells whether a key of
    /// idempotency comes again with what it came with before.
    ///
    /// @return SHA-256 in hex
    String fingerprint() {
        ObjectNode asked = JsonNodeFactory.instance.objectNode();
        asked.put("project", String.valueOf(projectId))
                .put("provider", provider)
                .put("model", model)
                .put("type", generationType)
                .put("prompt", prompt)
                .put("references", references.toString());
        if (tokens != null) {
            new TreeMap<>(tokens).forEach(asked.putObject("tokens")::put);
        }
        ObjectNode sorted = asked.putObject("parameters");
        new TreeMap<>(parameters).forEach(sorted::set);
        return Fingerprint.of(asked.toString());
    }

    /// Values of tokens as a body gives them, by name.
    ///
    /// @param tokens null for none
    public static @Nullable Map<String, String> tokens(@Nullable JsonNode tokens, Faults faults) {
        if (tokens == null || tokens.isNull()) {
            return null;
        }
        if (!tokens.isObject() || tokens.size() > Tokens.VALUES_MAX) {
            faults.add("/tokens", "wrong_type", "An object of at most " + Tokens.VALUES_MAX + " values by name.");
            return null;
        }
        Map<String, String> named = new LinkedHashMap<>();
        tokens.properties().forEach(each -> {
            if (!Tokens.isName(each.getKey())) {
                faults.add(
                        "/tokens/" + each.getKey(),
                        "malformed",
                        "A name has letters, digits, blanks, _ and -; at most 60.");
            } else if (!each.getValue().isValueNode() || each.getValue().isNull()) {
                faults.add("/tokens/" + each.getKey(), "wrong_type", "Takes text or a number.");
            } else {
                named.put(
                        each.getKey(),
                        faults.limited(
                                "/tokens/" + each.getKey(), each.getValue().asString(), Tokens.VALUE_MAX));
            }
        });
        return named;
    }
}
