package studio.atelier.engine.providers;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Keeps what a provider delivers. One thread.
public final class RecordingSink implements OutputSink {

    private final boolean live;
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();
    private final List<String> deltas = new ArrayList<>();
    private final List<byte[]> media = new ArrayList<>();
    private final List<String> types = new ArrayList<>();
    private final List<JsonNode> tools = new ArrayList<>();
    private final List<JsonNode> data = new ArrayList<>();

    public RecordingSink() {
        this(true);
    }

    private RecordingSink(boolean live) {
        this.live = live;
    }

    /// One of whoever waits for the whole answer.
    public static RecordingSink waiting() {
        return new RecordingSink(false);
    }

    @Override
    public boolean live() {
        return live;
    }

    @Override
    public void text(String delta) {
        text.append(delta);
        deltas.add(delta);
    }

    @Override
    public void reasoning(String delta) {
        reasoning.append(delta);
    }

    @Override
    public void toolCalls(JsonNode delta) {
        tools.add(delta);
    }

    @Override
    public void data(JsonNode result) {
        data.add(result);
    }

    @Override
    public void media(String mimeType, InputStream content) throws IOException {
        types.add(mimeType);
        media.add(content.readAllBytes());
    }

    @Override
    public void progress(double fraction) {
        if (fraction > 1) {
            throw new IllegalArgumentException("progress is at most 1, not " + fraction);
        }
    }

    public String text() {
        return text.toString();
    }

    public String reasoning() {
        return reasoning.toString();
    }

    public List<String> deltas() {
        return List.copyOf(deltas);
    }

    public List<byte[]> media() {
        return List.copyOf(media);
    }

    public List<String> types() {
        return List.copyOf(types);
    }

    public List<JsonNode> data() {
        return List.copyOf(data);
    }

    public List<JsonNode> tools() {
        return List.copyOf(tools);
    }
}
