package studio.atelier.engine.providers.openai;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import studio.atelier.engine.providers.Reference;
import studio.atelier.platform.outbound.OutboundCall.Payload;
import tools.jackson.databind.json.JsonMapper;

/// A JSON body with pictures as data URLs, sent without ever being in memory as a whole: the tree carries
/// marks, and the pictures are encoded on their way out.
final class JsonWithPictures {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /// Stands where a picture belongs; random, so that no prompt can contain one.
    private final String mark = "picture-" + UUID.randomUUID() + "-";

    private final List<Reference> pictures;

    JsonWithPictures(List<Reference> pictures) {
        this.pictures = List.copyOf(pictures);
    }

    /// The text to put into the tree in place of a picture's data URL.
    String urlOf(int index) {
        return mark + index + "-";
    }

    Payload payload(Map<String, Object> body) {
        String text = JSON.writeValueAsString(body);
        List<Part> parts = new ArrayList<>();
        int from = 0;
        for (int at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, from)) {
            int end = text.indexOf('-', at + mark.length());
            Reference picture = pictures.get(Integer.parseInt(text, at + mark.length(), end, 10));
            parts.add(Part.of(text.substring(from, at) + "data:" + picture.mimeType() + ";base64,"));
            parts.add(Part.of(picture));
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

        static Part of(Reference picture) {
            return new Part(Base64Stream.lengthOf(picture.sizeBytes()), () -> {
                try {
                    return new Base64Stream(picture.content().open());
                } catch (IOException failure) {
                    throw new UncheckedIOException("a reference picture cannot be read", failure);
                }
            });
        }
    }
}
