package studio.atelier.engine.generation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.catalog.GenerationType;
import studio.atelier.engine.catalog.Model;
import studio.atelier.engine.catalog.Price;
import studio.atelier.engine.vault.KeyChoice;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.problem.Faults;
import studio.atelier.platform.problem.Problem;
import studio.atelier.platform.problem.ProblemException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What can be known of a request before anything is written: the model it names, its faults, who judges and
/// who pays, and the price. Thread-safe.
final class RequestCheck {

    /// Characters a person's token can have; longer keys are refused.
    private static final int IDEMPOTENCY_KEY_MAX = 255;

    /// Parameters that say what to do, so that there need not be a prompt: a chat, texts to embed or to judge, a
    /// recording to write down.
    private static final Set<String> SAID_ELSEWHERE = Set.of("messages", "input", "audio");

    private static final int SEED_BOUND = Integer.MAX_VALUE;

    private final Rooms rooms;
    private final RandomGenerator random;

    RequestCheck(Rooms rooms, RandomGenerator random) {
        this.rooms = rooms;
        this.random = random;
    }

    /// A request that may run.
    ///
    /// @param parameters as the model understands them, defaults and seed filled in
    /// @param moderation `{decision, rule, case_id, override}`; empty where nobody judged
    /// @param routing    see [NamedModel]
    /// @param asked      names of the parameters that were asked for, where a policy may choose again; else null
    /// @param keyId      the vault's; null for free runs
    /// @param given      an answer from before that does; null where a provider has to be asked
    record Checked(
            Model model,
            String prompt,
            Map<String, JsonNode> parameters,
            ObjectNode moderation,
            @Nullable ObjectNode routing,
            @Nullable List<String> asked,
            String keySource,
            @Nullable UUID keyId,
            @Nullable String keyName,
            Price price,
            Answers.@Nullable Given given) {

        /// The same, free, because it was answered before; the row says so.
        Checked answered(Answers.Given before) {
            ObjectNode told = routing == null
                    ? JsonNodeFactory.instance.objectNode().put("asked", model.id())
                    : routing.deepCopy();
            told.put("why", "Answered from the cache: the same was asked before. Nothing is charged.")
                    .put("cached_from", before.generation().toString());
            ObjectNode rule =
                    JsonNodeFactory.instance.objectNode().put("kind", "free").put("source", "answered from the cache");
            return new Checked(
                    model,
                    prompt,
                    parameters,
                    moderation,
                    told,
                    null,
                    keySource,
                    keyId,
                    keyName,
                    Price.free(model.id() + " " + rule),
                    before);
        }
    }

    /// @param whole false for a price only: the prompt may be missing, and nobody judges it
    /// @throws ProblemException with a code of this room or of catalog, moderation, providers
    Checked check(Actor actor, GenerationRequest asked, boolean whole) {
        Faults faults = new Faults();
        boolean said = SAID_ELSEWHERE.stream().anyMatch(asked.parameters()::containsKey);
        GenerationRequest request = asked.resolved(faults);
        String prompt = request.prompt() == null ? "" : request.prompt();
        if (whole && prompt.isBlank() && !said) {
            faults.add("/prompt", "required", "Say what to make.");
        }
        if (request.idempotencyKey() != null && request.idempotencyKey().length() > IDEMPOTENCY_KEY_MAX) {
            faults.add("Idempotency-Key", "too_long", "At most " + IDEMPOTENCY_KEY_MAX + " characters.");
        }
        String name = faults.required("/model", request.model(), 200);
        if (name.isEmpty()) {
            faults.check(GenerationProblem.INVALID);
        }
        NamedModel named = named(actor, request, name, faults);
        Model model = named.model();
        checkType(request.generationType(), model, faults);
        faults.limited("/prompt", prompt, model.promptMax());
        if (request.references().size() > model.maxReferences()) {
            faults.add(
                    "/reference_asset_ids",
                    "too_many",
                    model.maxReferences() == 0
                            ? "This model does not work from pictures."
                            : "At most " + model.maxReferences() + " pictures.");
        }
        faults.addAll(model.faults(named.parameters()));
        faults.check(GenerationProblem.INVALID);

        rooms.providers().requireOpen(model.provider());
        ObjectNode decision = whole
                ? moderate(actor, prompt, request.parameters())
                : rooms.json().createObjectNode();
        Payer payer = payer(actor.person(), model, request.projectId());
        Map<String, JsonNode> parameters = filled(model, named.parameters());
        Price price = model.estimate(prompt, parameters, request.references().size());
        List<String> again = named.chosen() ? List.copyOf(named.parameters().keySet()) : null;
        return new Checked(
                model,
                prompt,
                parameters,
                decision,
                named.routing(),
                again,
                payer.source(),
                payer.keyId(),
                payer.keyName(),
                price,
                null);
    }

    /// An unknown model is refused under its own code, together with whatever else is wrong.
    private NamedModel named(Actor actor, GenerationRequest request, String name, Faults faults) {
        try {
            return NamedModel.of(rooms, actor, request, name);
        } catch (ProblemException refusal) {
            throw refusal.problem().withFaults(faults.found()).exception();
        }
    }

    private static void checkType(@Nullable String word, Model model, Faults faults) {
        if (word == null) {
            return;
        }
        if (GenerationType.of(word).isEmpty()) {
            faults.add("/generation_type", "not_allowed", "One of text, image, video, audio, embedding, moderation.");
        } else if (!model.type().word().equals(word)) {
            faults.add(
                    "/generation_type",
                    "not_allowed",
                    "This model makes " + model.type().word() + ".");
        }
    }

    /// What was found stands on the row, so that whoever looks later knows why it ran.
    private ObjectNode moderate(Actor actor, String prompt, Map<String, JsonNode> parameters) {
        JsonNode messages = parameters.get("messages");
        var verdict = rooms.moderation().judge(actor.person(), messages == null ? prompt : prompt + "\n" + messages);
        if (verdict.blocked()) {
            throw Problem.of(GenerationProblem.MODERATED, verdict.sentence())
                    .with("rule", String.valueOf(verdict.rule()))
                    .with("case_id", String.valueOf(verdict.caseId()))
                    .with("charged", false)
                    .exception();
        }
        ObjectNode kept = JsonNodeFactory.instance.objectNode().put("decision", verdict.decision());
        if (verdict.rule() != null) {
            kept.put("rule", verdict.rule()).put("case_id", String.valueOf(verdict.caseId()));
        }
        return verdict.override() ? kept.put("override", true) : kept;
    }

    /// Who pays.
    ///
    /// @param keyId the vault's; null for free runs
    record Payer(
            String source, @Nullable UUID keyId, @Nullable String keyName) {}

    /// @throws ProblemException `generation.missing_key`
    Payer payer(UUID person, Model model, @Nullable UUID projectId) {
        if (Pool.of(model) == Pool.WORKERS) {
            return new Payer(model.priceLabel().unit().equals("free") ? "free" : "server", null, null);
        }
        if (!rooms.providers().get(model.provider()).traits().keyRequired()) {
            return new Payer("free", null, null);
        }
        return switch (rooms.vault().resolve(person, projectId, model.provider())) {
            case KeyChoice.Key(KeyChoice.Source source, UUID id, String name) -> new Payer(source.word(), id, name);
            case KeyChoice.Rejected(KeyChoice.Source source, String name) ->
                throw GenerationProblem.MISSING_KEY.problem(
                        source == KeyChoice.Source.OWN
                                ? "Your key for " + model.provider()
                                        + " was rejected by the provider. Replace it under Keys."
                                : "The key \"" + name + "\" of the organisation was rejected by " + model.provider()
                                        + ". Ask an owner or admin of the organisation to replace it.");
            case KeyChoice.NoKey() ->
                throw GenerationProblem.MISSING_KEY.problem("There is no key for " + model.provider()
                        + ". Add your own under Keys, or ask an admin to set one for everyone.");
        };
    }

    /// With the model's defaults, and a seed where it has one.
    Map<String, JsonNode> filled(Model model, Map<String, JsonNode> parameters) {
        return seeded(model, model.withDefaults(parameters));
    }

    /// A run can be repeated only when its seed is known, so one that was left to chance is drawn now.
    private Map<String, JsonNode> seeded(Model model, Map<String, JsonNode> parameters) {
        if (!model.parameters().names().contains("seed") || parameters.containsKey("seed")) {
            return parameters;
        }
        Map<String, JsonNode> more = new LinkedHashMap<>(parameters);
        more.put("seed", IntNode.valueOf(random.nextInt(SEED_BOUND)));
        return more;
    }
}
