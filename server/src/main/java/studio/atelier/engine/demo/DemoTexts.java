package studio.atelier.engine.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import studio.atelier.engine.demo.words.Writer;

/// Writes short texts without a model, around the words of the prompt: a story, a poem, a list, a letter or
/// a few paragraphs. Each begins by saying that it is a demo. Thread-safe.
public final class DemoTexts {

    private static final Pattern TOKEN = Pattern.compile("\\s*\\S+|\\s+$");

    public String write(TextOrder order) {
        return Writer.write(order);
    }

    /// Where a model would tell what it thought: what the text is put together from.
    public String reasoning(TextOrder order) {
        return Writer.reasoning(order);
    }

    /// The text in pieces as they are streamed: joined, they are the text.
    public List<String> tokens(TextOrder order) {
        List<String> tokens = new ArrayList<>();
        var match = TOKEN.matcher(write(order));
        while (match.find()) {
            tokens.add(match.group());
        }
        return tokens;
    }
}
