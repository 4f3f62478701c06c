package studio.atelier.surfaces.openai;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.engine.catalog.GenerationType;
import studio.atelier.engine.catalog.Model;
import studio.atelier.engine.generation.Generation;
import studio.atelier.engine.generation.Generations;
import studio.atelier.engine.media.Variant;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `POST /v1/audio/speech`: the sound itself, of the type that the model makes.
@RestController
class SpeechResource {

    private final Generations generations;
    private final KnownModels models;
    private final Files files;
    private final JsonMapper json;

    SpeechResource(Generations generations, KnownModels models, Files files, JsonMapper json) {
        this.generations = generations;
        this.models = models;
        this.files = files;
        this.json = json;
    }

    @PostMapping("/v1/audio/speech")
    void speak(HttpServletRequest http, HttpServletResponse response, @RequestBody JsonNode body) throws IOException {
        Ask ask = Ask.of(http);
        var reader = new RequestReader(body);
        String name = reader.text("model");
        String input = reader.required("input");
        reader.refuse("stream_format", "Only audio: the answer is the sound itself.", "audio");
        voice(reader);
        UUID project = reader.project(ask.project());
        Model model = models.making(GenerationType.AUDIO, name, reader.faults());
        Fitting fitting = new Fitting(model, reader.parameters())
                .called("voice", "voice_id")
                .called("response_format", "output_format", "format")
                .called("instructions", "style_instructions")
                .without("speed", "1")
                .without("speed", "1.0")
                .saying("prompt", "input");
        var work = new Ask.Work("v1.audio.speech", GenerationType.AUDIO, name, input, fitting.parameters(), List.of());
        Generation accepted = fitting.inTheirWords(() -> generations.accept(ask.actor(), ask.request(project, work)));
        Generation row = Failure.requireCompleted(generations.await(ask.actor(), accepted.id(), Generations.AWAIT_MAX));
        ask.stamp(response, row);
        Files.send(files.first(ask.actor(), row, Variant.ORIGINAL), response);
    }

    /// A name, or an object with the id of a voice of one's own.
    private void voice(RequestReader reader) {
        JsonNode voice = reader.take("voice");
        if (voice == null) {
            return;
        }
        JsonNode name = voice.isObject() ? voice.path("id") : voice;
        if (name.isString()) {
            reader.parameters().put("voice", json.getNodeFactory().stringNode(name.asString()));
        } else {
            reader.faults().add("/voice", "wrong_type", "The name of a voice, or an object with its id, belongs here.");
        }
    }
}
