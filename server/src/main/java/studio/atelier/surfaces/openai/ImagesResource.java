package studio.atelier.surfaces.openai;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.engine.catalog.GenerationType;
import studio.atelier.engine.catalog.Model;
import studio.atelier.engine.generation.Generation;
import studio.atelier.engine.generation.Generations;
import studio.atelier.platform.http.JsonBodies;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `POST /v1/images/generations` and `/v1/images/edits`: waits for the pictures and hands them out as Base64
/// or as addresses that live as long as the asset. Pictures to work from become the person's uploads.
@RestController
class ImagesResource {

    private static final List<String> FORMATS = List.of("b64_json", "url");
    private static final String MASK = "mask";
    private static final String IMAGE = "image";
    private static final String NO_FILE = "A file of this name is not taken; send image and mask.";

    private final Generations generations;
    private final KnownModels models;
    private final Files files;
    private final PicturesAnswer answers;
    private final JsonMapper json;
    private final JsonBodies bodies;

    ImagesResource(Generations generations, KnownModels models, Files files, JsonMapper json, JsonBodies bodies) {
        this.generations = generations;
        this.models = models;
        this.files = files;
        this.bodies = bodies;
        this.answers = new PicturesAnswer(files, json);
        this.json = json;
    }

    @PostMapping("/v1/images/generations")
    void generate(HttpServletRequest http, HttpServletResponse response, @RequestBody JsonNode body)
            throws IOException {
        Ask ask = Ask.of(http);
        var wanted = new Wanted("v1.images", "image_generation", new RequestReader(body));
        Model model = wanted.model(ask, models);
        run(ask, wanted, wanted.fitting(model), List.of(), response);
    }

    @PostMapping("/v1/images/edits")
    void edit(HttpServletRequest http, HttpServletResponse response) throws IOException, ServletException {
        Ask ask = Ask.of(http);
        if (Form.sent(http)) {
            try (Form form = Form.read(http)) {
                editForm(ask, form, response);
            }
        } else {
            editJson(ask, bodies.tree(http.getInputStream()), response);
        }
    }

    /// What is wanted of either route.
    private static final class Wanted {

        private final String route;
        private final String events;
        private final RequestReader reader;
        private final @Nullable String name;
        private final String prompt;
        private final String format;
        private final boolean stream;
        private @Nullable UUID project;

        Wanted(String route, String events, RequestReader reader) {
            this.route = route;
            this.events = events;
            this.reader = reader;
            this.name = reader.text("model");
            this.prompt = reader.required("prompt");
            this.format = reader.choice("response_format", FORMATS);
            this.stream = reader.flag("stream");
            reader.refuse(
                    "partial_images", "Runs here have no unfinished pictures; the finished ones are streamed.", "0");
        }

        Model model(Ask ask, KnownModels models) {
            project = reader.project(ask.project());
            return models.making(GenerationType.IMAGE, name, reader.faults());
        }

        Fitting fitting(Model model) {
            return new Fitting(model, reader.parameters())
                    .called("n", "num_images", "number_results")
                    .without("n", "1")
                    .size()
                    .ofForm()
                    .saying("reference_asset_ids", IMAGE);
        }
    }

    private void editForm(Ask ask, Form form, HttpServletResponse response) throws IOException {
        var wanted = new Wanted("v1.images.edits", "image_edit", new RequestReader(form.fields()));
        var pictures = form.takeFiles(IMAGE);
        var masks = form.takeFiles(MASK);
        form.files().keySet().forEach(other -> wanted.reader.faults().add("/" + other, "unknown", NO_FILE));
        requirePictures(wanted, pictures.size(), masks.size());
        Model model = wanted.model(ask, models);
        checkTaken(wanted, model, pictures.size(), masks.size());
        List<UUID> references = new ArrayList<>();
        for (var picture : pictures) {
            files.keep(ask.actor(), picture, IMAGE, wanted.reader.faults()).ifPresent(references::add);
        }
        Optional<UUID> mask = masks.isEmpty()
                ? Optional.empty()
                : files.keep(ask.actor(), masks.getFirst(), MASK, wanted.reader.faults());
        edit(ask, wanted, model, references, mask, response);
    }

    private void editJson(Ask ask, JsonNode body, HttpServletResponse response) throws IOException {
        var wanted = new Wanted("v1.images.edits", "image_edit", new RequestReader(body));
        JsonNode images = wanted.reader.take("images");
        JsonNode masked = wanted.reader.take(MASK);
        int count = images == null ? 0 : images.size();
        requirePictures(wanted, count, masked == null ? 0 : 1);
        Model model = wanted.model(ask, models);
        checkTaken(wanted, model, count, masked == null ? 0 : 1);
        List<UUID> references = new ArrayList<>();
        for (int i = 0; i < count && images != null; i++) {
            files.keep(ask.actor(), images.get(i), "images/" + i, wanted.reader.faults())
                    .ifPresent(references::add);
        }
        Optional<UUID> mask =
                masked == null ? Optional.empty() : files.keep(ask.actor(), masked, MASK, wanted.reader.faults());
        edit(ask, wanted, model, references, mask, response);
    }

    private static void requirePictures(Wanted wanted, int pictures, int masks) {
        if (pictures == 0) {
            wanted.reader.faults().add("/" + IMAGE, "required", "Send at least one picture to work from.");
        }
        if (masks > 1) {
            wanted.reader.faults().add("/" + MASK, "too_many", "At most one mask.");
        }
    }

    /// Before anything is kept.
    private static void checkTaken(Wanted wanted, Model model, int pictures, int masks) {
        if (pictures > model.maxReferences()) {
            wanted.reader
                    .faults()
                    .add(
                            "/" + IMAGE,
                            "too_many",
                            model.maxReferences() == 0
                                    ? model.id() + " does not work from pictures."
                                    : "At most " + model.maxReferences() + " pictures.");
        }
        if (masks > 0 && !model.parameters().has(MASK)) {
            wanted.reader.faults().add("/" + MASK, "not_allowed", model.id() + " takes no mask; leave it out.");
        }
        wanted.reader.check();
    }

    private void edit(
            Ask ask,
            Wanted wanted,
            Model model,
            List<UUID> references,
            Optional<UUID> mask,
            HttpServletResponse response)
            throws IOException {
        wanted.reader.check();
        Fitting fitting = wanted.fitting(model);
        mask.ifPresent(
                id -> fitting.parameters().put(MASK, json.getNodeFactory().stringNode(id.toString())));
        run(ask, wanted, fitting, references, response);
    }

    private void run(Ask ask, Wanted wanted, Fitting fitting, List<UUID> references, HttpServletResponse response)
            throws IOException {
        Map<String, JsonNode> parameters = fitting.parameters();
        var work = new Ask.Work(wanted.route, GenerationType.IMAGE, wanted.name, wanted.prompt, parameters, references);
        Generation accepted =
                fitting.inTheirWords(() -> generations.accept(ask.actor(), ask.request(wanted.project, work)));
        Generation row = Failure.requireCompleted(generations.await(ask.actor(), accepted.id(), Generations.AWAIT_MAX));
        ask.stamp(response, row);
        if (wanted.stream) {
            answers.stream(ask.actor(), row, wanted.events, response);
        } else {
            answers.whole(ask, row, wanted.format.equals("url"), response);
        }
    }
}
