package studio.atelier.surfaces.openai;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.engine.catalog.GenerationType;
import studio.atelier.engine.catalog.Model;
import studio.atelier.engine.generation.Generation;
import studio.atelier.engine.generation.GenerationProblem;
import studio.atelier.engine.generation.Generations;
import studio.atelier.engine.generation.Status;
import studio.atelier.engine.media.Variant;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.http.JsonBodies;
import studio.atelier.platform.problem.Faults;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `/v1/videos`: jobs. A video is a generation under another id.
@RestController
class VideosResource {

    private static final String REFERENCE = "input_reference";

    /// What a deletion waits for a run that was told to stop.
    private static final Duration STOP_MAX = Duration.ofSeconds(5);

    private final Generations generations;
    private final KnownModels models;
    private final Files files;
    private final JsonMapper json;
    private final JsonBodies bodies;

    VideosResource(Generations generations, KnownModels models, Files files, JsonMapper json, JsonBodies bodies) {
        this.generations = generations;
        this.models = models;
        this.files = files;
        this.bodies = bodies;
        this.json = json;
    }

    @PostMapping("/v1/videos")
    JsonNode create(HttpServletRequest http, HttpServletResponse response) throws IOException, ServletException {
        Ask ask = Ask.of(http);
        if (!Form.sent(http)) {
            var reader = new RequestReader(bodies.tree(http.getInputStream()));
            JsonNode reference = reader.take(REFERENCE);
            return create(
                    ask,
                    response,
                    reader,
                    reference == null ? 0 : 1,
                    faults -> reference == null
                            ? Optional.empty()
                            : files.keep(ask.actor(), reference, REFERENCE, faults));
        }
        try (Form form = Form.read(http)) {
            List<Part> sent = form.takeFiles(REFERENCE);
            return create(
                    ask,
                    response,
                    new RequestReader(form.fields()),
                    sent.size(),
                    faults -> sent.isEmpty()
                            ? Optional.empty()
                            : files.keep(ask.actor(), sent.getFirst(), REFERENCE, faults));
        }
    }

    /// Keeps the picture to begin with, once it is known that the model takes one.
    @FunctionalInterface
    private interface Keeping {
        Optional<UUID> keep(Faults faults) throws IOException;
    }

    private JsonNode create(Ask ask, HttpServletResponse response, RequestReader reader, int sent, Keeping keeping)
            throws IOException {
        String name = reader.text("model");
        String prompt = reader.required("prompt");
        UUID project = reader.project(ask.project());
        Model model = models.making(GenerationType.VIDEO, name, reader.faults());
        Optional<String> frame = Fitting.file(model, "image", "first_frame", "image");
        if (sent > 1) {
            reader.faults().add("/" + REFERENCE, "too_many", "One picture to begin with.");
        } else if (sent == 1 && frame.isEmpty() && model.maxReferences() == 0) {
            reader.faults().add("/" + REFERENCE, "not_allowed", model.id() + " does not begin with a picture.");
        }
        reader.check();
        Optional<UUID> picture = keeping.keep(reader.faults());
        reader.check();
        Fitting fitting = new Fitting(model, reader.parameters())
                .called("seconds", "duration_seconds", "duration")
                .size()
                .ofForm()
                .saying(frame.orElse("reference_asset_ids"), REFERENCE);
        frame.ifPresent(parameter -> picture.ifPresent(
                id -> fitting.parameters().put(parameter, json.getNodeFactory().stringNode(id.toString()))));
        List<UUID> references = frame.isPresent() ? List.of() : picture.stream().toList();
        var work = new Ask.Work("v1.videos", GenerationType.VIDEO, name, prompt, fitting.parameters(), references);
        Generation row = fitting.inTheirWords(() -> generations.accept(ask.actor(), ask.request(project, work)));
        ask.stamp(response, row);
        return VideoJob.of(json, row);
    }

    @GetMapping("/v1/videos/{id}")
    JsonNode find(Actor actor, @PathVariable String id) {
        return VideoJob.of(json, require(actor, id));
    }

    /// @param variant `video`, or `thumbnail` for a picture of it
    @GetMapping("/v1/videos/{id}/content")
    void content(
            Actor actor,
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String variant,
            HttpServletResponse response)
            throws IOException {
        Generation row = require(actor, id);
        Variant file = switch (variant == null ? "video" : variant) {
            case "video" -> Variant.ORIGINAL;
            case "thumbnail" -> Variant.THUMBNAIL;
            default -> {
                new Faults()
                        .add("?variant", "not_allowed", "One of video, thumbnail.")
                        .check(OpenAiProblem.INVALID);
                throw new IllegalStateException("a fault was noted");
            }
        };
        if (!row.status().ended()) {
            throw OpenAiProblem.NOT_READY.problem();
        }
        Failure.requireCompleted(row);
        Files.send(files.first(actor, row, file), response);
    }

    /// Stops it where it still runs, and removes it with its files.
    @DeleteMapping("/v1/videos/{id}")
    JsonNode delete(Actor actor, @PathVariable String id) {
        Generation row = require(actor, id);
        if (!row.status().ended()) {
            generations.cancel(actor, row.id());
            generations.await(actor, row.id(), STOP_MAX);
        }
        generations.delete(actor, row.id());
        return json.createObjectNode()
                .put("id", VideoJob.id(row))
                .put("object", "video.deleted")
                .put("deleted", true);
    }

    private Generation require(Actor actor, String id) {
        UUID uuid = VideoJob.uuid(id).orElseThrow(GenerationProblem.NOT_FOUND::problem);
        Generation row = generations.find(actor, uuid);
        if (!row.generationType().equals(GenerationType.VIDEO.word()) || row.status() == Status.DRAFT) {
            throw GenerationProblem.NOT_FOUND.problem();
        }
        return row;
    }
}
