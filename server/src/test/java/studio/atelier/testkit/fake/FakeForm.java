package studio.atelier.testkit.fake;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A `multipart/form-data` body.
public record FakeForm(List<Part> parts) {

    private static final Pattern BOUNDARY = Pattern.compile("boundary=\"?([^\";]+)");
    private static final Pattern NAME = Pattern.compile("[; ]name=\"([^\"]*)\"");
    private static final Pattern FILE = Pattern.compile("filename=\"([^\"]*)\"");
    private static final Pattern TYPE = Pattern.compile("(?i)content-type: *([^\r\n]+)");

    /// @param file name of the file; empty for a plain field
    public record Part(String name, String file, String type, byte[] bytes) {}

    static FakeForm of(String contentType, byte[] body) {
        Matcher boundary = BOUNDARY.matcher(contentType);
        List<Part> parts = new ArrayList<>();
        if (!boundary.find()) {
            return new FakeForm(parts);
        }
        // Latin-1 keeps every byte as it is.
        String all = new String(body, StandardCharsets.ISO_8859_1);
        for (String piece : all.split(Pattern.quote("--" + boundary.group(1)), -1)) {
            int head = piece.indexOf("\r\n\r\n");
            if (head > 0) {
                String headers = piece.substring(0, head);
                String content = piece.substring(head + 4, piece.length() - 2);
                parts.add(new Part(
                        first(NAME, headers),
                        first(FILE, headers),
                        first(TYPE, headers),
                        content.getBytes(StandardCharsets.ISO_8859_1)));
            }
        }
        return new FakeForm(parts);
    }

    private static String first(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        return found.find() ? found.group(1).trim() : "";
    }

    /// @return the field, or an empty text
    public String text(String name) {
        return parts.stream()
                .filter(part -> part.name().equals(name))
                .map(part -> new String(part.bytes(), StandardCharsets.UTF_8))
                .findFirst()
                .orElse("");
    }

    /// Also those that call themselves `name[]`.
    public List<Part> files(String name) {
        return parts.stream()
                .filter(part -> part.name().equals(name) || part.name().equals(name + "[]"))
                .toList();
    }
}
