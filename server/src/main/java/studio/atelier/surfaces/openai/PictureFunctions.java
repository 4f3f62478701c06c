package studio.atelier.surfaces.openai;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.catalog.GenerationType;
import studio.atelier.engine.catalog.Model;
import studio.atelier.engine.generation.Generation;
import studio.atelier.engine.generation.GenerationRequest;
import studio.atelier.engine.generation.Generations;
import studio.atelier.engine.generation.Lane;
import studio.atelier.engine.generation.Reuse;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.http.FunctionRoute;
import studio.atelier.platform.http.FunctionRoute.Call;
import studio.atelier.platform.http.FunctionRoute.Reply;
import studio.atelier.platform.problem.Faults;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// The functions `image-generation`, `reference-image` and `image-enhancement` that picture front ends call: one
/// picture, waited for. Their settings are those of OpenAI's pictures in other spellings, for every model.
/// Thread-safe. Source: B111, B116, B118, B123 to B126.
final class PictureFunctions {

    /// What front ends' own time-outs leave to a synchronous function.
    private static final Duration WAIT = Duration.ofSeconds(55);

    private static final double MICROS_PER_USD = 1_000_000;
    private static final String PICTURE = "referenceImage";
    private static final String ENHANCE = "Enhance this picture: finer detail, clean edges, less noise, natural light"
            + " and colour. Keep what it shows, its framing and its style.";

    private final Generations generations;
    private final KnownModels models;
    private final Files files;

    PictureFunctions(Generations generations, KnownModels models, Files files) {
        this.generations = generations;
        this.models = models;
        this.files = files;
    }

    /// From words, and a picture where one is sent.
    FunctionRoute generation() {
        return route("image-generation", false, null);
    }

    /// From words and a picture.
    FunctionRoute reference() {
        return route("reference-image", true, null);
    }

    /// From a picture; words are allowed.
    FunctionRoute enhancement() {
        return route("image-enhancement", true, ENHANCE);
    }

    private FunctionRoute route(String name, boolean needsPicture, @Nullable String usualPrompt) {
        return FunctionRoute.forPerson(name, call -> {
            try {
                return answer(call, "functions." + name, needsPicture, usualPrompt);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        });
    }

    private Reply answer(Call call, String route, boolean needsPicture, @Nullable String usualPrompt)
            throws IOException {
        Actor actor = call.caller().requirePerson();
        JsonNode body = call.body();
        Faults faults = new Faults();
        String prompt = text(body, "", "prompt", faults);
        String name = text(body, "", "model", faults);
        String picture = text(body, "", PICTURE, faults);
        UUID project = faults.uuid("/projectId", text(body, "", "projectId", faults));
        Map<String, String> tokens = GenerationRequest.tokens(body.get("tokens"), faults);
        PictureSettings settings = PictureSettings.of(body.path("settings"), faults);
        if (needsPicture && picture == null) {
            faults.add("/" + PICTURE, "required", "Send the picture as a data URL in Base64.");
        }
        faults.check(OpenAiProblem.INVALID);
        Model model = models.drawing(name, picture == null ? 0 : 1, faults);
        List<UUID> references = picture == null ? List.of() : kept(actor, model, picture, faults);
        Map<String, JsonNode> parameters = settings.fitted(model);
        String words = prompt == null || prompt.isBlank() ? usualPrompt : prompt;
        var request = new GenerationRequest(
                project,
                null,
                models.draws(name) ? name : model.id(),
                GenerationType.IMAGE.word(),
                words == null ? null : settings.said(model, words),
                parameters,
                references,
                call.headers().get("idempotency-key"),
                route,
                tokens,
                Lane.NORMAL,
                Reuse.NEVER);
        Generation row =
                generations.await(actor, generations.accept(actor, request).id(), WAIT);
        return row.status().ended()
                ? Reply.ok(answer(call, Failure.requireCompleted(row), name))
                : Reply.accepted(
                        Map.of("generationId", row.id(), "status", row.status().word()));
    }

    private List<UUID> kept(Actor actor, Model model, String picture, Faults faults) throws IOException {
        if (model.maxReferences() == 0) {
            faults.add("/" + PICTURE, "not_allowed", model.id() + " does not work from pictures.");
            faults.check(OpenAiProblem.INVALID);
        }
        JsonNode holder = JsonNodeFactory.instance.objectNode().put("image_url", picture);
        List<UUID> kept = files.keep(actor, holder, PICTURE, faults).stream().toList();
        faults.check(OpenAiProblem.INVALID);
        return kept;
    }

    private static Map<String, Object> answer(Call call, Generation row, @Nullable String name) {
        JsonNode result = row.result();
        String url =
                result == null ? "" : result.path("outputs").path(0).path("url").asString("");
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("imageUrl", call.caller().exchange().site() + url);
        answer.put("generationTime", row.durationMs() == null ? 0 : row.durationMs());
        answer.put("model", name == null ? row.provider() + "/" + row.model() : name);
        answer.put("cost", (row.costMicros() == null ? 0 : row.costMicros()) / MICROS_PER_USD);
        answer.put("generationId", row.id());
        return answer;
    }

    /// @param at where the field lies: empty, or `/settings`
    static @Nullable String text(JsonNode holder, String at, String name, Faults faults) {
        JsonNode value = holder.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isString()) {
            faults.add(at + "/" + name, "wrong_type", "A text belongs here.");
            return null;
        }
        return value.asString();
    }
}
