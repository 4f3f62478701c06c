package studio.atelier.surfaces.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.storage.Draft;
import studio.atelier.backend.storage.Reception;
import studio.atelier.backend.storage.StorageFault;
import studio.atelier.backend.storage.Uploads;
import studio.atelier.platform.problem.ProblemException;

/// Reads a form with one file as it comes: the fields before the file are known when its first byte is there,
/// and the file goes straight to where it stays. Not thread-safe, used once.
final class FormUpload implements MultiPart.Parser.Listener {

    private static final int BUFFER_BYTES = 64 << 10;
    private static final int FIELDS_MAX = 10;
    private static final int PART_HEADERS_BYTES_MAX = 8 << 10;

    /// Beyond the most that custom metadata may have, so that it is refused by its own rule.
    private static final int FIELD_BYTES_MAX = Uploads.USER_METADATA_BYTES_MAX + 1;

    /// The file, with what the form said before it.
    ///
    /// @param fields   by name
    /// @param mimeType of the part; null where it says none
    record File(Map<String, String> fields, @Nullable String mimeType) {}

    private enum Part {
        FIELD,
        FILE,
        IGNORED
    }

    private final Function<File, Reception> open;
    private final Map<String, String> fields = new HashMap<>();
    private final Map<String, String> headers = new HashMap<>();
    private final ByteArrayOutputStream value = new ByteArrayOutputStream();
    private Part part = Part.IGNORED;
    private String name = "";
    private boolean complete;
    private @Nullable Reception reception;
    private @Nullable RuntimeException refusal;
    private boolean broken;

    /// @param open decides whether the file may come, and where it goes
    private FormUpload(Function<File, Reception> open) {
        this.open = open;
    }

    /// @param contentType of the request
    /// @return the whole file; the caller closes it
    /// @throws ProblemException as `open` does, and `storage.invalid_request` for a form without a file
    /// @throws IOException      when the stream breaks
    static Draft read(String contentType, InputStream content, Function<File, Reception> open) throws IOException {
        String boundary = MultiPart.extractBoundary(contentType);
        if (boundary == null || boundary.isEmpty()) {
            throw noContent();
        }
        var form = new FormUpload(open);
        try {
            return form.read(boundary, content);
        } finally {
            if (form.reception != null) {
                form.reception.close();
            }
        }
    }

    private Draft read(String boundary, InputStream content) throws IOException {
        var parser = new MultiPart.Parser(boundary, this);
        parser.setMaxParts(FIELDS_MAX + 1L);
        parser.setPartHeadersMaxLength(PART_HEADERS_BYTES_MAX);
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
            parser.parse(Content.Chunk.from(ByteBuffer.wrap(buffer, 0, count), false));
            check();
        }
        parser.parse(Content.Chunk.EOF);
        check();
        if (!complete || reception == null) {
            throw noContent();
        }
        return reception.finish();
    }

    private void check() {
        if (refusal != null) {
            throw refusal;
        }
        if (broken) {
            throw noContent();
        }
    }

    private static ProblemException noContent() {
        return StorageFault.INVALID_REQUEST.problem("No content provided");
    }

    @Override
    public void onPartBegin() {
        headers.clear();
        value.reset();
    }

    @Override
    public void onPartHeader(String header, String text) {
        headers.put(header.toLowerCase(Locale.ROOT), text);
    }

    @Override
    public void onPartHeaders() {
        Map<String, String> parameters = new HashMap<>();
        HttpField.getValueParameters(headers.getOrDefault("content-disposition", ""), parameters);
        name = parameters.getOrDefault("name", "");
        boolean file = parameters.containsKey("filename") || parameters.containsKey("filename*");
        part = refusal != null ? Part.IGNORED : !file ? Part.FIELD : reception == null ? Part.FILE : Part.IGNORED;
        if (part == Part.FILE) {
            keeping(() -> reception = open.apply(new File(Map.copyOf(fields), headers.get("content-type"))));
        }
    }

    @Override
    public void onPartContent(Content.Chunk chunk) {
        keeping(() -> {
            switch (part) {
                case FILE -> take(chunk.getByteBuffer());
                case FIELD -> add(chunk.getByteBuffer());
                case IGNORED -> {}
            }
        });
        chunk.release();
    }

    /// The parser passes over what its listener throws: it is kept for [#check].
    private void keeping(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException refused) {
            refusal = refused;
            part = Part.IGNORED;
        }
    }

    private void take(ByteBuffer bytes) {
        if (reception != null) {
            reception.write(bytes);
        }
    }

    private void add(ByteBuffer bytes) {
        if (value.size() + bytes.remaining() > FIELD_BYTES_MAX) {
            throw StorageFault.ENTITY_TOO_LARGE.problem("The user_metadata exceeded the maximum allowed size");
        }
        byte[] more = new byte[bytes.remaining()];
        bytes.get(more);
        value.writeBytes(more);
    }

    @Override
    public void onPartEnd() {
        if (part == Part.FIELD) {
            fields.put(name, value.toString(UTF_8));
        }
    }

    @Override
    public void onComplete() {
        complete = true;
    }

    @Override
    public void onFailure(Throwable cause) {
        broken = true;
    }
}
