package studio.atelier.platform.mail;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The text of a message: a file `name.mail` of subject, text and HTML with a line `---` between them. One in the data
/// folder (`mail/`) takes the place of the bundled one. Placeholders look like `{{ .Token }}`, so that templates
/// written
/// for other servers of this kind can be taken along.
public record MailTemplate(String subject, String text, String html) {

    private static final Pattern PLACE = Pattern.compile("\\{\\{\\s*\\.([A-Za-z]+)\\s*}}");
    private static final int LENGTH_MAX = 256 << 10;

    /// A message with its values in. Prints nothing of it, because it may hold a code.
    public record Filled(String subject, String text, String html) {

        @Override
        public String toString() {
            return "Filled[***]";
        }
    }

    /// @param own the operator's folder; need not be there
    /// @throws IllegalStateException for a file that is not of three parts
    public static MailTemplate read(String name, Path own) {
        Path file = own.resolve(name + ".mail");
        try {
            String content = Files.isRegularFile(file) ? Files.readString(file) : bundled("/mail/" + name + ".mail");
            String[] parts = content.split("(?m)^---\\R", -1);
            if (content.length() > LENGTH_MAX || parts.length != 3 || !parts[0].startsWith("Subject:")) {
                throw new IllegalStateException(
                        "The mail template " + name
                                + ".mail is not of three parts (a line \"Subject: ...\", text, HTML) with lines of --- between.");
            }
            return new MailTemplate(
                    parts[0].substring("Subject:".length()).strip(), parts[1].strip(), parts[2].strip());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// @param values by the names of the placeholders; a name that is missing is left empty
    public Filled fill(Map<String, String> values) {
        return new Filled(
                fill(subject, values, MailTemplate::oneLine),
                fill(text, values, Function.identity()),
                fill(html, values, MailTemplate::escaped));
    }

    private static String fill(String text, Map<String, String> values, Function<String, String> written) {
        return PLACE.matcher(text)
                .replaceAll(place -> Matcher.quoteReplacement(written.apply(values.getOrDefault(place.group(1), ""))));
    }

    private static String oneLine(String value) {
        return value.replaceAll("\\p{Cntrl}+", " ");
    }

    private static String escaped(String value) {
        return value.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static String bundled(String resource) throws IOException {
        try (InputStream in = MailTemplate.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + resource);
            }
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
