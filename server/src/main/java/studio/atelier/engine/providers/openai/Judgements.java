package studio.atelier.engine.providers.openai;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.catalog.Usage;
import studio.atelier.engine.providers.Answer;
import studio.atelier.engine.providers.OutputSink;
import studio.atelier.engine.providers.ProviderCall;
import studio.atelier.engine.providers.ProviderFailure;
import studio.atelier.engine.providers.wire.Exchange;
import studio.atelier.engine.providers.wire.Failures;
import studio.atelier.engine.providers.wire.JsonWithFiles;
import studio.atelier.platform.outbound.OutboundCall.Payload;
import studio.atelier.platform.outbound.Outcome;
import tools.jackson.databind.JsonNode;

/// Embeddings and moderations: data goes in and comes out as it is.
final class Judgements {

    private Judgements() {}

    static Payload body(ProviderCall call) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model", call.model());
        body.put("input", call.prompt());
        body.putAll(call.parameters());
        return new JsonWithFiles().payload(body);
    }

    /// @param list where the results stand: `data`, `results`
    static Answer read(Outcome.Answered answer, String list, Failures failures, OutputSink sink) {
        JsonNode tree = Exchange.tree(answer);
        @Nullable String requestId = failures.requestId(answer);
        if (tree.path("error").isObject()) {
            return new Answer.Failed(failures.begun(tree, requestId));
        }
        if (!tree.path(list).isArray() || tree.path(list).isEmpty()) {
            return new Answer.Failed(
                    new ProviderFailure.BadOutput(failures.words("The provider's answer is empty.", requestId)));
        }
        sink.data(tree);
        return new Answer.Completed(used(tree.path("usage")), requestId, null);
    }

    /// Nothing comes out that is counted.
    private static Usage used(JsonNode usage) {
        Usage said = OpenAiUsage.of(usage);
        return said.inputTokens() == null
                ? said
                : new Usage(
                        said.inputTokens(), said.cachedInputTokens(), said.imageInputTokens(), 0L, null, null, null);
    }
}
