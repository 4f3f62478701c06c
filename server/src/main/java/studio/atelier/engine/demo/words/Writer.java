package studio.atelier.engine.demo.words;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import studio.atelier.engine.demo.Seeds;
import studio.atelier.engine.demo.TextOrder;

/// Chooses a form by the words of the prompt and fills its patterns. `{0}` to `{2}` in a pattern are what
/// the prompt is about.
public final class Writer {

    private static final String LABEL =
            "*Demo text: put together on this server by a few rules, without a language model."
                    + " Add a provider key for one that understands you.*\n\n";

    private static final Pattern POEM = Pattern.compile("\\b(poem|verse|sonnet|lyrics|song|gedicht)\\b");
    private static final Pattern LIST = Pattern.compile("\\b(list|ideas|tips|names|steps|ways|outline|plan)\\b");
    private static final Pattern STORY = Pattern.compile("\\b(story|tale|novel|scene|chapter|fairy|geschichte)\\b");
    private static final Pattern LETTER = Pattern.compile("\\b(letter|email|mail|message|invitation|brief)\\b");

    private final Topic topic;
    private final SplittableRandom random;
    private final TextOrder.Length length;

    private Writer(TextOrder order) {
        this.topic = Topic.of(order.prompt());
        this.random = new SplittableRandom(Seeds.mix(order.prompt(), order.seed()));
        this.length = order.length();
    }

    private enum Form {
        HAIKU("a haiku"),
        POEM("a poem"),
        STORY("a story"),
        LETTER("a letter"),
        LIST("a list"),
        ESSAY("a few paragraphs");

        private final String words;

        Form(String words) {
            this.words = words;
        }

        static Form of(String prompt) {
            String words = prompt.toLowerCase(Locale.ROOT);
            if (words.contains("haiku")) {
                return HAIKU;
            } else if (Writer.POEM.matcher(words).find()) {
                return POEM;
            } else if (Writer.STORY.matcher(words).find()) {
                return STORY;
            } else if (Writer.LETTER.matcher(words).find()) {
                return LETTER;
            }
            return Writer.LIST.matcher(words).find() ? LIST : ESSAY;
        }
    }

    public static String write(TextOrder order) {
        var writer = new Writer(order);
        return LABEL
                + switch (Form.of(order.prompt())) {
                    case HAIKU -> writer.haiku();
                    case POEM -> writer.poem();
                    case STORY -> writer.story();
                    case LETTER -> writer.letter();
                    case LIST -> writer.list();
                    case ESSAY -> writer.essay();
                };
    }

    /// How [#write] comes to its text.
    public static String reasoning(TextOrder order) {
        Topic topic = Topic.of(order.prompt());
        return "The demo does not think; a model's thoughts would stand here. By its words the prompt asks for "
                + Form.of(order.prompt()).words + ", " + order.length().name().toLowerCase(Locale.ROOT)
                + ". It will be about " + topic.phrase(0) + ", " + topic.phrase(1) + " and " + topic.phrase(2)
                + ".";
    }

    private int size(int small, int middle, int large) {
        return switch (length) {
            case SHORT -> small;
            case MEDIUM -> middle;
            case LONG -> large;
        };
    }

    private String essay() {
        var text = new StringBuilder();
        paragraph(text, Phrases.OPENINGS, 1, Phrases.THOUGHTS, 2);
        List<String> thoughts = shuffled(Phrases.THOUGHTS);
        List<String> turns = shuffled(Phrases.TURNS);
        int paragraphs = size(0, 1, 4);
        for (int i = 0; i < paragraphs; i++) {
            text.append(fill(turns.get(i % turns.size()))).append(' ');
            for (int k = 0; k < 3; k++) {
                text.append(fill(thoughts.get((3 + i * 3 + k) % thoughts.size())))
                        .append(' ');
            }
            text.append("\n\n");
        }
        text.append(fill(pick(Phrases.CLOSINGS)));
        return text.toString();
    }

    private void paragraph(StringBuilder text, List<String> first, int firstCount, List<String> then, int thenCount) {
        List<String> openers = shuffled(first);
        List<String> followers = shuffled(then);
        for (int i = 0; i < firstCount; i++) {
            text.append(fill(openers.get(i))).append(' ');
        }
        for (int i = 0; i < thenCount; i++) {
            text.append(fill(followers.get(i))).append(' ');
        }
        text.append("\n\n");
    }

    private String story() {
        List<String> middles = shuffled(Phrases.STORY_MIDDLES);
        var text = new StringBuilder("**")
                .append(title(topic.phrase(0)))
                .append("**\n\n")
                .append(fill(pick(Phrases.STORY_OPENINGS)))
                .append(' ');
        int count = size(2, 5, 9);
        for (int i = 0; i < count; i++) {
            text.append(fill(middles.get(i % middles.size()))).append(i % 3 == 2 ? "\n\n" : " ");
        }
        return text.append("\n\n").append(fill(pick(Phrases.STORY_ENDINGS))).toString();
    }

    private String poem() {
        List<String> stanzas = shuffled(Phrases.STANZAS);
        var text = new StringBuilder("**").append(title(topic.phrase(0))).append("**\n\n");
        int count = size(1, 2, 4);
        for (int i = 0; i < count; i++) {
            // Two spaces at the end of a line keep the line in Markdown.
            text.append(fill(stanzas.get(i)).replace("\n", "  \n")).append("\n\n");
        }
        return text.toString().strip();
    }

    private String haiku() {
        return "**" + title(topic.phrase(0)) + "**\n\n" + pick(Phrases.HAIKU).replace("\n", "  \n");
    }

    private String list() {
        List<String> items = shuffled(Phrases.ITEMS);
        var text = new StringBuilder(fill(pick(Phrases.LIST_OPENINGS))).append("\n\n");
        int count = size(4, 7, 10);
        for (int i = 0; i < count; i++) {
            text.append(i + 1)
                    .append(". ")
                    .append(fill(items.get(i % items.size())))
                    .append('\n');
        }
        return text.append('\n').append(fill(pick(Phrases.CLOSINGS))).toString();
    }

    private String letter() {
        List<String> thoughts = shuffled(Phrases.THOUGHTS);
        var text = new StringBuilder("Dear reader,\n\n")
                .append(fill(pick(Phrases.LETTER_OPENINGS)))
                .append(' ');
        int count = size(2, 4, 8);
        for (int i = 0; i < count; i++) {
            text.append(fill(thoughts.get(i % thoughts.size()))).append(i == 2 ? "\n\n" : " ");
        }
        return text.append("\n\n")
                .append(fill(pick(Phrases.LETTER_CLOSINGS)))
                .append("\n\nWarmly,\nthe demo renderer")
                .toString();
    }

    private String pick(List<String> patterns) {
        return patterns.get(random.nextInt(patterns.size()));
    }

    private List<String> shuffled(List<String> patterns) {
        List<String> order = new ArrayList<>(patterns);
        for (int i = order.size() - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            String kept = order.get(i);
            order.set(i, order.get(other));
            order.set(other, kept);
        }
        return order;
    }

    /// A phrase at the start of a sentence gets its capital.
    private String fill(String pattern) {
        String text = pattern.replace("{0}", topic.phrase(0))
                .replace("{1}", topic.phrase(1))
                .replace("{2}", topic.phrase(2));
        return capital(text);
    }

    private static String title(String phrase) {
        var title = new StringBuilder();
        for (String word : phrase.split(" ", -1)) {
            title.append(title.isEmpty() ? "" : " ").append(capital(word));
        }
        return title.toString();
    }

    private static String capital(String text) {
        return text.isEmpty()
                ? text
                : text.substring(0, text.offsetByCodePoints(0, 1)).toUpperCase(Locale.ROOT)
                        + text.substring(text.offsetByCodePoints(0, 1));
    }
}
