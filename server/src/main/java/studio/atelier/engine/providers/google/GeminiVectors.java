package studio.atelier.engine.providers.google;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import studio.atelier.engine.catalog.Usage;
import studio.atelier.engine.providers.Answer;
import studio.atelier.engine.providers.OutputSink;
import studio.atelier.engine.providers.ProviderCall;
import studio.atelier.engine.providers.wire.Exchange;
import studio.atelier.engine.providers.wire.Failures;
import studio.atelier.engine.providers.wire.Options;
import studio.atelier.engine.providers.wire.Vectors;
import studio.atelier.platform.outbound.Outcome;
import tools.jackson.databind.JsonNode;

/// Embeddings by batchEmbedContents.
final class GeminiVectors {

    private GeminiVectors() {}

    static Map<String, Object> body(ProviderCall call) {
        var options = new Options(call.parameters());
        List<String> texts = Vectors.texts(call, options.take("input"));
        Map<String, Object> each = new LinkedHashMap<>();
        options.move(Map.of("dimensions", "outputDimensionality", "task_type", "taskType"), each);
        Vectors.requireNumbers(options);
        options.finish("Gemini");
        List<Object> requests = new ArrayList<>();
        for (String text : texts) {
            Map<String, Object> request = new LinkedHashMap<>(each);
            request.put("model", "models/" + call.model());
            request.put("content", Map.of("parts", List.of(Map.of("text", text))));
            requests.add(request);
        }
        return Map.of("requests", requests);
    }

    static Answer read(Outcome.Answered answer, String model, Failures failures, OutputSink sink) {
        List<JsonNode> vectors = Exchange.tree(answer)
                .path("embeddings")
                .valueStream()
                .map(each -> each.path("values"))
                .toList();
        if (vectors.isEmpty()) {
            return new Answer.Failed(failures.senseless("The answer has no vectors.", failures.requestId(answer)));
        }
        sink.data(Vectors.answer(model, vectors, Usage.UNSAID));
        return new Answer.Completed(Usage.UNSAID, failures.requestId(answer), null);
    }
}
