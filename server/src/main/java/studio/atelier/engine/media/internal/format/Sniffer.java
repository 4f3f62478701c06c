package studio.atelier.engine.media.internal.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.tika.Tika;

/// Says what a file is from its bytes. Thread-safe.
public final class Sniffer {

    private static final int HEAD_BYTES = 8192;

    private final Tika tika = new Tika();

    /// @return nothing for a format that is not taken in, or on which two looks disagree
    public Optional<FileFormat> sniff(Path file) throws IOException {
        byte[] head;
        try (InputStream content = Files.newInputStream(file)) {
            head = content.readNBytes(HEAD_BYTES);
        }
        Optional<FileFormat> format = FileFormat.ofMagic(head);
        // A second opinion: a file that opens like a picture and reads like a page is neither.
        String second = tika.detect(head);
        boolean page = second.startsWith("text/") || second.contains("xml") || second.contains("html");
        return page ? Optional.empty() : format;
    }

    /// The type in words, for the message of a refusal.
    public String describe(Path file) throws IOException {
        try (InputStream content = Files.newInputStream(file)) {
            return tika.detect(content.readNBytes(HEAD_BYTES));
        }
    }
}
