package studio.atelier.backend.identity.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The texts of messages: a file each, `name.mail`, of subject, text and HTML with a line `---` between them. One in
/// the
/// data folder (`mail/`) takes the place of the bundled one. Placeholders look like `{{ .Token }}`, so that templates
/// written for other servers of this kind can be taken along. Read once; thread-safe.
final class MailTemplates {

    private static final Pattern PLACE = Pattern.compile("\\{\\{\\s*\\.([A-Za-z]+)\\s*}}");
    private static final int BYTES_MAX = 256 << 10;

    private final Map<String, Template> byName = new HashMap<>();

    /// @param own the operator's folder; need not be there
    MailTemplates(Path own) {
        for (Letter letter : Letter.values()) {
            byName.computeIfAbsent(letter.template(), name -> read(name, own));
        }
    }

    private record Template(String subject, String text, String html) {}

    /// @param html null where there is none
    record Filled(String subject, String text, String html) {

        @Override
        public String toString() {
            return "Filled[***]";
        }
    }

    /// @param values by the names of the placeholders; a name that is missing is left empty
    Filled fill(Letter letter, Map<String, String> values) {
        Template template = byName.get(letter.template());
        if (template == null) {
            throw new IllegalStateException("no template for " + letter);
        }
        return new Filled(
                fill(template.subject(), values, Function.identity()),
                fill(template.text(), values, Function.identity()),
                fill(template.html(), values, MailTemplates::escaped));
    }

    private static String fill(String text, Map<String, String> values, Function<String, String> written) {
        return PLACE.matcher(text)
                .replaceAll(place -> Matcher.quoteReplacement(written.apply(values.getOrDefault(place.group(1), ""))));
    }

    private static String escaped(String value) {
        return value.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static Template read(String name, Path own) {
        Path file = own.resolve(name + ".mail");
        try {
            String content = Files.isRegularFile(file) ? Files.readString(file) : bundled("/mail/" + name + ".mail");
            String[] parts = content.split("(?m)^---\\R", -1);
            if (content.length() > BYTES_MAX || parts.length != 3 || !parts[0].startsWith("Subject:")) {
                throw new IllegalStateException(
                        "The mail template " + name
                                + ".mail is not of three parts (a line \"Subject: ...\", text, HTML) with lines of --- between.");
            }
            return new Template(parts[0].substring("Subject:".length()).strip(), parts[1].strip(), parts[2].strip());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String bundled(String resource) throws IOException {
        try (InputStream in = MailTemplates.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + resource);
            }
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
