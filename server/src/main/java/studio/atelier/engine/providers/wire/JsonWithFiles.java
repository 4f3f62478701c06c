package studio.atelier.engine.providers.wire;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import studio.atelier.engine.providers.Reference;
import studio.atelier.platform.outbound.OutboundCall;
import studio.atelier.platform.outbound.OutboundCall.Payload;
import studio.atelier.platform.outbound.OutboundLimits;
import studio.atelier.platform.settings.Secret;
import tools.jackson.databind.json.JsonMapper;

/// A JSON body with files as Base64, sent without ever being in memory as a whole: the tree carries marks,
/// and the files are encoded on their way out. One thread.
public final class JsonWithFiles {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /// Stands where a file belongs; random, so that no prompt can contain one.
    private final String mark = "file-" + UUID.randomUUID() + "-";

    private final List<Reference> files = new ArrayList<>();

    /// The text to put into the tree in place of the file as Base64.
    public String base64(Reference file) {
        files.add(file);
        return mark + (files.size() - 1) + "-";
    }

    /// The text to put into the tree in place of the file as a data URL.
    public String dataUrl(Reference file) {
        return "data:" + file.mimeType() + ";base64," + base64(file);
    }

    /// A POST of the body.
    ///
    /// @param body a tree of maps, lists and values
    public OutboundCall post(URI uri, Object body) {
        Map<String, Secret> type = Map.of("Content-Type", new Secret("application/json"));
        return new OutboundCall("POST", uri, type, payload(body), OutboundLimits.WORK);
    }

    /// @param body a tree of maps, lists and values
    public Payload payload(Object body) {
        String text = JSON.writeValueAsString(body);
        List<Part> parts = new ArrayList<>();
        int from = 0;
        for (int at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, from)) {
            int end = text.indexOf('-', at + mark.length());
            parts.add(Part.of(text.substring(from, at)));
            parts.add(Part.of(files.get(Integer.parseInt(text, at + mark.length(), end, 10))));
            from = end + 1;
        }
        parts.add(Part.of(text.substring(from)));
        long length = parts.stream().mapToLong(Part::length).sum();
        return new Payload.Content(length, () -> open(parts));
    }

    private static InputStream open(List<Part> parts) {
        return new SequenceInputStream(Collections.enumeration(
                parts.stream().map(part -> part.open().get()).toList()));
    }

    /// @param length bytes as sent
    private record Part(long length, Supplier<InputStream> open) {

        static Part of(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return new Part(bytes.length, () -> new ByteArrayInputStream(bytes));
        }

        static Part of(Reference file) {
            return new Part(Base64Stream.lengthOf(file.sizeBytes()), () -> {
                try {
                    return new Base64Stream(file.content().open());
                } catch (IOException failure) {
                    throw new UncheckedIOException("a file to work from cannot be read", failure);
                }
            });
        }
    }
}
