package studio.atelier.engine.generation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.atelier.engine.catalog.GenerationType;
import studio.atelier.engine.catalog.Usage;
import studio.atelier.engine.media.Media;
import studio.atelier.engine.media.MediaHints;
import studio.atelier.engine.media.MediaKind;
import studio.atelier.engine.media.MediaOwner;
import studio.atelier.engine.media.Provenance;
import studio.atelier.engine.media.StagedMedia;
import studio.atelier.engine.providers.OutputSink;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/// What a provider delivered for one run so far: text in memory, media on disk and not yet in any row. One
/// thread.
final class Delivery implements OutputSink {

    /// Longer texts are cut off as a bad output; the row holds them.
    static final int TEXT_MAX = 1_000_000;

    /// Characters of the model's reasoning that the row keeps; what goes beyond is heard and not kept.
    static final int REASONING_MAX = 256_000;

    /// Characters of data that the row keeps.
    static final int DATA_KEPT_MAX = 256_000;

    /// Outputs of one run at most.
    static final int MEDIA_MAX = 16;

    /// The built-in renderer draws by rules; everything else was learnt.
    private static final String DRAWN = "demo";

    private static final Logger log = LoggerFactory.getLogger(Delivery.class);

    private final Media media;
    private final Lease lease;
    private final RunObserver observer;
    private final DoubleConsumer progress;
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();
    private final ToolCalls tools = new ToolCalls();
    private final List<StagedMedia> staged = new ArrayList<>();
    private @Nullable JsonNode data;

    Delivery(Media media, Lease lease, RunObserver observer, DoubleConsumer progress) {
        this.media = media;
        this.lease = lease;
        this.observer = observer;
        this.progress = progress;
    }

    @Override
    public void text(String delta) {
        if (text.length() + delta.length() <= TEXT_MAX) {
            text.append(delta);
        }
        observer.text(delta);
    }

    @Override
    public void flush() {
        observer.flush();
    }

    @Override
    public void reasoning(String delta) {
        reasoning.append(delta, 0, Math.min(delta.length(), REASONING_MAX - reasoning.length()));
        observer.reasoning(delta);
    }

    @Override
    public void toolCalls(JsonNode pieces) {
        tools.add(pieces);
        observer.toolCalls(pieces);
    }

    /// Larger data goes to who listens and not into the row.
    @Override
    public void data(JsonNode result) {
        data = result.toString().length() <= DATA_KEPT_MAX ? result : JsonNodeFactory.instance.nullNode();
        observer.data(result);
    }

    @Override
    public void media(String mimeType, InputStream content) throws IOException {
        if (staged.size() == MEDIA_MAX) {
            throw new IOException("more than " + MEDIA_MAX + " outputs for one run");
        }
        staged.add(media.stage(content, MediaHints.result(owner(), mimeType, kind(), provenance())));
    }

    /// What was staged for this run before.
    void take(StagedMedia earlier) {
        staged.add(earlier);
    }

    private MediaOwner owner() {
        return new MediaOwner(lease.userId(), lease.orgId());
    }

    private MediaKind kind() {
        return switch (GenerationType.of(lease.type()).orElseThrow()) {
            case AUDIO -> MediaKind.AUDIO;
            case VIDEO -> MediaKind.VIDEO;
            case IMAGE, TEXT, EMBEDDING, MODERATION -> MediaKind.IMAGE;
        };
    }

    /// What the file says about itself: enough to make it again, nothing that is secret.
    private Provenance provenance() {
        Map<String, String> details = new LinkedHashMap<>();
        lease.parameters().properties().forEach(each -> {
            if (each.getValue().isValueNode()) {
                details.put(each.getKey(), each.getValue().asString());
            }
        });
        JsonNode seed = lease.parameters().path("seed");
        return new Provenance(
                lease.provider().equals(DRAWN)
                        ? Provenance.SourceType.ALGORITHMIC_MEDIA
                        : Provenance.SourceType.TRAINED_ALGORITHMIC_MEDIA,
                lease.provider() + "/" + lease.model(),
                lease.prompt(),
                seed.isIntegralNumber() ? seed.asLong() : null,
                lease.generationId().toString(),
                lease.startedAt(),
                details);
    }

    @Override
    public boolean live() {
        return observer.live();
    }

    @Override
    public void progress(double fraction) {
        progress.accept(fraction);
    }

    /// What a run needs to be settled after a crash, as it stands in its row.
    JsonNode asJson(JsonMapper json, Outcome.Delivered outcome) {
        return json.valueToTree(new Kept(text(), reasoning(), tools.asJson(), data, staged(), outcome));
    }

    /// Takes up what an earlier lease kept, or what was answered before, and hands it on to who listens.
    Outcome.Delivered restore(JsonMapper json, JsonNode stored) {
        Kept kept = json.treeToValue(stored, Kept.class);
        text.append(kept.text());
        reasoning.append(kept.reasoning());
        tools.restore(kept.tools());
        data = kept.data();
        staged.addAll(kept.staged());
        handOn(kept);
        return kept.outcome();
    }

    /// What is there already is settled whether somebody still listens or not.
    private void handOn(Kept kept) {
        try {
            if (!kept.reasoning().isEmpty()) {
                observer.reasoning(kept.reasoning());
            }
            if (!kept.text().isEmpty()) {
                observer.text(kept.text());
            }
            if (kept.tools() != null) {
                observer.toolCalls(kept.tools());
            }
            if (kept.data() != null) {
                observer.data(kept.data());
            }
        } catch (UncheckedIOException gone) {
            log.debug("run {}: the listener has gone", lease.generationId(), gone);
        }
    }

    /// The same answer for another run. Nobody is billed for it, so it does not say what the provider billed.
    ///
    /// @param row completed, with a text or data as its result
    static JsonNode again(JsonMapper json, Generation row) {
        JsonNode result = row.result() == null ? json.createObjectNode() : row.result();
        JsonNode tools = result.get("tool_calls");
        JsonNode data = result.get("data");
        Long in = row.tokensInput() == null ? null : row.tokensInput().longValue();
        Long out = row.tokensOutput() == null ? null : row.tokensOutput().longValue();
        Long thoughts =
                result.has("reasoning_tokens") ? result.path("reasoning_tokens").asLong() : null;
        var outcome = new Outcome.Delivered(
                new Usage(in, null, null, out, null, null, null).withReasoning(thoughts),
                null,
                result.path("finish_reason").asStringOpt().orElse(null));
        String text = result.path("content").asString("");
        String reasoning = result.path("reasoning").asString("");
        return json.valueToTree(new Kept(text, reasoning, tools, data, List.of(), outcome));
    }

    /// @param reasoning rows of servers before it was kept have none
    private record Kept(
            String text,
            String reasoning,
            @Nullable JsonNode tools,
            @Nullable JsonNode data,
            List<StagedMedia> staged,
            Outcome.Delivered outcome) {
        private Kept {
            reasoning = Objects.requireNonNullElse(reasoning, "");
            staged = List.copyOf(staged);
        }
    }

    /// Whether somebody waits on this node for the row at its end.
    boolean awaited() {
        return !observer.equals(RunObserver.NONE);
    }

    /// Neither text nor data nor files.
    boolean nothing() {
        return staged.isEmpty() && text.isEmpty() && data == null;
    }

    /// Nothing was delivered, and nobody has heard anything: not even what the model thinks.
    boolean silent() {
        return nothing() && reasoning.isEmpty();
    }

    String text() {
        return text.toString();
    }

    /// What the model thought before it answered; empty where it did not say.
    String reasoning() {
        return reasoning.toString();
    }

    /// Calls of tools that the model asks for; null when it asks for none.
    @Nullable
    JsonNode tools() {
        return tools.asJson();
    }

    /// What an embedding or a moderation found; null when there is none, JSON's null when it is too much for
    /// a row.
    @Nullable
    JsonNode data() {
        return data;
    }

    List<StagedMedia> staged() {
        return List.copyOf(staged);
    }

    /// Forgets what will not be kept.
    void discard() {
        staged.forEach(media::discard);
        staged.clear();
    }
}
