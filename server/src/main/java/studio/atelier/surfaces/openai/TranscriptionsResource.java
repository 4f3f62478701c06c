package studio.atelier.surfaces.openai;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.engine.catalog.GenerationType;
import studio.atelier.engine.catalog.Model;
import studio.atelier.engine.generation.Generation;
import studio.atelier.engine.generation.Generations;
import studio.atelier.platform.http.HttpProblem;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `POST /v1/audio/transcriptions`: a recording becomes text. The recording is an upload of the person's own;
/// the row is a text.
@RestController
class TranscriptionsResource {

    private static final String FORMAT = "response_format";
    private static final List<String> PLAIN = List.of("json", "text");

    private final Generations generations;
    private final KnownModels models;
    private final Files files;
    private final JsonMapper json;

    TranscriptionsResource(Generations generations, KnownModels models, Files files, JsonMapper json) {
        this.generations = generations;
        this.models = models;
        this.files = files;
        this.json = json;
    }

    @PostMapping("/v1/audio/transcriptions")
    void transcribe(HttpServletRequest http, HttpServletResponse response) throws IOException, ServletException {
        Ask ask = Ask.of(http);
        if (!Form.sent(http)) {
            throw HttpProblem.MEDIA_TYPE_UNSUPPORTED.problem("Send a form with the recording as file.");
        }
        try (Form form = Form.read(http)) {
            transcribe(ask, form, response);
        }
    }

    private void transcribe(Ask ask, Form form, HttpServletResponse response) throws IOException {
        var reader = new RequestReader(form.fields());
        List<Part> recordings = form.takeFiles("file");
        if (recordings.size() != 1) {
            reader.faults().add("/file", "required", "Send one recording.");
        }
        if (reader.flag("stream")) {
            reader.faults().add("/stream", "not_allowed", "The text comes as a whole; leave it out.");
        }
        reader.refuse("chunking_strategy", "Only auto.", "auto");
        UUID project = reader.project(ask.project());
        String name = reader.text("model");
        String prompt = reader.text("prompt");
        Model model = models.making(GenerationType.TEXT, name, reader.faults());
        String parameter = Fitting.file(model, "audio", "audio", "file").orElse("");
        if (parameter.isEmpty()) {
            reader.faults()
                    .add("/model", "not_allowed", model.id() + " takes no recordings. Choose a model that does.");
            reader.check();
        }
        String format = format(reader, model);
        reader.check();
        Optional<UUID> recording = files.keep(ask.actor(), recordings.getFirst(), "file", reader.faults());
        reader.check();
        Fitting fitting = new Fitting(model, reader.parameters()).ofForm().saying(parameter, "file");
        recording.ifPresent(
                id -> fitting.parameters().put(parameter, json.getNodeFactory().stringNode(id.toString())));
        var work = new Ask.Work(
                "v1.audio.transcriptions", GenerationType.TEXT, name, prompt, fitting.parameters(), List.of());
        var found = new Found();
        Generation row = Failure.requireCompleted(fitting.inTheirWords(
                () -> generations.stream(ask.actor(), ask.request(project, work), _ -> {}, found)));
        ask.stamp(response, row);
        answer(row, format, found, response);
    }

    /// What the model cannot say is not guessed: times of words are there only when it gives them.
    private static String format(RequestReader reader, Model model) {
        JsonNode rule = model.parameters().rule(FORMAT);
        JsonNode given = reader.parameters().get(FORMAT);
        String format = given == null ? PLAIN.getFirst() : given.asString("");
        List<String> offered =
                rule.path("enum").values().stream().map(JsonNode::asString).toList();
        if (PLAIN.contains(format)) {
            reader.take(FORMAT);
        } else if (!offered.contains(format)) {
            reader.faults().add("/" + FORMAT, "not_allowed", "This model gives json and text.");
        }
        return format;
    }

    private void answer(Generation row, String format, Found found, HttpServletResponse response) throws IOException {
        String text = row.result() == null ? "" : row.result().path("content").asString("");
        switch (format) {
            case "json" -> {
                ObjectNode answer = json.createObjectNode().put("text", text);
                usage(row, answer);
                write(response, answer);
            }
            case "text", "srt", "vtt" -> {
                response.setContentType("text/plain;charset=utf-8");
                response.getOutputStream().write((text + "\n").getBytes(StandardCharsets.UTF_8));
            }
            default -> write(response, found.of(row));
        }
    }

    private static void usage(Generation row, ObjectNode answer) {
        if (row.tokensInput() != null && row.tokensOutput() != null) {
            answer.putObject("usage")
                    .put("type", "tokens")
                    .put("input_tokens", row.tokensInput())
                    .put("output_tokens", row.tokensOutput())
                    .put("total_tokens", row.tokensInput() + row.tokensOutput());
        }
    }

    private void write(HttpServletResponse response, JsonNode answer) throws IOException {
        response.setContentType("application/json");
        json.writeValue(response.getOutputStream(), answer);
    }
}
