package studio.atelier.surfaces.openai;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.UUID;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.engine.catalog.GenerationType;
import studio.atelier.engine.catalog.Model;
import studio.atelier.engine.generation.Generation;
import studio.atelier.engine.generation.Generations;
import studio.atelier.platform.problem.Faults;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/// `POST /v1/embeddings`.
@RestController
class EmbeddingsResource {

    private final Generations generations;
    private final KnownModels models;
    private final JsonMapper json;

    EmbeddingsResource(Generations generations, KnownModels models, JsonMapper json) {
        this.generations = generations;
        this.models = models;
        this.json = json;
    }

    @PostMapping("/v1/embeddings")
    JsonNode embed(HttpServletRequest http, HttpServletResponse response, @RequestBody JsonNode body) {
        Ask ask = Ask.of(http);
        var reader = new RequestReader(body);
        String format = reader.choice("encoding_format", Vectors.FORMATS);
        String name = reader.text("model");
        List<String> texts = Texts.read(reader.take("input"), reader.faults());
        UUID project = reader.project(ask.project());
        Model model = models.making(GenerationType.EMBEDDING, name, reader.faults());
        checkLengths(texts, model, reader.faults());
        Fitting fitting = new Fitting(model, reader.parameters());
        ArrayNode input = json.createArrayNode();
        texts.forEach(input::add);
        fitting.parameters().put("input", input);
        var work = new Ask.Work(
                "v1.embeddings",
                GenerationType.EMBEDDING,
                name,
                Texts.shown(texts.getFirst()),
                fitting.parameters(),
                List.of());
        var found = new Found();
        Generation row = Failure.requireCompleted(fitting.inTheirWords(
                () -> generations.stream(ask.actor(), ask.request(project, work), _ -> {}, found)));
        ask.stamp(response, row);
        return Vectors.answer(json, found.of(row), row, format);
    }

    private static void checkLengths(List<String> texts, Model model, Faults faults) {
        for (int i = 0; i < texts.size(); i++) {
            faults.limited("/input/" + i, texts.get(i), model.promptMax());
        }
        faults.check(OpenAiProblem.INVALID);
    }
}
