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

/// A form with files (RFC 7578), whose files are read while they are sent. One thread.
public final class Multipart {

    private static final int ENDING_MAX = 8;

    /// Random, so that no file can contain it.
    private final String boundary = "atelier-" + UUID.randomUUID();

    private final List<Part> parts = new ArrayList<>();

    private record Part(long length, Supplier<InputStream> open) {

        static Part of(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return new Part(bytes.length, () -> new ByteArrayInputStream(bytes));
        }

        static Part of(Reference file) {
            return new Part(file.sizeBytes(), () -> {
                try {
                    return file.content().open();
                } catch (IOException failure) {
                    throw new UncheckedIOException("a file to work from cannot be read", failure);
                }
            });
        }
    }

    /// @param name a name of ours, without quotes
    public Multipart field(String name, String value) {
        parts.add(Part.of("--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value
                + "\r\n"));
        return this;
    }

    /// The file gets a name of ours; its ending says what it is.
    public Multipart file(String name, Reference file) {
        parts.add(
                Part.of("--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"; filename=\"file."
                        + ending(file.mimeType()) + "\"\r\nContent-Type: " + file.mimeType() + "\r\n\r\n"));
        parts.add(Part.of(file));
        parts.add(Part.of("\r\n"));
        return this;
    }

    private static String ending(String mimeType) {
        String ending = mimeType.substring(mimeType.indexOf('/') + 1).replaceAll("^x-|[^a-z0-9-].*$", "");
        String usual = switch (ending) {
            case "mpeg" -> "mp3";
            case "jpeg" -> "jpg";
            case "wave", "vnd" -> "wav";
            default -> ending;
        };
        return usual.length() > ENDING_MAX ? "bin" : usual;
    }

    /// A POST of the form, after its last part.
    public OutboundCall post(URI uri) {
        Map<String, Secret> type = Map.of("Content-Type", new Secret(contentType()));
        return new OutboundCall("POST", uri, type, payload(), OutboundLimits.WORK);
    }

    public String contentType() {
        return "multipart/form-data; boundary=" + boundary;
    }

    /// After the last part.
    public Payload payload() {
        List<Part> all = new ArrayList<>(parts);
        all.add(Part.of("--" + boundary + "--\r\n"));
        long length = all.stream().mapToLong(Part::length).sum();
        return new Payload.Content(
                length,
                () -> new SequenceInputStream(Collections.enumeration(
                        all.stream().map(part -> part.open().get()).toList())));
    }
}
